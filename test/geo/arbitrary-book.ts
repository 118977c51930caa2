import fc from 'fast-check';
import type { GeoContext, GeoPlace } from '../../src/core/geo/geo-answer.ts';
import {
  type GeoAttack,
  type GeoBook,
  type GeoGroup,
  type GeoGuard,
  type GeoPolicy,
  type GeoRule,
  type GeoScope,
  geoAttackKinds,
  geoGuardKinds,
  geoServiceNames,
  geoServices,
  geoVerdicts,
} from '../../src/core/geo/geo-policy.ts';
import type { Address } from '../../src/core/ip.ts';
import { readAddress, readCidr } from '../../src/core/ip.ts';

/** Random books of few countries, networks and ranges, so that rules meet. Times are 0 to 100. */
export const countries = ['NL', 'BE', 'TR', 'CN', 'US'];
const tenants = ['bakker', 'smit'];
/** Nested ranges around the addresses that are asked about. */
export const ranges = [
  ...['20.0.0.0/6', '20.1.0.0/16', '20.1.2.0/24', '20.1.2.0/25', '20.1.2.3', '0.0.0.0/0', '20.1.3.0/24'],
  ...['2600::/12', '2600:1::/32', '2600:1:2::/48', '2600:1:2::3', '::/0'],
];

export const groups: readonly GeoGroup[] = [
  { name: 'partners', title: 'Partners', subjects: ['BE', 'TR', '20.1.2.0/24', 'AS64500'] },
  { name: 'friends', title: 'Friends', subjects: ['NL', 'BE', 'US', 'unknown'] },
];

const addressSubject = fc.oneof(
  fc.constantFrom(...countries),
  fc.constantFrom('EU', 'benelux', 'europe', 'partners', 'friends'),
  fc.constantFrom('any', 'unknown', 'hosting', 'AS64500', 'AS64501'),
  fc.constantFrom(...ranges),
);
const numberSubject = fc.constantFrom(
  '+31',
  '+3190',
  '+88213',
  'kind:premium',
  'kind:satellite',
  'high-risk-destinations',
);

const scope: fc.Arbitrary<GeoScope> = fc.oneof(
  fc.constant({ level: 'provider' as const, tenant: '', site: '', asset: '' }),
  fc.constantFrom(...tenants).map((tenant) => ({ level: 'customer' as const, tenant, site: '', asset: '' })),
  fc.constantFrom(...tenants).map((tenant) => ({ level: 'site' as const, tenant, site: 'shop', asset: '' })),
  fc.constantFrom(...tenants).map((tenant) => ({ level: 'asset' as const, tenant, site: '', asset: 'pbx' })),
);

const time = fc.integer({ min: 1, max: 100 });

const rule: fc.Arbitrary<GeoRule> = fc
  .record({
    verdict: fc.constantFrom(...geoVerdicts),
    services: fc.uniqueArray(fc.constantFrom(...geoServiceNames), { maxLength: 2 }),
    subjects: fc.array(fc.oneof({ weight: 5, arbitrary: addressSubject }, numberSubject), {
      minLength: 1,
      maxLength: 3,
    }),
    window: fc.option(fc.tuple(time, time)),
    isException: fc.integer({ min: 0, max: 3 }).map((number) => number === 0),
    count: fc.constantFrom(10, 60),
  })
  .map(({ verdict, services, subjects, window, isException, count }) => {
    const [from, until] = window ? [Math.min(...window), Math.max(...window) + 1] : [0, 0];
    return {
      ...{ id: '', verdict, services, subjects, note: '' },
      limit: verdict === 'limit' ? { per: 'packets', count, concurrent: 0, mfa: false } : undefined,
      when: window || isException ? { from, until: until || 101, hours: '', timeZone: '' } : undefined,
      exception: isException ? { owner: 'Jan', reason: 'trip', reviewOn: '' } : undefined,
    };
  });

const policies: fc.Arbitrary<GeoPolicy[]> = fc
  .array(
    fc.record({
      scope,
      state: fc.constantFrom('enforced', 'enforced', 'watch', 'off'),
      rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ scope: own, state, rules }, i) => ({
      ...{ id: `p${i}`, name: `Policy ${i}`, scope: own, state, proposeOn: '', reviewOn: '', owner: '', note: '' },
      ...{ version: 1, changedAt: 0, changedBy: '' },
      rules: rules.map((each, at) => ({ ...each, id: `r${at}` })),
    })),
  );

const attacks: fc.Arbitrary<GeoAttack[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...geoAttackKinds),
      tenant: fc.constantFrom('', ...tenants),
      countries: fc.uniqueArray(fc.constantFrom(...countries), { minLength: 1, maxLength: 3 }),
      window: fc.tuple(time, time),
    }),
    { maxLength: 2 },
  )
  .map((all) =>
    all.map(({ kind, tenant, countries: named, window }, i) => ({
      ...{ id: `a${i}`, kind, countries: named, services: [], author: 'user:1', reason: '', alert: '' },
      scope: { level: tenant === '' ? ('provider' as const) : ('customer' as const), tenant, site: '', asset: '' },
      from: Math.min(...window),
      until: Math.max(...window) + 1,
    })),
  );

const guards: fc.Arbitrary<GeoGuard[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...geoGuardKinds),
    range: fc.constantFrom('20.1.2.0/26', '20.1.2.3', '20.1.9.0/24', '2600:1:2::/64'),
    detail: fc.constant(''),
    until: fc.constantFrom(0, 50),
  }),
  { maxLength: 2 },
);

export const anyBook: fc.Arbitrary<GeoBook> = fc
  .record({
    policies,
    attacks,
    guards,
    known: fc.array(
      fc.record({
        tenant: fc.constantFrom(...tenants),
        address: fc.constantFrom('20.1.2.200', '20.1.3.1', '2600:1:2:1::1'),
      }),
      { maxLength: 3 },
    ),
  })
  .map((parts) => ({ ...parts, groups, customers: [] }));

export const anyContext: fc.Arbitrary<GeoContext> = fc.record({
  tenant: fc.constantFrom('', 'bakker', 'smit', 'nobody'),
  site: fc.constantFrom('', 'shop'),
  asset: fc.constantFrom('', 'pbx'),
  service: fc.constantFrom(...geoServices.filter((service) => service !== 'calls-out')),
});

export const anyTime = fc.integer({ min: 0, max: 102 });

export const anyPlace: fc.Arbitrary<GeoPlace> = fc.record({
  country: fc.constantFrom('', ...countries, 'DE'),
  asNumber: fc.constantFrom(0, 64_500, 64_501, 64_502),
  hosting: fc.boolean(),
});

/** First and last addresses of the ranges, their neighbours, known ones, and any. */
export const anyAddress: fc.Arbitrary<Address> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...ranges, '10.0.0.0/8', '20.1.2.0/26', 'fc00::/7'),
      fc.constantFrom(-1n, 0n, 1n),
      fc.boolean(),
    )
    .map(([range, step, atEnd]) => border(range, step, atEnd)),
  fc.constantFrom('20.1.2.200', '20.1.3.1', '2600:1:2:1::1').map((text) => readAddress(text)!),
  fc.bigInt({ min: 0n, max: 0xffffffffn }).map((bits) => ({ family: 4 as const, bits })),
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((bits) => ({ family: 6 as const, bits })),
);

function border(range: string, step: bigint, atEnd: boolean): Address {
  const { family, bits, prefix } = readCidr(range)!;
  const width = family === 4 ? 32 : 128;
  const size = 1n << BigInt(width - prefix);
  const all = 1n << BigInt(width);
  return { family, bits: ((((atEnd ? bits + size - 1n : bits) + step) % all) + all) % all };
}
