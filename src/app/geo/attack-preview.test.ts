import { expect, test } from 'vitest';
import type { GeoScope } from '../../core/geo/geo-policy.ts';
import type { RecentSource } from '../../core/geo/recent.ts';
import { wishedAttack } from '../../decide/geo/propose-attack.ts';
import { bakker, makeBook, makePolicy, makeRule, provider } from '../../decide/geo/testing/make.ts';
import { attackPreviewOf } from './attack-preview.ts';

const now = Date.parse('2026-07-15T02:33:20Z');
const source = (country: string, parts: Partial<RecentSource>): RecentSource => ({
  ...{ tenant: 'bakker', asset: 'pbx', service: 'registration', address: '203.0.113.7', country, asNumber: 0 },
  ...{ hosting: false, good: 0, failed: 0, other: 0, attack: false, ...parts },
});
const rows = [
  source('CN', { failed: 40, other: 2, attack: true, address: '198.51.100.1' }),
  source('CN', { failed: 7, asset: 'sbc' }),
  source('CN', { failed: 3, good: 1, asset: '' }),
  source('CN', { failed: 9, tenant: 'smit', address: '' }),
  source('CN', { failed: 100, service: 'ssh' }),
  source('NL', { good: 500 }),
  source('CN', { failed: 1000, address: '192.0.2.1' }),
];

async function preview(scope: GeoScope, kind: 'refuse-countries' | 'management-closed' = 'refuse-countries') {
  const guards = [{ kind: 'trunk' as const, range: '192.0.2.1', detail: 'carrier', until: 0 }];
  const before = makeBook({ guards, policies: [makePolicy('p', [makeRule('refuse', ['198.51.100.0/24'])])] });
  const mode = wishedAttack({ kind, scope, services: [], countries: ['CN'] }, now);
  let asked: unknown;
  const seen = await attackPreviewOf({
    ...{ before, after: { ...before, attacks: [mode] }, scope, now },
    siteOf: (_tenant, asset) => (asset === 'sbc' ? 'shop' : ''),
    recent: {
      sources: async (query, take) => {
        asked = query;
        await take(rows.filter(({ tenant }) => query.tenant === undefined || tenant === query.tenant));
      },
    },
  });
  return { ...seen, asked };
}

test('what it alone would have refused in the hour, from the five minutes in which that began', async () => {
  const from = Date.parse('2026-07-15T01:30:00Z');
  expect(await preview(provider)).toEqual({
    // Neither what a policy refuses already, nor the trunk, nor ssh.
    ...{ refuses: { good: 1, failed: 19, attack: 0 }, since: '2026-07-15T01:30:00.000Z', unplaced: 0 },
    asked: { from },
  });
  expect(await preview(bakker)).toMatchObject({ refuses: { good: 1, failed: 10, attack: 0 }, unplaced: 0 });
  expect((await preview(bakker)).asked).toEqual({ from, tenant: 'bakker' });
});

test('of a site or an asset only what came there; what nobody knows the place of is told apart', async () => {
  const site = { ...bakker, level: 'site', site: 'shop' } as const;
  expect(await preview(site)).toMatchObject({ refuses: { good: 0, failed: 7, attack: 0 }, unplaced: 4 });
  const asset = { ...bakker, level: 'asset', asset: 'pbx' } as const;
  expect(await preview(asset)).toMatchObject({ refuses: { good: 0, failed: 0, attack: 0 }, unplaced: 4 });
  expect(await preview(asset, 'management-closed')).toMatchObject({ refuses: { failed: 100 } });
});

test('attempts of somebody who has an alert count as hostile', async () => {
  const scope = { ...bakker, level: 'asset', asset: 'pbx' } as const;
  const mode = wishedAttack({ kind: 'only-known', scope, services: [], countries: [] }, now);
  const book = makeBook({ known: [{ tenant: 'bakker', address: '203.0.113.7' }] });
  const seen = await attackPreviewOf({
    ...{ before: book, after: { ...book, attacks: [mode] }, scope, now, siteOf: () => '' },
    recent: { sources: async (_query, take) => void (await take(rows)) },
  });
  expect(seen.refuses).toEqual({ good: 0, failed: 1000, attack: 42 });
});
