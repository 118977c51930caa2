import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GeoContext } from '../../core/geo/geo-answer.ts';
import {
  emptyBook,
  type GeoAttack,
  type GeoBook,
  type GeoCustomer,
  type GeoPolicy,
  type GeoScope,
  type GeoWhen,
} from '../../core/geo/geo-policy.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import { customerHours } from './customer-hours.ts';
import { laneOf } from './lane-of.ts';
import { laneWishes, type ReachedAsset } from './lane-wishes.ts';

const somewhere = { country: 'GM', asNumber: 0, hosting: false };

const ports = {
  sip: { udp: [5060], tcp: [5061] },
  web: { udp: [], tcp: [443] },
  ssh: { udp: [], tcp: [22] },
  provisioning: { udp: [], tcp: [] },
};
const provider: GeoScope = { level: 'provider', tenant: '', site: '', asset: '' };
const policy = (scope: GeoScope, state: GeoPolicy['state'] = 'enforced'): GeoPolicy => ({
  ...{ id: JSON.stringify(scope), name: 'p', scope, state, proposeOn: '', reviewOn: '', owner: '', note: '' },
  ...{ rules: [], version: 1, changedAt: 0, changedBy: '' },
});
const asset = (tenant: string, id: string, addresses: string[], more: Partial<ReachedAsset> = {}): ReachedAsset => ({
  ...{ tenant, id, kind: 'pbx', site: '', addresses },
  ...more,
});
const assets = [
  asset('one', 'pbx-1', ['192.0.2.10', '2001:db8::1'], { site: 'shop' }),
  asset('one', 'pbx-2', ['192.0.2.11', '192.0.2.64/26']),
  asset('one', 'carrier', ['198.51.100.1'], { kind: 'trunk' }),
  asset('two', 'pbx-3', ['192.0.2.30']),
];
const lanes = (book: Partial<GeoBook>) =>
  laneWishes({ ...emptyBook, ...book }, ports, assets).map(({ context, destinations }) => ({
    ...context,
    destinations: [...destinations],
  }));
const registering = (book: Partial<GeoBook>) => lanes(book).filter(({ service }) => service === 'registration');

test('without scopes of their own everybody shares one lane for each service that has ports', () => {
  const found = lanes({ policies: [policy(provider)] });
  expect(found.map(({ service }) => service)).toEqual(['registration', 'calls-in', 'web', 'ssh']);
  expect(found.every(({ tenant, destinations }) => tenant === '' && destinations.length === 0)).toBe(true);
});

test('a customer with a policy has lanes to the addresses of what it runs, not of carriers and not of ranges', () => {
  const scope: GeoScope = { level: 'customer', tenant: 'one', site: '', asset: '' };
  expect(registering({ policies: [policy(scope)] })).toEqual([
    { tenant: '', site: '', asset: '', service: 'registration', destinations: [] },
    {
      ...{ tenant: 'one', site: '', asset: '', service: 'registration' },
      destinations: ['192.0.2.10', '2001:db8::1', '192.0.2.11'],
    },
  ]);
  expect(registering({ policies: [policy(scope, 'off')] })).toHaveLength(1);
});

test('of one address the narrowest scope decides, and an asset is at its site', () => {
  const customer: GeoScope = { level: 'customer', tenant: 'one', site: '', asset: '' };
  const single: GeoScope = { level: 'asset', tenant: 'one', site: '', asset: 'pbx-1' };
  expect(registering({ policies: [policy(customer), policy(single)] }).slice(1)).toEqual([
    {
      ...{ tenant: 'one', site: 'shop', asset: 'pbx-1', service: 'registration' },
      destinations: ['192.0.2.10', '2001:db8::1'],
    },
    { tenant: 'one', site: '', asset: '', service: 'registration', destinations: ['192.0.2.11'] },
  ]);
});

test('a mode under attack makes lanes too; names hold for nftables and stay the same', () => {
  const scope: GeoScope = { level: 'customer', tenant: 'two', site: '', asset: '' };
  const attack = { id: 'a', kind: 'only-known', scope } as GeoAttack;
  const wishes = laneWishes({ ...emptyBook, attacks: [attack] }, ports, assets);
  expect(wishes).toHaveLength(8);
  for (const { id } of wishes) expect(id).toMatch(/^[a-z0-9_]{1,24}$/);
  expect(new Set(wishes.map(({ id }) => id)).size).toBe(8);
  expect(laneWishes({ ...emptyBook, attacks: [attack] }, ports, assets).map(({ id }) => id)).toEqual(
    wishes.map(({ id }) => id),
  );
});

describe('hours of customers under a rule for everybody', () => {
  const closed = (when: Partial<GeoWhen>): GeoPolicy => ({
    ...policy(provider),
    rules: [
      {
        ...{ id: 'r', verdict: 'refuse', services: [], subjects: ['GM'], limit: undefined },
        ...{ when: { from: 0, until: 0, hours: 'closed', timeZone: '', ...when }, exception: undefined, note: '' },
      },
    ],
  });
  const customer = (tenant: string, hours: string, timeZone = 'Europe/Amsterdam'): GeoCustomer => ({
    ...{ tenant, hours, timeZone, closedDays: [] },
  });
  const customers = [
    customer('provider', ''),
    customer('one', 'Mo-Fr 08:00-18:00'),
    customer('two', 'Mo-Fr 08:00-18:00'),
    customer('three', 'Mo-Fr 08:00-18:00'),
    customer('four', ''),
  ];

  test('customers with the same hours share a lane, who said none is as everybody', () => {
    expect(registering({ policies: [closed({})], customers }).slice(1)).toEqual([
      {
        ...{ tenant: 'one', site: '', asset: '', service: 'registration' },
        destinations: ['192.0.2.10', '2001:db8::1', '192.0.2.11', '192.0.2.30'],
      },
    ]);
    const other = [...customers.filter(({ tenant }) => tenant !== 'two'), customer('two', 'Sa 09:00-17:00')];
    expect(
      registering({ policies: [closed({})], customers: other }).map(({ tenant, destinations }) => [
        tenant,
        destinations.length,
      ]),
    ).toEqual([
      ['', 0],
      ['one', 3],
      ['two', 1],
    ]);
  });

  test('a schedule of a rule goes by the zone of the customer, unless it names its own', () => {
    const hours = 'Mo-Fr 08:00-18:00';
    const abroad = [...customers, customer('two', '', 'America/Curacao')];
    expect(registering({ policies: [closed({ hours })], customers: abroad }).map(({ tenant }) => tenant)).toEqual([
      '',
      'two',
    ]);
    const named = closed({ hours, timeZone: 'Europe/Amsterdam' });
    expect(registering({ policies: [named], customers: abroad })).toHaveLength(1);
  });

  test('what the lane of a customer does is what its policies say, at every hour', () => {
    const zones = ['Europe/Amsterdam', 'America/Curacao', 'UTC'];
    const hours = ['', 'Mo-Fr 08:00-18:00', 'Mo-Su 22:00-24:00', 'open', 'closed'];
    const person = fc.record({
      ...{ hours: fc.constantFrom(...hours.slice(0, 3)), timeZone: fc.constantFrom(...zones) },
      closedDays: fc.constantFrom([], ['2026-06-16']),
    });
    const when = fc.record({ hours: fc.constantFrom(...hours), timeZone: fc.constantFrom('', ...zones) });
    const start = Date.UTC(2026, 5, 15);
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 4, maxLength: 4 }),
        fc.array(when, { minLength: 1 }),
        (people, whens) => {
          const ids = ['provider', 'one', 'two', 'three'];
          const book: GeoBook = {
            ...emptyBook,
            policies: whens.map((one, i) => ({ ...closed(one), id: `p${i}` })),
            customers: ids.map((tenant, i) => ({ tenant, ...people[i]! })),
          };
          const judge = new GeoJudge(book);
          const wishes = laneWishes(book, ports, assets);
          for (const tenant of ['one', 'two', 'four', '']) {
            const asked = { tenant, site: '', asset: '', service: 'registration' } as const;
            const lane = laneOf(wishes, book, asked);
            if (!lane) throw new Error(`${tenant} has addresses and no lane`);
            for (let hour = 0; hour < 7 * 24; hour += 1) {
              const at = start + hour * 3_600_000;
              const verdict = (context: GeoContext) => judge.lane(context, at).verdictOf(somewhere, undefined).verdict;
              expect(verdict({ ...asked, ...lane.context, service: 'registration' })).toBe(verdict(asked));
            }
          }
          // It has hours of its own and nothing that packets go to: the kernel does nothing for it.
          const three = { tenant: 'three', site: '', asset: '', service: 'registration' } as const;
          const told = laneOf(wishes, book, three);
          if (told) expect(customerHours(book)('three')).toBe('');
        },
      ),
      { numRuns: 60 },
    );
  });
});
