import { expect, test } from 'vitest';
import { emptyBook, type GeoBook, type GeoGuard, type GeoPolicyForm } from '../../core/geo/geo-policy.ts';
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

function cuts(guards: readonly GeoGuard[], caller = '192.0.2.1', tokens: FindCutsParts['tokens'] = []) {
  const before: GeoBook = { ...emptyBook, guards };
  return findCuts(
    { address: caller, name: 'Ann' },
    {
      ...{ before, after: bookWith(before, dutchOnly, ''), scope: dutchOnly.scope, geo, time, tokens },
      traffic: {
        sources: async (_query, take) => {
          await take([source('192.0.2.1', 4), source('203.0.113.1', 2), source('203.0.113.2', 0)]);
        },
        accounts: async (at) =>
          at.map(({ tenant, service, address }) => {
            return { tenant, service, account: '201', address, country: '', good: 2, lastSeen: time };
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
