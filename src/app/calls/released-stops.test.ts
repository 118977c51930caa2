import { expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { callRulesOf } from '../call-rule-files.ts';
import { CallGuard } from './call-guard.ts';

const start = Date.UTC(2026, 4, 20, 1);
const customer: CallCustomer = {
  ...{ id: 'office', timeZone: 'Europe/Amsterdam', country: 'NL', plan: defaultDialPlan('NL') },
  ...{ identifiers: [{ kind: 'account', value: '401' }], opening: undefined, closedDays: [], allowed: [] },
  ...{ mode: 'enforce', figures: { 'account-cap.hour': 5, 'account-cap.stop_share': 1 }, deck: '' },
};
const options = { customers: [customer], decks: new Map(), rules: callRulesOf(''), numberLists: [] };

/** A call of five minutes to Gambia, a minute after the other; the verdict over it. */
function call(guard: CallGuard, minute: number): string {
  const at = start + minute * 60_000;
  const record: CallRecord = {
    ...{ id: `c${minute}`, linkedId: '', direction: 'out', from: '401', to: `0022070123${minute % 10}0` },
    ...{ account: '401', accountCode: '', trunk: '', address: '', start: at, answer: undefined, end: undefined },
    ...{ outcome: 'running', cause: 0, line: 0 },
  };
  const made = guard.begin(record, 'test');
  guard.answer(made, at + 1000);
  guard.finish(made, at + 59_000, 'answered', 16);
  return made.verdict.action;
}

function attack(stops?: readonly CallStop[]) {
  const told: CallStop[] = [];
  const sink = { alert() {}, stop: (stop: CallStop) => void told.push(stop), refused() {}, hangUp() {} };
  const guard = new CallGuard({ ...options, stops }, sink);
  const verdicts = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => call(guard, from + i));
  return { guard, told, verdicts };
}

it('leaves alone for a while what a person let go, and stops it again after that', () => {
  const { guard, told, verdicts } = attack();
  expect(verdicts(0, 60)).toContain('refuse');
  const at = start + 60 * 60_000;
  for (const { id } of [...guard.stops()]) guard.lift(id, at);
  const before = told.length;
  expect(verdicts(61, 120)).not.toContain('refuse');
  expect(told.slice(before).filter(({ state }) => state === 'in-force')).toEqual([]);
  expect(verdicts(5 * 60 + 1, 6 * 60)).toContain('refuse');
});

it('knows it after a restart', () => {
  const { guard, told, verdicts } = attack();
  verdicts(0, 60);
  const at = start + 60 * 60_000;
  for (const { id } of [...guard.stops()]) guard.lift(id, at);
  const lifted = told.filter(({ state }) => state === 'lifted');
  expect(lifted.length).toBeGreaterThan(0);
  expect(attack(lifted).verdicts(61, 120)).not.toContain('refuse');
  expect(attack().verdicts(61, 120)).toContain('refuse');
});
