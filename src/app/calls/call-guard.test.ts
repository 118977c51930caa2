import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { emptyBook, type GeoBook, type GeoRule } from '../../core/geo/geo-policy.ts';
import { countryDialling } from '../../core/phone/countries.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { emergencyNumbers } from '../../core/phone/emergency.ts';
import { CallGuard, type CallGuardOptions } from './call-guard.ts';
import { moneyKey } from './call-money.ts';

const start = Date.UTC(2026, 2, 3, 2, 0, 0);

function customer(id: string, own: Partial<CallCustomer> = {}): CallCustomer {
  const country = own.country ?? 'NL';
  return {
    ...{
      id,
      timeZone: 'Europe/Amsterdam',
      country,
      plan: defaultDialPlan(country),
      opening: undefined,
      closedDays: [],
    },
    ...{ identifiers: [], allowed: [], mode: 'enforce', figures: {}, deck: '' },
    ...own,
  };
}

function record(id: string, own: Partial<CallRecord> = {}): CallRecord {
  return {
    ...{ id, linkedId: id, direction: 'unknown', from: '201', to: '0022077001234', account: '201', accountCode: '' },
    ...{ trunk: '', address: '', start, answer: undefined, end: undefined, outcome: 'running', cause: 0, line: 1 },
    ...own,
  };
}

function stop(own: Partial<CallStop> = {}): CallStop {
  return {
    ...{
      id: 's',
      tenant: 'acme',
      scope: 'customer',
      payer: '',
      reach: 'outgoing',
      country: '',
      prefix: '',
      spared: [],
    },
    ...{ divertTo: '', hangUp: true, from: start - 1_000, until: start + 86_400_000, reason: { nl: 'n', en: 'e' } },
    ...{ author: 'user:1', alert: '', rule: '', state: 'in-force' },
    ...own,
  };
}

function lab(customers: readonly CallCustomer[], own: Partial<CallGuardOptions> = {}) {
  const stops: CallStop[] = [];
  const hangUps: string[] = [];
  const refused: [string, string][] = [];
  const guard = new CallGuard(
    { customers, decks: new Map(), rules: [], numberLists: [], ...own },
    {
      alert: () => {},
      stop: (each) => stops.push(each),
      refused: (call, verdict) => refused.push([call.id, verdict.reason]),
      hangUp: (call: Call) => hangUps.push(call.id),
    },
  );
  return { guard, stops, hangUps, refused };
}

const acme = customer('acme', {
  identifiers: [
    { kind: 'account', value: '201' },
    { kind: 'number', value: '31201234560-31201234569' },
    { kind: 'trunk', value: 'acme-trunk' },
  ],
});

describe('CallGuard', () => {
  it('knows whose a call is, who is answerable, where it goes and what it costs', () => {
    const { guard } = lab([acme, customer('other', { identifiers: [{ kind: 'account', value: '301' }] })]);
    const call = guard.begin(record('a'), 's');
    expect(call).toMatchObject({ tenant: 'acme', payer: '201', country: 'GM', abroad: true, direction: 'out' });
    expect(call.weekHour).toBe(24 + 3);
    guard.answer(call, start + 10_000);
    guard.advance(start + 70_000);
    const key = guard.exposure.find('customer', 'acme')!;
    expect(guard.exposure.money(key, 'hour')).toBeGreaterThan(0);
    expect(guard.costSoFar(call)).toBe(call.rate.perMinute);
    guard.finish(call, start + 70_000, 'answered', 16);
    expect(call.cost).toBe(call.rate.perMinute);
    expect(guard.counts.running).toBe(0);
  });

  it('tells incoming from outgoing calls, also those that only their trunk tells', () => {
    const { guard } = lab([acme]);
    const incoming = guard.begin(record('in', { account: 'acme-trunk', from: '0031612345678', to: '0201234565' }), 's');
    expect(incoming).toMatchObject({ tenant: 'acme', direction: 'in', number: '31612345678', payer: '31201234565' });
    const forward = guard.begin(record('fw', { account: 'acme-trunk', from: '0612345678', to: '0022077001234' }), 's');
    expect(forward).toMatchObject({ tenant: 'acme', direction: 'out', country: 'GM' });
    const inside = guard.begin(record('int', { to: '202' }), 's');
    expect(inside).toMatchObject({ tenant: 'acme', direction: 'internal' });
    expect(inside.rate.perMinute).toBe(0);
    const strange = guard.begin(record('x', { account: '999', from: '999' }), 's');
    expect(strange.tenant).toBe('unassigned');
    expect(guard.counts.unattributed).toBe(1);
  });

  it('counts calls to numbers that nobody can read, and stops them as it does others', () => {
    const { guard } = lab([acme]);
    const call = guard.begin(record('a', { to: '0123456789012' }), 's');
    expect(call).toMatchObject({ abroad: true, number: '0123456789012', verdict: { action: 'pass' } });
    guard.begin(record('b', { to: 'voicemail' }), 's');
    guard.begin(record('c', { to: '5371234' }), 's');
    expect(guard.counts.unread).toBe(1);
    guard.impose(stop({ reach: 'abroad' }));
    expect(guard.begin(record('d', { to: '0123456789013' }), 's').verdict.action).toBe('refuse');
    expect(guard.begin(record('e', { to: '5371234' }), 's').verdict.action).toBe('pass');
  });

  it('adds no money for caps of what would have been refused or hung up, were it enforced', () => {
    for (const [money, told] of [
      ['caps', 0],
      ['all', 1],
    ] as const) {
      const { guard, refused } = lab([acme], { mode: 'report-only', money });
      const runs = guard.begin(record('a'), 's');
      guard.answer(runs, start + 1_000);
      guard.advance(start + 1_000);
      guard.impose(stop({ reach: 'abroad', state: 'reported', author: 'rule:x' }));
      const reported = guard.begin(record('b', { start: start + 2_000 }), 's');
      expect([reported.verdict.reported, refused]).toEqual([true, [['b', 'stopped-customer']]]);
      guard.answer(reported, start + 3_000);
      guard.advance(start + 601_000);
      const key = guard.exposure.find('customer', 'acme')!;
      const minute = runs.rate.perMinute;
      // Of the one that would have been hung up the second until then, of the other nothing.
      expect(Math.round(guard.exposure.money(key, 'hour') / minute)).toBe(told === 0 ? 0 : 20);
      guard.finish(reported, start + 603_000, 'answered', 16);
      // What it did cost is told all the same.
      expect(reported.cost).toBe(10 * minute);
    }
  });

  it('refuses what a stop is about, hangs up what runs, and lets all else pass', () => {
    const { guard, hangUps, refused } = lab([acme]);
    const running = guard.begin(record('r'), 's');
    guard.impose(stop({ reach: 'abroad' }));
    expect(hangUps).toEqual(['r']);
    expect(guard.begin(record('a'), 's').verdict).toMatchObject({
      action: 'refuse',
      reason: 'stopped-customer',
      stop: 's',
    });
    expect(guard.begin(record('nl', { to: '0201112233' }), 's').verdict.action).toBe('pass');
    expect(refused).toEqual([['a', 'stopped-customer']]);
    guard.finish(running, start + 5_000, 'answered', 16);
    expect(guard.lift('s', start + 6_000)?.state).toBe('lifted');
    expect(guard.begin(record('b', { start: start + 7_000 }), 's').verdict.action).toBe('pass');
  });

  it('ends stops by themselves, and diverts where it is told to', () => {
    const { guard, stops } = lab([acme]);
    guard.impose(stop({ divertTo: 'sip:announcement@192.0.2.1', until: start + 60_000 }));
    expect(guard.ask(record('a'))).toMatchObject({ action: 'divert', target: 'sip:announcement@192.0.2.1' });
    guard.advance(start + 60_000);
    expect(stops.at(-1)).toMatchObject({ id: 's', state: 'expired' });
    expect(guard.ask(record('a')).action).toBe('pass');
  });

  it('spares own numbers, allowed numbers and established countries', () => {
    const { guard } = lab([{ ...acme, allowed: ['22077001234'] }]);
    guard.impose(stop({ spared: ['BE'] }));
    expect(guard.ask(record('a')).reason).toBe('allowed-number');
    expect(guard.ask(record('b', { to: '0201234561' })).reason).toBe('own-number');
    expect(guard.ask(record('c', { to: '003225551234' })).reason).toBe('no-objection');
    expect(guard.ask(record('d', { to: '0022077001235' })).reason).toBe('stopped-customer');
  });

  it('only notes what it would have refused where the customer is report-only', () => {
    const { guard, refused } = lab([{ ...acme, mode: 'report-only' }], {
      numberLists: [{ list: 'l', prefix: '220770', last: '', source: 's', until: 0, refuse: true }],
    });
    const call = guard.begin(record('a'), 's');
    expect(call.verdict).toMatchObject({ action: 'pass', reported: true, reason: 'number-list' });
    expect(refused).toEqual([['a', 'number-list']]);
  });

  // What may never happen: an emergency call that anything of ours refuses.
  it('lets every emergency number of every country pass in every spelling while everything is stopped', () => {
    const everything = [stop({ tenant: '*', scope: 'provider', id: 'p' }), stop({ tenant: 'acme', id: 'c' })];
    const spellings = (number: string, plan: CallCustomer['plan']) => [
      number,
      `+${number}`,
      `tel:${number}`,
      `sip:${number}@192.0.2.1`,
      `sip:${number}@pbx.example;user=phone`,
      'urn:service:sos',
      ...plan.callerIdPrefixes.map((prefix) => `${prefix}${number}`),
      ...plan.outsideLine.map((prefix) => `${prefix}${number}`),
    ];
    let asked = 0;
    for (const country of ['', ...countryDialling.keys()]) {
      const plan = defaultDialPlan(country, { outsideLine: ['0', '9'] });
      const own = { country, plan, identifiers: acme.identifiers };
      const { guard, refused } = lab([customer('acme', own)], {
        numberLists: [...'0123456789'].map((prefix) => ({
          list: 'l',
          prefix,
          last: '',
          source: '',
          until: 0,
          refuse: true,
        })),
      });
      for (const each of everything) guard.impose(each);
      for (const number of emergencyNumbers(country))
        for (const to of spellings(number, plan)) {
          asked++;
          const { action, reason } = guard.begin(record(String(asked), { to }), 's').verdict;
          expect([country, to, action, reason]).toEqual([country, to, 'pass', 'emergency']);
        }
      expect(refused).toEqual([]);
    }
    expect(asked).toBeGreaterThan(1_000);
  });

  it('never throws, whatever a record says', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            to: fc.string(),
            from: fc.string(),
            account: fc.string(),
            trunk: fc.string(),
            address: fc.string(),
          }),
          { maxLength: 5 },
        ),
        (records) => {
          const { guard } = lab([acme]);
          for (const [i, own] of records.entries()) {
            const call = guard.begin(record(String(i), own), 's');
            guard.answer(call, start + 1);
            guard.finish(call, start - 5, 'answered', 0);
            expect(call.end).toBeGreaterThanOrEqual(call.start);
          }
        },
      ),
    );
  });

  it('counts money of before a restart, and corrects it when a better record comes', () => {
    const { guard } = lab([acme]);
    const call = guard.remember(record('a', { answer: start, end: start + 60_000, outcome: 'answered' }), 's');
    const key = guard.exposure.find('account', moneyKey('acme', '201'))!;
    expect(guard.exposure.money(key, 'day')).toBe(call.rate.perMinute);
    guard.correct(call, start, start + 30_000);
    expect(guard.exposure.money(key, 'day')).toBe(call.rate.perMinute / 2);
  });
});

describe('policies by country', () => {
  const policy = (own: Partial<GeoRule>): GeoBook => ({
    ...emptyBook,
    policies: [
      {
        ...{ id: 'p', name: 'p', scope: { level: 'provider', tenant: '', site: '', asset: '' }, state: 'enforced' },
        ...{ proposeOn: '', reviewOn: '', owner: '', note: '', version: 1, changedAt: start, changedBy: 'user:1' },
        rules: [
          {
            ...{ id: 'r', verdict: 'refuse', services: ['calls-out'], subjects: ['any'], limit: undefined },
            ...{ when: undefined, exception: undefined, note: '', ...own },
          },
        ],
      },
    ],
  });

  it('refuse every number but those for help, in whatever spelling', () => {
    for (const [country, { code, international }] of countryDialling) {
      const plan = defaultDialPlan(country, { outsideLine: ['0', '9'] });
      const { guard } = lab([customer('acme', { country, plan, identifiers: acme.identifiers })], { geo: policy({}) });
      expect(guard.ask(record('x', { to: country === 'GM' ? '00882131234' : '+22077001234' })).reason).toBe(
        'geo-refused',
      );
      for (const number of emergencyNumbers(country)) {
        const spellings = [number, `0${number}`, `9${number}`, `sip:${number}@pbx.example`, `+${code}${number}`];
        for (const prefix of international) spellings.push(`${prefix}${code}${number}`);
        for (const to of spellings)
          expect(guard.ask(record('e', { to })), `${country} ${to}`).toMatchObject({
            action: 'pass',
            reason: 'emergency',
          });
      }
    }
  });

  it('limit an account, and let it go on as its calls end', () => {
    const limit = { per: 'calls', count: 100, concurrent: 2, mfa: false } as const;
    const { guard, refused } = lab([acme], { geo: policy({ verdict: 'limit', limit }) });
    const calls = ['a', 'b', 'c'].map((id) => guard.begin(record(id), 's'));
    expect(calls.map(({ verdict }) => verdict.reason)).toEqual(['no-objection', 'no-objection', 'geo-limited']);
    expect(calls[2]!.verdict.action).toBe('refuse');
    guard.finish(calls[0]!, start + 1_000, 'answered', 0);
    expect(guard.begin(record('d', { start: start + 2_000 }), 's').verdict.reason).toBe('no-objection');
    expect(refused).toEqual([['c', 'geo-limited']]);
  });

  it('hold on when those that come after them have faults', () => {
    const { guard } = lab([acme], { geo: policy({}) });
    expect(() => guard.setGeo(policy({ subjects: ['no-such-group'] }))).toThrow(RangeError);
    expect(guard.ask(record('x')).reason).toBe('geo-refused');
    guard.setGeo(emptyBook);
    expect(guard.ask(record('x')).reason).toBe('no-objection');
  });
});
