import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { alert, batch, noon, openTestStore, type TestStore } from '../testing/test-store.ts';

let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  await it.store.batches.saveBatch(batch({ alerts: [alert({ id: 'cap' })] }));
});
afterAll(() => it?.close());

const stop = (spared: string[], state: CallStop['state'] = 'in-force'): CallStop => ({
  ...{ id: 's', tenant: 'provider', scope: 'account', payer: '201', reach: 'costly', country: '', prefix: '', spared },
  ...{ divertTo: '', hangUp: true, from: noon, until: noon + 3_600_000, author: 'rule:account-cap', alert: 'cap' },
  ...{ rule: 'account-cap', reason: { nl: 'Grens bereikt.', en: 'Cap reached.' }, state },
});
const told = async () =>
  (
    await it.database.ownerPool.query<{ text_en: string }>(
      `select text_en from alert_timeline where kind like 'stop-%' order by id`,
    )
  ).rows.map(({ text_en }) => text_en);

test('a limit that becomes a stop holds for usual countries too, and says so once', async () => {
  await it.store.callStops.put(stop(['BE', 'FR']));
  await it.store.callStops.put(stop(['BE', 'FR']));
  expect(await told()).toEqual(['Calls stopped: Cap reached.']);
  await it.store.callStops.put(stop([]));
  await it.store.callStops.put(stop([]));
  expect((await it.store.callStops.get('s'))!.stop.spared).toEqual([]);
  expect(await told()).toEqual(['Calls stopped: Cap reached.', 'Now to usual countries too: Cap reached.']);
});

test('what a person took back stays so', async () => {
  await it.store.callStops.put(stop([], 'lifted'));
  await it.store.callStops.put(stop(['BE']));
  expect((await it.store.callStops.get('s'))!.stop).toMatchObject({ state: 'lifted' });
});
