import { describe, expect, it } from 'vitest';
import type { Alert } from '../../core/alert.ts';
import type { CallRecord } from '../../core/call-record.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { callRulesOf } from '../call-rule-files.ts';
import { CallGuard } from './call-guard.ts';

const start = Date.UTC(2026, 4, 20, 12);
const minute = 60_000;
const dayMs = 86_400_000;
const rules = callRulesOf('').filter(({ id }) => id.endsWith('-cap'));

function guardOf(figures: Readonly<Record<string, number>>, provider: Readonly<Record<string, number>> = {}) {
  const alerts = new Map<string, Alert>();
  const customer: CallCustomer = {
    ...{ id: 'bakery', timeZone: 'Europe/Amsterdam', country: 'NL', plan: defaultDialPlan('NL') },
    ...{ identifiers: [{ kind: 'account', value: '201' }], opening: undefined, closedDays: [], allowed: [] },
    ...{ mode: 'enforce', figures, deck: '' },
  };
  const guard = new CallGuard(
    {
      customers: [customer, { ...customer, id: 'provider', identifiers: [], figures: provider }],
      ...{ decks: new Map(), rules, numberLists: [] },
    },
    { alert: ({ alert }) => alerts.set(alert.id, alert), stop() {}, refused() {}, hangUp() {} },
  );
  return { guard, alerts, fired: () => [...alerts.values()].map(({ rule, tenant }) => `${rule} ${tenant}`) };
}

let serial = 0;
function record(to: string, at: number): CallRecord {
  const id = `c${++serial}`;
  return {
    ...{ id, linkedId: id, direction: 'out', from: '201', to, account: '201', accountCode: '', trunk: '' },
    ...{ address: '', start: at, answer: undefined, end: undefined, outcome: 'running', cause: 0, line: serial },
  };
}

function talk(guard: CallGuard, to: string, at: number, minutes: number): void {
  const call = guard.begin(record(to, at), 'test');
  guard.answer(call, at + 1_000);
  guard.finish(call, at + 1_000 + minutes * minute, 'answered', 16);
}

describe('caps on money', () => {
  it('count calls at home while they run, not when they end', () => {
    const { guard, fired } = guardOf({ 'customer-cap.hour': 1 });
    for (let i = 0; i < 20; i++) guard.answer(guard.begin(record('0612345678', start), 'test'), start + 1_000);
    guard.advance(start + 10_000);
    expect(fired()).toEqual([]);
    guard.advance(start + 30 * minute);
    expect(fired()).toEqual(['customer-cap bakery']);
  });

  it('tell the money of their window and since when, not that of the last call alone', () => {
    const { guard, alerts } = guardOf({ 'account-cap.hour': 6 });
    // 14:00 in Amsterdam; the hour is of the clock.
    for (let i = 0; i < 3; i++) talk(guard, '0612345678', start + i * 10 * minute, 9);
    for (let i = 0; i < 3; i++)
      guard.answer(guard.begin(record('002207012345', start + 30 * minute), 'test'), start + 31 * minute);
    guard.advance(start + 36 * minute);
    const [alert] = [...alerts.values()].filter(({ rule }) => rule === 'account-cap');
    expect(alert).toMatchObject({ start, count: 3, calls: { calls: 3, unit: 'eur', seen: expect.any(Number) } });
    expect(alert!.calls!.cost).toBeGreaterThan(alert!.calls!.costAtDetection);
    expect(alert!.calls!.costAtDetection / 1e6).toBeCloseTo(alert!.calls!.seen, 1);
    expect(alert!.sentence.en).toMatch(
      /3 calls to Gambia by 201 between 14:30 and 14:32; [\d.]+ euro since 14:00, normal is 0/,
    );
    expect(alert!.sentence.nl).toContain('euro sinds 14:00');
  });

  it('of everybody hold for the provider: the figure that was set there, not that of a customer', () => {
    const own = guardOf({ 'provider-cap.hour': 1 });
    talk(own.guard, '0612345678', start, 600);
    expect(own.fired()).toEqual([]);
    const set = guardOf({}, { 'provider-cap.hour': 12 });
    for (let i = 0; i < 6; i++) talk(set.guard, '00252612345678', start + i * 1_000, 20);
    expect(set.fired()).toContain('provider-cap provider');
  });

  it('of everybody are ten times as high for four days only, also when Belwacht was started anew', () => {
    const spent = ({ guard }: ReturnType<typeof guardOf>, at: number) => {
      // About 5,600 euro: more than our own cap of an hour, far less than ten times as much.
      for (let i = 0; i < 200; i++) talk(guard, '00252612345678', at + i * 10, 15);
    };
    const young = guardOf({ 'customer-cap.hour': 1e5, 'account-cap.hour': 1e5 });
    spent(young, start);
    expect(young.fired()).not.toContain('provider-cap provider');
    const old = guardOf({});
    for (let day = 0; day < 6; day++) talk(old.guard, '0612345678', start + day * dayMs, 1);
    const learned = JSON.parse(JSON.stringify(old.guard.learned())) as [string, unknown][];
    const again = guardOf({});
    for (const [key, value] of learned) again.guard.restore(key, value);
    spent(again, start + 6 * dayMs);
    expect(again.fired()).toContain('provider-cap provider');
  });
});
