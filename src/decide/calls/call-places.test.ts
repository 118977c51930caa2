import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { emptyBook, type GeoBook, type GeoPolicy, type GeoRule } from '../../core/geo/geo-policy.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { CallLimits } from './call-limits.ts';
import { CallPlaces } from './call-places.ts';
import { CallPolicy } from './call-policy.ts';

const at = Date.UTC(2026, 2, 3, 12, 0, 0);

function rule(own: Partial<GeoRule>): GeoRule {
  return {
    ...{ id: 'r', verdict: 'refuse', services: ['calls-out'], subjects: ['any'], limit: undefined },
    ...{ when: undefined, exception: undefined, note: '', ...own },
  };
}

function policy(rules: readonly Partial<GeoRule>[], own: Partial<GeoPolicy> = {}): GeoPolicy {
  return {
    ...{ id: 'p', name: 'p', scope: { level: 'provider', tenant: '', site: '', asset: '' }, state: 'enforced' },
    ...{ proposeOn: '', reviewOn: '', owner: '', note: '', version: 1, changedAt: at, changedBy: 'user:1' },
    rules: rules.map((one, i) => rule({ id: `r${i}`, ...one })),
    ...own,
  };
}

const book = (...policies: GeoPolicy[]): GeoBook => ({ ...emptyBook, policies });

function customer(own: Partial<CallCustomer> = {}): CallCustomer {
  return {
    ...{ id: 'acme', timeZone: 'Europe/Amsterdam', country: 'NL', plan: defaultDialPlan('NL'), opening: undefined },
    ...{ closedDays: [], identifiers: [], allowed: [], mode: 'report-only', figures: {}, deck: '' },
    ...own,
  };
}

function call(own: Partial<Call> = {}): Call {
  return Object.assign(new Call(), {
    ...{ tenant: 'acme', payer: '201', direction: 'out', dialledKind: 'international', number: '22077001234' },
    ...{ country: 'GM', destinationKind: 'mobile', start: at },
    ...own,
  });
}

function verdictOf(own: GeoBook, one: Call = call(), of: CallCustomer | 'nobody' = customer()) {
  const calls = new CallPolicy([]);
  calls.setPlaces(new CallPlaces(own));
  return calls.verdict(one, of === 'nobody' ? undefined : of, at);
}

describe('policies by country for calls out', () => {
  const refused = { action: 'refuse', reason: 'geo-refused', reported: false };

  it('of a site or an asset hold for accounts and trunks that are there, and for nobody else', () => {
    const of = (scope: Partial<GeoPolicy['scope']>, subjects: string[]) =>
      policy([{ subjects }], {
        ...{ id: subjects.join(), scope: { level: 'provider', tenant: 'acme', site: '', asset: '', ...scope } },
      });
    const own: GeoBook = {
      ...book(of({ level: 'site', site: 'shop' }, ['GM']), of({ level: 'asset', asset: 'carrier' }, ['SO'])),
      customers: [
        {
          ...{ tenant: 'acme', timeZone: 'UTC', hours: '', closedDays: [] },
          callers: [
            { by: 'account', name: '201', site: 'shop', asset: '' },
            { by: 'account', name: '202', site: 'office', asset: '' },
            { by: 'trunk', name: 'Carrier', site: '', asset: 'carrier' },
          ],
        },
      ],
    };
    const reason = (one: Partial<Call>) => verdictOf(own, call(one)).reason;
    expect([reason({ account: '201' }), reason({ account: '202' }), reason({})]).toEqual([
      ...['geo-refused', 'no-objection', 'no-objection'],
    ]);
    const somalia = { country: 'SO', number: '25261000000' };
    expect([
      reason({ ...somalia, account: '201', trunk: 'carrier' }),
      reason({ ...somalia, trunk: 'CARRIER' }),
      reason({ ...somalia, account: '201', trunk: 'other' }),
      reason({ account: '201', trunk: 'carrier' }),
    ]).toEqual(['geo-refused', 'geo-refused', 'no-objection', 'geo-refused']);
  });

  it('refuse in every mode of a customer, since a person made them', () => {
    const own = book(policy([{ subjects: ['GM'] }]));
    for (const mode of ['off', 'report-only', 'enforce'] as const)
      expect(verdictOf(own, call(), customer({ mode }))).toMatchObject(refused);
    expect(verdictOf(own, call({ country: 'NL', number: '31201234567' }))).toMatchObject({ reason: 'no-objection' });
  });

  it('let pass what a customer allows, what comes in and what stays inside', () => {
    const own = book(policy([{}]));
    expect(verdictOf(own, call(), customer({ allowed: ['22077'] }))).toMatchObject({ reason: 'allowed-number' });
    expect(verdictOf(own, call({ direction: 'in' }))).toMatchObject({ reason: 'incoming' });
    expect(verdictOf(own, call({ dialledKind: 'internal' }))).toMatchObject({ reason: 'own-number' });
  });

  it('are about a customer, a kind of number and the beginning of a number', () => {
    const scope = { level: 'customer', tenant: 'acme', site: '', asset: '' } as const;
    const own = book(policy([{ subjects: ['kind:premium', '+88213'] }], { scope }));
    expect(verdictOf(own, call({ destinationKind: 'premium' }))).toMatchObject(refused);
    expect(verdictOf(own, call({ number: '882131234', country: '' }))).toMatchObject(refused);
    expect(verdictOf(own)).toMatchObject({ reason: 'no-objection' });
    expect(
      verdictOf(own, call({ tenant: 'other', destinationKind: 'premium' }), customer({ id: 'other' })),
    ).toMatchObject({
      reason: 'no-objection',
    });
  });

  it('of the provider hold for calls out of nobody known, and for no others of nobody', () => {
    const own = book(policy([{}]));
    expect(verdictOf(own, call({ tenant: 'unassigned' }), 'nobody')).toMatchObject(refused);
    expect(verdictOf(own, call({ tenant: 'unassigned', direction: 'unknown' }), 'nobody')).toMatchObject({
      action: 'pass',
      reason: 'unattributed',
    });
    expect(verdictOf(own)).toMatchObject(refused);
  });

  it('note what they would refuse while they are in watch', () => {
    expect(verdictOf(book(policy([{}], { state: 'watch' })))).toMatchObject({
      action: 'pass',
      reason: 'geo-watched',
      reported: true,
    });
    expect(verdictOf(book(policy([{ verdict: 'watch' }])))).toMatchObject({ reason: 'geo-watched', reported: false });
    expect(verdictOf(book(policy([{}], { state: 'off' })))).toMatchObject({ reason: 'no-objection' });
  });

  it('hold within their time only', () => {
    const when = { from: at - 1000, until: at + 1000, hours: '', timeZone: '' };
    const calls = new CallPolicy([]);
    calls.setPlaces(new CallPlaces(book(policy([{ when }]))));
    const reasonAt = (time: number) => calls.verdict(call(), customer(), time).reason;
    expect([at - 1001, at - 1000, at + 999, at + 1000, at].map(reasonAt)).toEqual([
      'no-objection',
      'geo-refused',
      'geo-refused',
      'no-objection',
      'geo-refused',
    ]);
  });

  it('do not accept a book with faults', () => {
    expect(() => new CallPlaces(book(policy([{ subjects: ['no-such-group'] }])))).toThrow(RangeError);
  });
});

describe('limits of calls', () => {
  it('hold for calls that would have been stopped, were it enforced: they come through and count', () => {
    const calls = new CallPolicy([]);
    calls.setPlaces(
      new CallPlaces(
        book(
          policy([
            { verdict: 'limit', limit: { per: 'calls', count: 3, concurrent: 0, mfa: false }, subjects: ['GM'] },
          ]),
        ),
      ),
    );
    calls.stops.put({
      ...{
        id: 's',
        tenant: 'acme',
        scope: 'account',
        payer: '201',
        reach: 'outgoing',
        country: '',
        prefix: '',
        spared: [],
      },
      ...{
        divertTo: '',
        hangUp: true,
        from: at,
        until: at + 60_000,
        reason: { nl: 'n', en: 'e' },
        author: 'rule:burst',
      },
      ...{ alert: '', rule: 'burst', state: 'reported' },
    });
    const verdict = calls.verdict(call(), customer(), at);
    expect(verdict).toMatchObject({ action: 'pass', reported: true });
    expect(calls.limitOf(call(), verdict, at)?.count).toBe(3);
    const help = call({ dialledKind: 'emergency' });
    expect(calls.limitOf(help, calls.verdict(help, customer(), at), at)).toBeUndefined();
  });

  const limit = { per: 'calls', count: 3, concurrent: 0, mfa: false } as const;

  it('let the first of a burst pass, then as many as come in a minute', () => {
    const limits = new CallLimits();
    const take = (time: number) => limits.take(call(), limit, time);
    expect([take(at), take(at), take(at), take(at), take(at + 19_999), take(at + 20_000), take(at + 20_001)]).toEqual([
      ...[true, true, true, false, false, true, false],
    ]);
    expect(limits.take(call({ payer: '202' }), limit, at)).toBe(true);
  });

  it('count what runs at a time, whatever order calls end in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, concurrent) => {
        const limits = new CallLimits();
        const running: Call[] = [];
        for (const step of steps) {
          if (step < 6) {
            const one = call();
            const isTaken = limits.take(one, { ...limit, count: 100_000, concurrent }, at);
            expect(isTaken).toBe(running.length < concurrent);
            if (isTaken) running.push(one);
          } else if (running.length > 0) {
            const [one] = running.splice(step % running.length, 1);
            limits.release(one!);
            limits.release(one!);
          }
        }
      }),
    );
  });

  it('never let more through in a minute than twice the count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3_000), { minLength: 20, maxLength: 300 }),
        fc.integer({ min: 1, max: 20 }),
        (gaps, count) => {
          const limits = new CallLimits();
          let time = at;
          const taken: number[] = [];
          for (const gap of gaps) {
            time += gap;
            if (limits.take(call(), { ...limit, count }, time)) taken.push(time);
          }
          for (const from of taken)
            expect(taken.filter((one) => one >= from && one < from + 60_000).length).toBeLessThanOrEqual(2 * count);
          expect(taken.length).toBeGreaterThanOrEqual(Math.min(count, gaps.length));
        },
      ),
    );
  });
});
