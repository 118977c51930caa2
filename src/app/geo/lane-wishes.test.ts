import { expect, test } from 'vitest';
import { emptyBook, type GeoAttack, type GeoBook, type GeoPolicy, type GeoScope } from '../../core/geo/geo-policy.ts';
import { laneWishes, type ReachedAsset } from './lane-wishes.ts';

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
