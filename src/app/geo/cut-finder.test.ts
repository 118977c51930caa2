import { describe, expect, test } from 'vitest';
import {
  emptyBook,
  type GeoBook,
  type GeoCustomer,
  type GeoGuard,
  type GeoPolicyForm,
  type GeoWhen,
} from '../../core/geo/geo-policy.ts';
import type { TrafficSource } from '../../core/geo/records.ts';
import { type FindCutsParts, findCuts } from './find-cuts.ts';
import { bookWith } from './previewed-book.ts';

const time = Date.UTC(2026, 5, 3, 12);
const places: Record<string, string> = {
  '192.0.2.1': 'NL',
  '203.0.113.1': 'US',
  '203.0.113.2': 'US',
  '203.0.113.3': 'US',
};
const geo = {
  find: (ip: string) => ({ country: places[ip] ?? '', asNumber: 64500, asName: 'Net', hosting: false }),
};
const dutchOnly: GeoPolicyForm = {
  ...{ name: 'NL', scope: { level: 'provider', tenant: '', site: '', asset: '' }, state: 'enforced' },
  ...{ proposeOn: '', reviewOn: '', owner: '', note: '' },
  rules: [
    {
      id: 'a',
      verdict: 'allow',
      services: [],
      subjects: ['NL'],
      limit: undefined,
      when: undefined,
      exception: undefined,
      note: '',
    },
    {
      id: 'b',
      verdict: 'refuse',
      services: [],
      subjects: ['any'],
      limit: undefined,
      when: undefined,
      exception: undefined,
      note: '',
    },
  ],
};
const source = (address: string, good: number): TrafficSource => ({
  ...{ tenant: 'one', service: 'registration', address, country: '', asNumber: 0, hosting: false, good, failed: 3 },
  ...{ other: 0, accounts: 1, attack: false, hours: 1, lastSeen: time },
});

function cuts(
  guards: readonly GeoGuard[],
  caller = '192.0.2.1',
  tokens: FindCutsParts['tokens'] = [],
  {
    form = dutchOnly,
    book = {},
    moved = geo,
  }: { form?: GeoPolicyForm; book?: Partial<GeoBook>; moved?: typeof geo } = {},
) {
  const before: GeoBook = { ...emptyBook, guards, ...book };
  return findCuts(
    { address: caller, name: 'Ann' },
    {
      ...{ before: { book: before, geo }, after: { book: bookWith(before, form, ''), geo: moved }, scope: form.scope },
      ...{ time, tokens },
      traffic: {
        sources: async (_query, take) => {
          await take([source('192.0.2.1', 4), source('203.0.113.1', 2), source('203.0.113.2', 0)]);
        },
        accounts: async (at) =>
          at.map(({ tenant, service, address }) => {
            const of = { tenant, service, account: '201', address, country: '', site: '', siteName: '', asset: '' };
            return { ...of, good: 2, lastSeen: time };
          }),
      },
    },
  );
}

test('a phone that works from elsewhere is cut off; one at home, and one that never worked, are not named', async () => {
  const found = await cuts([]);
  expect(found.cutsTotal).toBe(1);
  expect(found.cuts).toMatchObject([
    { kind: 'phone', name: '201', address: '203.0.113.1', country: 'US', guarded: false },
  ]);
});

test('whoever asks is told when they would lock themselves out, a signed-in operator too', async () => {
  const operator: GeoGuard = { kind: 'operator', range: '203.0.113.3', detail: '', until: time + 1000 };
  for (const guards of [[], [operator]]) {
    const { cuts: found } = await cuts(guards, '203.0.113.3');
    expect(found.find(({ kind }) => kind === 'session')).toMatchObject({ name: 'Ann', service: 'web', guarded: false });
  }
  const own: GeoGuard = { kind: 'own-network', range: '203.0.113.0/24', detail: '', until: 0 };
  const { cuts: spared } = await cuts([own], '203.0.113.3');
  expect(spared.find(({ kind }) => kind === 'session')).toMatchObject({ guarded: true });
  expect((await cuts([], '127.0.0.1')).cuts.some(({ kind }) => kind === 'session')).toBe(false);
});

test('trunks are named as spared, and come last; a token in use is named', async () => {
  const trunk: GeoGuard = { kind: 'trunk', range: '203.0.113.2', detail: 'Carrier', until: 0 };
  const token = {
    id: 't',
    name: 'script',
    tenant: 'provider',
    lastUsedAddress: '203.0.113.3',
    lastUsedAt: time - 1000,
  };
  const { cuts: found } = await cuts([trunk], '192.0.2.1', [token]);
  expect(found.map(({ kind, name, guarded }) => [kind, name, guarded])).toEqual([
    ['phone', '201', false],
    ['token', 'script', false],
    ['trunk', 'Carrier', true],
    ['trunk', 'Carrier', true],
  ]);
  expect(new Set(found.map(({ key }) => key)).size).toBe(4);
});

describe('what is to come', () => {
  const hour = 3_600_000;
  const closed = (when: Partial<GeoWhen>): GeoPolicyForm => ({
    ...dutchOnly,
    rules: [{ ...dutchOnly.rules[1]!, when: { from: 0, until: 0, hours: '', timeZone: '', ...when } }],
  });
  const shop: GeoCustomer = { tenant: 'one', timeZone: 'UTC', hours: 'Mo-Fr 08:00-18:00', closedDays: [] };
  const of = async (form: GeoPolicyForm) => {
    const { cuts: found } = await cuts([], '127.0.0.1', [], { form, book: { customers: [shop] } });
    return found.map(({ address, from }) => [address, from]);
  };

  test('a rule for closed hours cuts off when the shop closes', async () => {
    expect(await of(closed({ hours: 'closed' }))).toEqual([
      ['192.0.2.1', '2026-06-03T18:00:00.000Z'],
      ['203.0.113.1', '2026-06-03T18:00:00.000Z'],
    ]);
  });

  test('a rule that begins in weeks, or lets pass for some weeks, cuts off then', async () => {
    const from = time + 40 * 24 * hour;
    expect(await of(closed({ from }))).toEqual([
      ['192.0.2.1', new Date(from).toISOString()],
      ['203.0.113.1', new Date(from).toISOString()],
    ]);
    const atNight = new Date(from);
    atNight.setUTCHours(18, 0, 0, 0);
    expect((await of(closed({ from, hours: 'closed' })))[0]).toEqual(['192.0.2.1', atNight.toISOString()]);
    const trip = { ...dutchOnly.rules[0]!, id: 't', subjects: ['US'], when: closed({ until: from }).rules[0]!.when };
    expect(await of({ ...dutchOnly, rules: [...dutchOnly.rules, trip] })).toEqual([
      ['203.0.113.1', new Date(from).toISOString()],
    ]);
  });

  test('an exception spares somebody though it ends: who answers for it is told then', async () => {
    const trip = {
      ...{ ...dutchOnly.rules[0]!, id: 't', subjects: ['203.0.113.1'] },
      when: closed({ until: time + 3 * 24 * hour }).rules[0]!.when,
      exception: { owner: 'Ann', reason: 'Trip', reviewOn: '' },
    };
    expect(await of({ ...dutchOnly, rules: [...dutchOnly.rules, trip] })).toEqual([]);
  });

  test('addresses that come to lie elsewhere are cut off by what is in force', async () => {
    const allow = { ...dutchOnly, rules: [{ ...dutchOnly.rules[1]!, subjects: ['US'] }] };
    const moved = { find: (ip: string) => ({ ...geo.find(ip), country: 'US' }) };
    const { cuts: found } = await cuts([], '127.0.0.1', [], {
      ...{ form: allow, moved, book: { policies: [{ ...allow, id: 'p', version: 1, changedAt: 0, changedBy: '' }] } },
    });
    expect(found.map(({ address, country, from }) => [address, country, from])).toEqual([['192.0.2.1', 'US', null]]);
  });
});
