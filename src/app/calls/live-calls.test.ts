import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { CallGuard } from './call-guard.ts';
import type { Teller } from './live-call.ts';
import { LiveCalls } from './live-calls.ts';

const start = Date.UTC(2026, 4, 20, 12);
const minute = 60_000;
const bakery: CallCustomer = {
  ...{ id: 'bakery', timeZone: 'Europe/Amsterdam', country: 'NL', plan: defaultDialPlan('NL') },
  ...{ identifiers: [{ kind: 'account', value: '201' }], opening: undefined, closedDays: [], allowed: [] },
  ...{ mode: 'enforce', figures: {}, deck: '' },
};

function setUp() {
  const kept = new Map<string, Call>();
  const sink = { alert() {}, stop() {}, refused() {}, hangUp() {} };
  const guard = new CallGuard({ customers: [bakery], decks: new Map(), rules: [], numberLists: [] }, sink);
  const live = new LiveCalls(guard, { kept: (call) => kept.set(call.id, call) });
  const money = () => {
    guard.advance(start + 120 * minute);
    const key = guard.exposure.find('customer', 'bakery');
    return key ? guard.exposure.money(key, 'day') : 0;
  };
  return { guard, live, kept, money };
}

function record(parts: Partial<CallRecord>): CallRecord {
  return {
    ...{ id: 'one', linkedId: '', direction: 'out', from: '201', to: '002207012345', account: '201', accountCode: '' },
    ...{ trunk: '', address: '', start, answer: undefined, end: undefined, outcome: 'running', cause: 0, line: 0 },
    ...parts,
  };
}

interface Telling {
  readonly record: CallRecord;
  readonly source: string;
  readonly teller: Teller;
}

const answer = start + 10_000;
const end = answer + 5 * minute;
const told: readonly Telling[] = [
  { record: record({}), source: 'hep', teller: 'sip' },
  { record: record({ answer }), source: 'hep', teller: 'sip' },
  { record: record({ answer, end, outcome: 'answered' }), source: 'hep', teller: 'sip' },
  { record: record({ id: 'pbx-1', start: start + 900 }), source: 'ami', teller: 'switch' },
  { record: record({ id: 'pbx-1', start: start + 900, answer: answer + 300 }), source: 'ami', teller: 'switch' },
  {
    record: record({ id: 'cdr-1', start, answer: answer + 100, end: end + 1900, outcome: 'answered' }),
    source: 'cdr',
    teller: 'cdr',
  },
];

describe('LiveCalls', () => {
  it('makes one call of what several sources tell, with the times of its record, whatever the order', () => {
    const order = fc.shuffledSubarray(
      told.flatMap((_, i) => [i, i]),
      { minLength: told.length * 2 },
    );
    fc.assert(
      fc.property(order, (places) => {
        const { live, kept, money } = setUp();
        for (const place of places) {
          const { record: given, source, teller } = told[place];
          live.take(given, teller === 'cdr', source, teller, start + 10 * minute);
        }
        expect(kept.size).toBe(1);
        const [call] = kept.values();
        expect([call.answer, call.end, call.outcome]).toEqual([answer + 100, end + 1900, 'answered']);
        expect(money()).toBe(call.cost);
      }),
      { numRuns: 200 },
    );
  });

  it('waits a moment for the credentials of a call that is seen on the wire', () => {
    const { live, kept } = setUp();
    live.take(record({ account: '', from: 'x' }), false, 'hep', 'sip', start);
    expect(kept.size).toBe(0);
    live.take(record({ from: 'x' }), false, 'hep', 'sip', start + 20);
    live.take(record({ id: 'nobody', account: '', from: 'y', to: '002207012399' }), false, 'hep', 'sip', start + 20);
    live.release(start + 500);
    expect([...kept.values()].map(({ tenant }) => tenant)).toEqual(['bakery']);
    live.release(start + 1500);
    expect([...kept.values()].map(({ tenant }) => tenant)).toEqual(['bakery', 'unassigned']);
  });

  it('gives a call to its customer when a later record says whose it is, with its money', () => {
    const { live, kept, guard, money } = setUp();
    const nobody = { account: '', from: '0612345678' };
    live.take(record({ ...nobody, answer }), false, 'ami', 'switch', answer);
    live.take(record({ ...nobody, answer, end, outcome: 'answered', account: '201' }), true, 'cdr', 'cdr', end);
    const [call] = kept.values();
    expect([kept.size, call.tenant, call.payer, call.answer, call.end]).toEqual([1, 'bakery', '201', answer, end]);
    expect(money()).toBe(call.cost);
    const all = guard.exposure.find('provider', 'provider')!;
    expect(guard.exposure.money(all, 'day')).toBe(call.cost);
    expect(live.counts.attributed).toBe(1);
  });

  it('minds a call that one side alone told of where both usually do', () => {
    const { live } = setUp();
    const call = (i: number, tellers: readonly Teller[]) => {
      const at = start + i * 20_000;
      const one = record({ id: `c${i}`, start: at, answer: at + 1000, end: at + 5000, outcome: 'answered' });
      for (const teller of tellers) live.take(one, teller === 'cdr', teller, teller, at + 5000);
    };
    for (let i = 0; i < 5; i++) call(i, ['cdr']);
    for (let i = 5; i < 60; i++) call(i, ['sip', 'cdr']);
    live.tick(start + 200 * minute);
    expect(live.counts).toMatchObject({ 'cdr-without-sip': 0, 'sip-without-cdr': 0 });
    call(60, ['cdr']);
    call(61, ['sip']);
    live.tick(start + 400 * minute);
    expect(live.counts).toMatchObject({ 'cdr-without-sip': 1, 'sip-without-cdr': 1 });
  });

  it('keeps calls apart that are apart', () => {
    const { live, kept } = setUp();
    live.take(record({}), false, 'hep', 'sip', start);
    live.take(record({ id: 'two' }), false, 'hep', 'sip', start);
    live.take(record({ id: 'three', start: start + 6000 }), false, 'ami', 'switch', start + 6000);
    live.take(record({ id: 'four', account: '202', from: '202' }), false, 'cdr', 'cdr', start);
    live.take(record({ id: 'five', to: '002207012399' }), false, 'cdr', 'cdr', start);
    expect(kept.size).toBe(5);
  });

  it('ends what its source does not know any more, and what never ended after twelve hours', () => {
    const { live, kept, guard } = setUp();
    live.take(record({ answer }), false, 'ami', 'switch', start);
    live.take(record({ id: 'two', answer }), false, 'ami', 'switch', start);
    live.running('ami', ['two'], start + minute);
    expect([...kept.values()].map((call) => call.end)).toEqual([start + minute, 0]);
    const late = start + 12 * 60 * minute + minute;
    guard.advance(late);
    live.tick(late);
    expect([...kept.values()].every((call) => call.end > 0)).toBe(true);
    expect(live.counts).toMatchObject({ endedUnnoticed: 1, neverEnded: 1 });
  });

  it('closes a call that was asked about and that nobody followed', () => {
    const { live, kept } = setUp();
    live.ask(record({}), 'asked', start);
    live.tick(start + 4 * minute);
    expect([...kept.values()].map((call) => [call.end > 0, call.cost])).toEqual([[true, 0]]);
    expect(live.counts.unfollowed).toBe(1);
  });

  it('counts what a call costs that was refused and made all the same', () => {
    const { live, kept, guard, money } = setUp();
    const stop: CallStop = {
      ...{ id: 's', tenant: 'bakery', scope: 'account', payer: '201', reach: 'outgoing', country: '', prefix: '' },
      ...{ spared: [], divertTo: '', hangUp: false, from: start - minute, until: start + 60 * minute },
      ...{ reason: { nl: '', en: '' }, author: 'user:x', alert: '', rule: '', state: 'in-force' },
    };
    guard.impose(stop);
    expect(live.ask(record({}), 'asked', start).action).toBe('refuse');
    expect(live.ask(record({ id: 'help', to: '112' }), 'asked', start).action).toBe('pass');
    live.take(record({ answer, end, outcome: 'answered' }), true, 'cdr', 'cdr', end);
    expect(live.counts.refusedYetAnswered).toBe(1);
    const call = [...kept.values()].find(({ cost }) => cost > 0)!;
    expect(money()).toBe(call.cost);
    guard.lift('s', start);
    // The same call asked for once more may be made now.
    live.ask(record({ id: 'again' }), 'asked', start + 1000);
    expect(live.ask(record({ id: 'again' }), 'asked', start + 2000).action).toBe('pass');
  });

  it('takes a refused call for one that runs when the refusal was not carried out', () => {
    const { live, kept, guard, money } = setUp();
    guard.impose({
      ...{ id: 's', tenant: 'bakery', scope: 'account', payer: '201', reach: 'outgoing', country: '', prefix: '' },
      ...{ spared: [], divertTo: '', hangUp: false, from: start - minute, until: start + 60 * minute },
      ...{ reason: { nl: '', en: '' }, author: 'user:x', alert: '', rule: '', state: 'in-force' },
    });
    expect(live.ask(record({}), 'asked', start).action).toBe('refuse');
    expect([...guard.running()].length).toBe(0);
    live.letPass(record({}), 'asked', start + 500);
    live.letPass(record({}), 'asked', start + 500);
    expect([[...guard.running()].length, live.counts.refusedYetPassed]).toEqual([1, 1]);
    live.take(record({ answer }), false, 'hep', 'sip', answer);
    live.take(record({ answer, end, outcome: 'answered' }), true, 'cdr', 'cdr', end);
    expect(live.counts.refusedYetAnswered).toBe(0);
    const call = [...kept.values()].at(-1)!;
    expect([kept.size, call.answer, call.end, call.cost > 0]).toEqual([1, answer, end, true]);
    expect(money()).toBe(call.cost);
    // One that nobody follows ends as any other that was asked about.
    live.ask(record({ id: 'lost', to: '002207012399' }), 'asked', end);
    live.letPass(record({ id: 'lost', to: '002207012399' }), 'asked', end);
    for (let i = 0; i < 3; i++) live.tick(end + 4 * minute);
    expect([[...guard.running()].length, live.counts.unfollowed]).toEqual([0, 1]);
  });

  it('brings impossible times to what can be, and counts them', () => {
    const { live, kept, money } = setUp();
    fc.assert(
      fc.property(fc.integer(), fc.option(fc.integer()), fc.option(fc.integer()), fc.uuid(), (a, b, c, id) => {
        const odd = record({ id, start: start + a, answer: b === null ? undefined : start + b });
        live.take({ ...odd, end: c === null ? undefined : start + c }, true, 'cdr', 'cdr', start);
      }),
    );
    for (const call of kept.values()) {
      expect(call.start).toBeLessThanOrEqual(start + 5000);
      expect(call.end === 0 || call.end >= call.answer).toBe(true);
    }
    expect(Number.isSafeInteger(money())).toBe(true);
  });
});
