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
