import { expect, test } from 'vitest';
import type { GeoBook, GeoScope } from '../../core/geo/geo-policy.ts';
import type { FailedAccount, TrafficAccount, TrafficPlace, TrafficSource } from '../../core/geo/records.ts';
import { bakker, makeBook, makePolicy, makeRule } from '../../decide/geo/testing/make.ts';
import { type FindingsParts, reviewFindings } from './review-findings.ts';

const dayMs = 86_400_000;
/** A Wednesday. */
const now = Date.UTC(2026, 5, 3, 12);
const hotel = '193.140.1.7';
const home = '145.97.39.155';
const countryOf: Readonly<Record<string, string>> = { [hotel]: 'TR', [home]: 'NL' };

const source = (address: string, own: Partial<TrafficSource> = {}): TrafficSource => ({
  ...{ tenant: 'bakker', service: 'registration', address, country: countryOf[address] ?? '', asNumber: 0 },
  ...{ hosting: false, good: 0, failed: 0, other: 0, accounts: 0, attack: false, hours: 1, lastSeen: now - dayMs },
  ...own,
});
const worked = (own: Partial<TrafficAccount> = {}): TrafficAccount => ({
  ...{ tenant: 'bakker', service: 'registration', account: '201', address: hotel, country: 'TR', good: 3 },
  ...{ lastSeen: now - dayMs, site: '', siteName: '', asset: '' },
  ...own,
});

interface Past {
  readonly sources?: readonly TrafficSource[];
  readonly accounts?: readonly TrafficAccount[];
  readonly failed?: readonly FailedAccount[];
  readonly traffic?: Partial<FindingsParts['traffic']>;
}

async function find(book: GeoBook, { sources = [], accounts = [], failed = [], traffic = {} }: Past) {
  const asked: Record<string, readonly TrafficPlace[]> = {};
  const at = <Row extends TrafficPlace>(name: string, rows: readonly Row[]) => {
    return async (places: readonly TrafficPlace[]) => {
      asked[name] = places;
      return rows.filter(({ address }) => places.some((place) => place.address === address));
    };
  };
  const found = await reviewFindings({
    ...{ book, now },
    geo: { find: (address: string) => ({ country: countryOf[address] ?? '', asNumber: 0, hosting: false }) } as never,
    traffic: {
      sources: async (_query, take) => take(sources),
      accounts: at('worked', accounts),
      failedAccounts: at('tried', failed),
      services: async () => [],
      hits: async () => [],
      since: async () => ({ hour: now - 200 * dayMs, day: now - 30 * dayMs }),
      ...traffic,
    },
  });
  return { ...found, asked, told: found.refused.map((one) => [one.country, one.worked, one.tried]) };
}

const noTurkey = makeBook({ policies: [makePolicy('all', [makeRule('refuse', ['TR'])])] });
const past: Past = { sources: [source(hotel, { good: 3 })], accounts: [worked()] };
const withOwn = (scope: GeoScope, verdict: 'allow' | 'refuse') =>
  makeBook({ policies: [...noTurkey.policies, makePolicy('own', [makeRule(verdict, ['TR'])], { scope })] });

test('accounts that worked where the policy refuses now are found; where it lets in, nothing is', async () => {
  const found = await find(noTurkey, past);
  expect(found.refused).toEqual([
    { tenant: 'bakker', country: 'TR', worked: ['201'], tried: [], lastWorked: now - dayMs, lastTried: 0 },
  ]);
  expect((await find(makeBook({}), past)).told).toEqual([]);
  const watching = makeBook({ policies: noTurkey.policies.map((policy) => ({ ...policy, state: 'watch' as const })) });
  expect((await find(watching, past)).told).toEqual([]);
});

test('an exception of the site or asset an account is at counts, and so may one of a site that nobody wrote down', async () => {
  const site: GeoScope = { ...bakker, level: 'site', site: 'shop' };
  const asset: GeoScope = { ...bakker, level: 'asset', asset: 'pbx' };
  const at = (book: GeoBook, own: Partial<TrafficAccount>) =>
    find(book, { ...past, accounts: [worked(own)] }).then(({ told }) => told);
  const refused = [['TR', ['201'], []]];
  for (const scope of [site, asset]) {
    const book = withOwn(scope, 'allow');
    expect(await at(book, {})).toEqual([]);
    expect(await at(book, { site: 'shop', asset: 'pbx' })).toEqual([]);
    expect(await at(book, { site: 'office', asset: 'other' })).toEqual(refused);
  }
  // The other way round: refused at one site only.
  const only = makeBook({ policies: [makePolicy('own', [makeRule('refuse', ['TR'])], { scope: site })] });
  expect(await at(only, { site: 'shop' })).toEqual(refused);
  expect(await at(only, { site: 'office' })).toEqual([]);
  expect(await at(only, {})).toEqual([]);
  // Somebody else's exception is nobody's here.
  expect(await at(withOwn({ ...site, tenant: 'smit' }, 'allow'), {})).toEqual(refused);
});

test('a rule by the hour refuses only those who came at that hour, and what ends or began this week decides nothing', async () => {
  const when = { from: 0, until: 0, hours: 'Mo-Fr 18:00-24:00', timeZone: 'UTC' };
  const evenings = makeBook({ policies: [makePolicy('all', [makeRule('refuse', ['TR'], { when })])] });
  const seen = (lastSeen: number) => ({
    sources: [source(hotel, { good: 1, lastSeen })],
    accounts: [worked({ lastSeen })],
  });
  expect((await find(evenings, seen(now - 6 * dayMs))).told).toEqual([]);
  expect((await find(evenings, seen(now - 6 * dayMs + 8 * 3_600_000))).told).toHaveLength(1);
  const exception = { owner: 'Ann', reason: 'trip', reviewOn: '' };
  const trip = (from: number, until: number) =>
    makeRule('allow', ['TR'], { exception, when: { from, until, hours: '', timeZone: '' } });
  for (const [from, until] of [
    [0, now + dayMs],
    [now - dayMs, now + 30 * dayMs],
  ] as const) {
    const policies = [makePolicy('all', [makeRule('refuse', ['TR']), trip(from, until)])];
    expect((await find(makeBook({ policies }), past)).told).toEqual([]);
  }
});

test('accounts that work elsewhere are asked for where no attack is known, and told apart', async () => {
  const failed: FailedAccount = {
    ...{ tenant: 'bakker', service: 'registration', account: '301', address: hotel, country: 'TR', failed: 9 },
    ...{ lastSeen: now - 5, site: '', asset: '' },
  };
  const found = await find(noTurkey, {
    sources: [
      source(hotel, { failed: 9, lastSeen: now - 5 }),
      source('193.140.1.8', { failed: 900, attack: true, country: 'TR' }),
      source(home, { failed: 3 }),
      source('', { failed: 70, country: 'TR' }),
    ],
    failed: [failed, { ...failed, account: '302', lastSeen: now - 9 }],
  });
  expect(found.asked.tried.map(({ address }) => address)).toEqual([hotel]);
  expect(found.asked.worked).toEqual([]);
  expect(found.refused).toMatchObject([{ worked: [], tried: ['301', '302'], lastTried: now - 5, lastWorked: 0 }]);
  expect(found.counts.find(({ country }) => country === 'TR')).toMatchObject({ hostile: 979, good: 0 });
});

test('good is of all the days that are counted, the rest of those that are kept; private addresses need no country', async () => {
  const froms: number[] = [];
  const found = await find(makeBook({}), {
    sources: [
      source(home, { other: 5 }),
      source(home, { service: 'calls-in', other: 7, attack: true }),
      source('10.0.0.7', { failed: 1 }),
      source('2001:db8::1', { failed: 1 }),
      source('8.8.8.8', { failed: 1 }),
      // Its country was not known when it came.
      source(hotel, { country: '', failed: 1 }),
      source('', { failed: 1 }),
    ],
    traffic: {
      services: async ({ from }) => {
        froms.push(from);
        return [{ tenant: 'bakker', service: 'registration', country: 'NL', good: 40, failed: 2, other: 1 }];
      },
      hits: async ({ from }) => {
        froms.push(from);
        const none = { limited: 5, watchedPackets: 6, denied: 7, passed: 8, wouldRefuse: 9, watched: 10 };
        return [{ country: 'CN', refused: 4, ...none }];
      },
    },
  });
  expect(froms).toEqual([now - 90 * dayMs, now - 30 * dayMs]);
  expect(found).toMatchObject({ countedDays: 90, keptDays: 30, sources: 4, located: 3 });
  expect(found.packets).toEqual([{ country: 'CN', packets: 4 }]);
  const of = (service: string, country = 'NL') =>
    found.counts.find((one) => one.service === service && one.country === country);
  expect(of('registration')).toMatchObject({ good: 40, hostile: 0 });
  expect(of('calls-in')).toMatchObject({ good: 0, hostile: 7 });
  const fresh = await find(makeBook({}), { traffic: { since: async () => ({ hour: undefined, day: undefined }) } });
  expect(fresh).toMatchObject({ countedDays: 1, keptDays: 1, sources: 0 });
});
