import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import type { CallCustomer, CallIdentifier } from '../../core/calls/call-customer.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { prefixKey } from '../../core/phone/prefix-index.ts';
import { DeckBuilder } from '../../core/rates/deck-builder.ts';
import { CallReader } from './call-reader.ts';

/** Tuesday 3 March 2026, 03:00 in Amsterdam. */
const night = Date.UTC(2026, 2, 3, 2, 0, 0);

function customer(id: string, identifiers: readonly CallIdentifier[], own: Partial<CallCustomer> = {}): CallCustomer {
  return {
    ...{ id, timeZone: 'Europe/Amsterdam', country: 'NL', plan: defaultDialPlan('NL'), identifiers },
    ...{ opening: undefined, closedDays: [], allowed: [], mode: 'enforce', figures: {}, deck: '' },
    ...own,
  };
}

function record(own: Partial<CallRecord>): CallRecord {
  return {
    ...{ id: '1', linkedId: '1', direction: 'unknown', from: '201', to: '0612345678', account: '', accountCode: '' },
    ...{
      trunk: '',
      address: '',
      start: night,
      answer: undefined,
      end: undefined,
      outcome: 'running',
      cause: 0,
      line: 1,
    },
    ...own,
  };
}

const account = (value: string): CallIdentifier => ({ kind: 'account', value });

describe('CallReader: whose a call is', () => {
  const reader = new CallReader(
    [
      customer('acme', [
        account('201'),
        { kind: 'accountcode', value: 'ACME' },
        { kind: 'address', value: '192.0.2.0/24' },
      ]),
      customer('beta', [account('201'), account('b7'), { kind: 'number', value: '31101234500-31101234599' }]),
      customer('gamma', [{ kind: 'trunk', value: 'gamma-trunk' }]),
    ],
    new Map(),
  );
  const tenant = (own: Partial<CallRecord>) => reader.read(record(own), 's').tenant;

  it('goes by account, accountcode, trunk, address and own number', () => {
    expect(tenant({ account: 'b7' })).toBe('beta');
    expect(tenant({ accountCode: 'acme' })).toBe('acme');
    expect(tenant({ trunk: 'GAMMA-trunk' })).toBe('gamma');
    expect(tenant({ address: '192.0.2.9' })).toBe('acme');
    expect(tenant({ from: '0101234567' })).toBe('beta');
  });

  it('tells an account that two customers have by what else is known, and nobody when nothing is', () => {
    expect(tenant({ account: '201' })).toBe('unassigned');
    expect(reader.counts.ambiguous).toBe(1);
    expect(tenant({ account: '201', address: '192.0.2.9' })).toBe('acme');
    expect(tenant({ account: '201', from: '+31 10 123 4567' })).toBe('beta');
  });

  it('lets no caller claim another customer by the number he shows', () => {
    // Account b7 is beta’s; the number shown does not move the call elsewhere.
    expect(tenant({ account: 'b7', from: '192.0.2.9' })).toBe('beta');
    expect(tenant({ account: 'gamma-trunk', from: '0101234567', to: '0201112233', trunk: '' })).toBe('gamma');
  });

  it('takes the caller for an account where no account is told', () => {
    // As FreeSWITCH and Kamailio write it that were told to log no account.
    expect(reader.read(record({ from: 'b7' }), 's')).toMatchObject({ tenant: 'beta', payer: 'b7', direction: 'out' });
    expect(tenant({ from: 'B7', trunk: 'carrier' })).toBe('beta');
    // Two customers have it.
    expect(tenant({ from: '201' })).toBe('unassigned');
    expect(tenant({ from: '201', address: '192.0.2.9' })).toBe('acme');
    // An account that is told and unknown is no reason to believe the caller.
    expect(tenant({ account: 'stranger', from: 'b7' })).toBe('unassigned');
  });

  it('reads numbers as the phones of each customer write them', () => {
    const of = (id: string, country: string, value: string) =>
      customer(id, [{ kind: 'number', value }], { country, plan: defaultDialPlan(country) });
    const local = new CallReader(
      [
        of('dutch', 'NL', '31201234500-31201234599'),
        of('brussels', 'BE', '3221234567'),
        of('berlin', 'DE', '49301234567'),
        of('london', 'GB', '442079460001'),
        of('york', 'US', '12125550100'),
      ],
      new Map(),
    );
    const caller = (from: string) => local.read(record({ from }), 's').tenant;
    expect(['021234567', '+3221234567', '003221234567'].map(caller)).toEqual(['brussels', 'brussels', 'brussels']);
    expect(['0301234567', '4930123456 7', '02079460001', '2125550100', '0201234567'].map(caller)).toEqual([
      ...['berlin', 'berlin', 'london', 'york', 'dutch'],
    ]);
    // Of somebody elsewhere it is another number.
    expect(caller('0221234567')).toBe('unassigned');
    const called = local.read(record({ from: '0612345678', to: '02079460001', direction: 'in' }), 's');
    expect(called).toMatchObject({ tenant: 'london', direction: 'in', payer: '442079460001' });
  });

  it('takes what comes by a trunk of a customer, and is for no number of it, for its calls', () => {
    const numbered = { kind: 'number', value: '31301112200-31301112220' } as const;
    const ofHotel = (...more: CallIdentifier[]) =>
      new CallReader([customer('hotel', [{ kind: 'trunk', value: 'hotel-pbx' }, ...more])], new Map());
    const by = { account: 'hotel-pbx', trunk: 'carrier', from: '0301112214' };
    const [plain, known] = [ofHotel(), ofHotel(numbered)];
    expect(plain.read(record({ ...by, to: '0612345678' }), 's')).toMatchObject({
      ...{ tenant: 'hotel', direction: 'out', payer: 'hotel-pbx', country: 'NL' },
      rate: { perMinute: 100_000, estimate: true },
    });
    expect(plain.read(record({ ...by, to: '002207012345' }), 's').payer).toBe('hotel-pbx');
    expect(known.read(record({ ...by, to: '0612345678' }), 's')).toMatchObject({
      direction: 'out',
      payer: '31301112214',
    });
    expect(known.read(record({ ...by, to: '002207012345' }), 's')).toMatchObject({
      ...{ direction: 'out', payer: '31301112214', abroad: true },
    });
    // From a number that is not its own: what came in goes on.
    expect(known.read(record({ ...by, from: '0612345678', to: '002207012345' }), 's').payer).toBe('');
    const incoming = { ...by, from: '0612345678', to: '0301112201' };
    expect(known.read(record(incoming), 's')).toMatchObject({ direction: 'in', payer: '31301112201' });
    expect(plain.read(record({ ...incoming, direction: 'in' }), 's').direction).toBe('in');
    // A menu, or whatever a dial plan calls its places.
    expect(plain.read(record({ ...incoming, to: 's' }), 's').direction).toBe('in');
  });

  it('gives a number inside the range of another customer to whom it is closest', () => {
    const nested = new CallReader(
      [
        customer('wide', [{ kind: 'number', value: '31201234500-31201234599' }]),
        customer('one', [{ kind: 'number', value: '31201234510' }]),
        customer('twin', [{ kind: 'number', value: '31201234520-31201234529' }]),
        customer('other', [{ kind: 'number', value: '31201234520-31201234529' }]),
      ],
      new Map(),
    );
    const caller = (from: string) => nested.read(record({ from }), 's').tenant;
    expect(['0201234510', '0201234511', '0201234525'].map(caller)).toEqual(['one', 'wide', 'unassigned']);
  });

  it('takes a call from outside to an own number for an incoming one', () => {
    const call = reader.read(record({ account: '', from: '00442079460000', to: '0101234567' }), 's');
    expect(call).toMatchObject({ tenant: 'beta', direction: 'in', country: 'GB', payer: '31101234567' });
    expect(call.rate.perMinute).toBe(0);
  });
});

describe('CallReader: what a call is worth', () => {
  it('takes the customer’s own deck before the provider’s, and an estimate where neither has it', () => {
    const deck = (prefix: string, perMinute: number) => {
      const builder = new DeckBuilder();
      const rate = { perMinute, setup: 0, minimum: 0, increment: 1, estimate: false };
      builder.add({ ...rate, key: prefixKey(prefix), name: prefix, from: -Infinity, until: Infinity });
      return builder.build();
    };
    const reader = new CallReader(
      [customer('own', [account('a')], { deck: 'own' }), customer('usual', [account('b')])],
      new Map([
        ['', deck('49', 20_000)],
        ['own', deck('4930', 10_000)],
      ]),
    );
    const price = (by: string, to: string) => reader.read(record({ account: by, to }), 's').rate;
    expect(price('a', '00493012345678').perMinute).toBe(10_000);
    expect(price('a', '00498912345678').perMinute).toBe(20_000);
    expect(price('b', '00493012345678').perMinute).toBe(20_000);
    expect(price('b', '0022077012345').estimate).toBe(true);
  });

  it('estimates and watches a number that nobody can read, and charges a local one as a local one', () => {
    const builder = new DeckBuilder();
    const rate = { perMinute: 12_000, setup: 0, minimum: 0, increment: 1, estimate: false };
    builder.add({ ...rate, key: prefixKey('31'), name: 'NL', from: -Infinity, until: Infinity });
    builder.add({ ...rate, perMinute: 900_000, key: prefixKey('53'), name: 'CU', from: -Infinity, until: Infinity });
    const reader = new CallReader([customer('a', [account('201')])], new Map([['', builder.build()]]));
    const call = (to: string) => reader.read(record({ account: '201', to }), 's');
    expect(call('0123456789012')).toMatchObject({
      ...{ dialledKind: 'unknown', direction: 'out', abroad: true, number: '0123456789012', country: '' },
      rate: { perMinute: 1_000_000, estimate: true },
    });
    expect(call('5371234')).toMatchObject({
      ...{ dialledKind: 'national', abroad: false, number: '', country: 'NL', destinationKind: 'fixed', rate },
    });
    const undecked = new CallReader([customer('a', [account('201')])], new Map());
    expect(undecked.read(record({ account: '201', to: '5371234' }), 's').rate).toMatchObject({
      ...{ perMinute: 50_000, estimate: true },
    });
    for (const free of ['voicemail', '012345', '*97', '1001'])
      expect(call(free), free).toMatchObject({ abroad: false, rate: { perMinute: 0 } });
  });

  it('says when the customer is closed: by hours, by day, over the change of the clock', () => {
    const opening = { open: [0, 1, 2, 3, 4].map((day) => [day * 1440 + 480, day * 1440 + 1050] as const) };
    const reader = new CallReader([customer('a', [account('a')], { opening, closedDays: ['2026-04-27'] })], new Map());
    const at = (iso: string) => {
      const { weekHour, closed } = reader.read(record({ account: 'a', start: Date.parse(iso) }), 's');
      return [weekHour, closed];
    };
    expect(at('2026-03-03T02:00:00Z')).toEqual([27, true]);
    expect(at('2026-03-03T09:00:00Z')).toEqual([34, false]);
    // 07:30 UTC is 08:30 in winter and 09:30 in summer; 06:30 UTC is 08:30 in summer.
    expect(at('2026-03-30T06:30:00Z')).toEqual([8, false]);
    expect(at('2026-03-23T06:30:00Z')).toEqual([7, true]);
    // Monday 27 April is a closed day.
    expect(at('2026-04-27T09:00:00Z')).toEqual([11, true]);
  });
});
