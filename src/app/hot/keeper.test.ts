import { expect, test } from 'vitest';
import { Event } from '../../core/event.ts';
import { Keeper, rowsPerAddressAndMinute } from './keeper.ts';

function event(change: Partial<Event>): Event {
  return Object.assign(
    new Event(),
    { time: 1_780_000_000_000, sourceIp: '203.0.113.7', userName: '100', tenant: 'a' },
    change,
  );
}

test('failures are kept, routine successes only once an hour per account and address', () => {
  const keeper = new Keeper();
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'failure' }), false)).toBe(true);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'success' }), false)).toBe(true);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'success' }), false)).toBe(false);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'success', sourceIp: '203.0.113.8' }), false)).toBe(true);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'success', time: 1_780_003_600_000 }), false)).toBe(true);
  expect(keeper.keeps(event({ action: 'sip-request' }), false)).toBe(false);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'unknown' }), false)).toBe(false);
});

test('a flood keeps its first rows of a minute, an acknowledged batch keeps all', () => {
  const keeper = new Keeper();
  let kept = 0;
  for (let i = 0; i < rowsPerAddressAndMinute * 3; i++)
    if (keeper.keeps(event({ action: 'sip-auth', outcome: 'failure' }), false)) kept++;
  expect(kept).toBe(rowsPerAddressAndMinute);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'failure' }), true)).toBe(true);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'failure', sourceIp: '203.0.113.9' }), false)).toBe(true);
  expect(keeper.keeps(event({ action: 'sip-auth', outcome: 'failure', time: 1_780_000_060_000 }), false)).toBe(true);
});
