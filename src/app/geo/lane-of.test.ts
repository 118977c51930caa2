import { expect, test } from 'vitest';
import type { GeoPolicy } from '../../core/geo/geo-policy.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import { laneOf } from './lane-of.ts';

const lane = (id: string, tenant: string, site = '', asset = ''): LaneWish => ({
  ...{ id, ports: { udp: [5060], tcp: [] }, destinations: [] },
  context: { tenant, site, asset, service: 'registration' },
});
const wishes = [lane('all', ''), lane('one', 'one'), lane('shop', 'one', 'shop'), lane('pbx', 'one', 'shop', 'pbx')];
const owned = (tenant: string) =>
  ({ state: 'enforced', scope: { level: 'customer', tenant, site: '', asset: '' } }) as GeoPolicy;
const book = { policies: [owned('one'), owned('nowhere')], attacks: [], customers: [] };
const of = (tenant: string, site = '', asset = '') =>
  laneOf(wishes, book, { tenant, site, asset, service: 'registration' })?.id;

test('the narrowest lane there is; everybody’s for who has no policies of their own; none for who has, and no addresses', () => {
  expect([of(''), of('one'), of('one', 'shop'), of('one', 'shop', 'pbx')]).toEqual(['all', 'one', 'shop', 'pbx']);
  expect([of('one', 'other'), of('one', 'shop', 'other'), of('two'), of('nowhere')]).toEqual([
    ...['one', 'shop', 'all', undefined],
  ]);
  expect(laneOf(wishes, book, { tenant: '', site: '', asset: '', service: 'web' })).toBeUndefined();
});
