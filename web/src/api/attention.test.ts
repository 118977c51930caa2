import { expect, test } from 'vitest';
import { attention, isUrgent, stopsForReal } from './attention.ts';
import type { AlertSummary, Overview } from './types.ts';

const blocked = {
  state: 'open',
  severity: 'high',
  decision: { id: 'd1', value: '198.51.100.7', state: 'in-force', until: '2026-06-03T12:00:00Z' },
} as AlertSummary;
const enforcer = (real: boolean, ok: boolean) => ({ id: 'firewall', kind: 'auto', real, ok, detail: '' });
const overview = (...enforcers: Overview['enforcers']) =>
  ({ enforcers, alerts: [blocked], counts: { openAlerts: 1 } }) as unknown as Overview;

test('a block that a working firewall holds stops the attack', () => {
  expect(attention(overview(enforcer(true, true)))).toEqual({ open: 1, urgent: 0, stopped: 1 });
});

test('a block that is only simulated, or whose enforcer fails, stops nothing', () => {
  for (const one of [enforcer(false, true), enforcer(true, false)]) {
    expect(attention(overview(one))).toEqual({ open: 1, urgent: 1, stopped: 0 });
  }
  expect(attention(overview())).toEqual({ open: 1, urgent: 1, stopped: 0 });
});

test('one real enforcer beside a simulated one is enough', () => {
  expect(stopsForReal(overview(enforcer(false, true), enforcer(true, true)))).toBe(true);
});

test('what is critical is urgent even when it is stopped', () => {
  expect(isUrgent({ ...blocked, severity: 'critical' }, true)).toBe(true);
  expect(isUrgent({ ...blocked, severity: 'critical', state: 'acknowledged' }, true)).toBe(false);
});
