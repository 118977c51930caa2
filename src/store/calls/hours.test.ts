import { afterAll, beforeAll, expect, test } from 'vitest';
import { noon, openTestStore, type TestStore } from '../testing/test-store.ts';

let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
});
afterAll(() => it?.close());

const minute = 60_000;

test('what a customer had by hour: calls, minutes, money, most at a time, countries, and what nobody answered', async () => {
  const call = (id: string, start: number, answer: number, end: number, country: string, payer = '201') =>
    `('${id}', 'bakker', 's', '', '', ${noon + start * minute}, ${answer < 0 ? 0 : noon + answer * minute},
      ${end < 0 ? 0 : noon + end * minute}, 'out', '${payer}', '', '', 'international', '1', '${country}', 'fixed', '', true,
      '', '', '', '', 'answered', 0, 0, 0, 0, 1, false, 1000000, 12, false, 'pass', 'no-objection', false, '', 0)`;
  await it.database.ownerPool.query(`insert into call (id, tenant, source, linked_id, source_call, start_time, answer_time, end_time,
    direction, payer, from_text, dialled, dialled_kind, number, country, destination_kind, prefix, abroad, account, account_code,
    trunk, address, outcome, cause, per_minute, setup, minimum_s, increment_s, estimate, cost, week_hour, closed, verdict, reason,
    reported, stop, stored_at) values
    ${call('a', 0, 1, 11, 'DE')},
    ${call('b', 5, 6, 10, 'BE')},
    ${call('c', 10, -1, 12, 'BE', '202')},
    ${call('d', 11, -1, 13, '')},
    ${call('e', 61, 62, 63, 'DE')}`);
  const hours = await it.store.calls.hours('bakker', '', '', noon - minute);
  expect(hours).toEqual([
    { at: noon, calls: 4, minutes: 14, cost: 4_000_000, concurrent: 2, destinations: 2, failed: 2 },
    { at: noon + 60 * minute, calls: 1, minutes: 1, cost: 1_000_000, concurrent: 1, destinations: 1, failed: 0 },
  ]);
  expect(await it.store.calls.hours('bakker', '202', 'BE', noon - minute)).toMatchObject([
    { calls: 1, minutes: 0, concurrent: 1, failed: 1 },
  ]);
});
