import { expect, test } from 'vitest';
import { attention, isUrgent, stopsAttack } from './attention.ts';
import type { AlertSummary, Overview } from './types.ts';

const blocked = {
  state: 'open',
  severity: 'high',
  decision: { id: 'd1', value: '198.51.100.7', state: 'in-force', until: '2026-06-03T12:00:00Z' },
} as AlertSummary;
const enforcer = (id: string, real: boolean) => ({ id, kind: 'auto', real, ok: true, detail: '' });
const held = (enforcer: string, real: boolean, state: string) => ({ enforcer, real, state, at: '', error: '' });
/** An overview with these enforcers, and who holds the block when it carries the block. */
const overview = (enforcers: Overview['enforcers'], holders?: ReturnType<typeof held>[]) =>
  ({
    enforcers,
    alerts: [blocked],
    blocks: holders ? [{ id: 'd1', enforcers: holders }] : [],
    counts: { openAlerts: 1 },
  }) as unknown as Overview;
const dry = enforcer('firewall', false);
const firewall = enforcer('firewall', true);
const lists = enforcer('lists', true);

test('a block that a firewall holds stops the attack', () => {
  expect(attention(overview([firewall], [held('firewall', true, 'in-force')]))).toEqual({
    open: 1,
    urgent: 0,
    stopped: 1,
  });
});

test('a block that is only simulated stops nothing, whatever else could carry it out', () => {
  const only = overview([dry, lists], [held('firewall', false, 'in-force')]);
  expect(attention(only)).toEqual({ open: 1, urgent: 1, stopped: 0 });
  const asked = overview([dry, lists], [held('firewall', false, 'in-force'), held('lists', true, 'asked')]);
  expect(attention(asked)).toEqual({ open: 1, urgent: 1, stopped: 0 });
});

test('one that really holds it beside a simulated one is enough', () => {
  const both = overview([dry, lists], [held('firewall', false, 'in-force'), held('lists', true, 'in-force')]);
  expect(stopsAttack(blocked.decision, both)).toBe(true);
});

test('a block the overview does not carry counts unless an enforcer simulates', () => {
  expect(stopsAttack(blocked.decision, overview([firewall, lists]))).toBe(true);
  expect(stopsAttack(blocked.decision, overview([dry, lists]))).toBe(false);
});

test('what is critical is urgent even when it is stopped', () => {
  const really = overview([firewall], [held('firewall', true, 'in-force')]);
  expect(isUrgent({ ...blocked, severity: 'critical' }, really)).toBe(true);
  expect(isUrgent({ ...blocked, severity: 'critical', state: 'acknowledged' }, really)).toBe(false);
});
