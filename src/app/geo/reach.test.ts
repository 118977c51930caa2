import { expect, test } from 'vitest';
import {
  emptyBook,
  type GeoBook,
  type GeoPolicy,
  type GeoRule,
  type GeoScope,
  type GeoServiceName,
} from '../../core/geo/geo-policy.ts';
import { laneWishes, type ReachedAsset } from './lane-wishes.ts';
import { reachOf } from './reach.ts';

const provider: GeoScope = { level: 'provider', tenant: '', site: '', asset: '' };
const bakery: GeoScope = { ...provider, level: 'customer', tenant: 'bakery' };
const ports = {
  ...{ sip: { udp: [5060], tcp: [] }, web: { udp: [], tcp: [443] } },
  ...{ ssh: { udp: [], tcp: [22] }, provisioning: { udp: [], tcp: [] } },
};
const kernel = { present: true, ok: true, followed: true };
const pbx = (tenant: string, address: string): ReachedAsset => ({
  ...{ tenant, id: 'pbx', kind: 'pbx', site: 'shop', addresses: [address] },
});
function policy(scope: GeoScope, services: readonly GeoServiceName[], hours = ''): GeoPolicy {
  const rule: GeoRule = {
    ...{ id: 'r', verdict: 'refuse', services, subjects: ['US'], limit: undefined, exception: undefined, note: '' },
    when: hours === '' ? undefined : { from: 0, until: 0, hours, timeZone: '' },
  };
  return {
    ...{ id: 'p', name: 'P', scope, state: 'enforced', proposeOn: '', reviewOn: '', owner: '', note: '' },
    ...{ rules: [rule], version: 1, changedAt: 0, changedBy: '' },
  };
}
const customer = (tenant: string) => ({ tenant, timeZone: 'UTC', hours: 'Mo-Fr 08:00-18:00', closedDays: [] });
function reach(one: GeoPolicy, assets: readonly ReachedAsset[], state = kernel) {
  const book: GeoBook = { ...emptyBook, policies: [one], customers: [customer('bakery'), customer('florist')] };
  const followers = [
    { id: 'edge', service: 'sip', customer: '' },
    { id: 'own', service: 'registration', customer: 'bakery' },
  ];
  return reachOf(one, { book, wishes: laneWishes(book, ports, assets), kernel: state, followers });
}

test('a policy of a customer is held by the kernel at its addresses, and nowhere when none is known', () => {
  const own = policy(bakery, ['registration']);
  expect(reach(own, [pbx('bakery', '192.0.2.10')])).toEqual({
    ...{ kernel: 'held', addresses: 1, withoutAddresses: 0, calls: false, signIn: false, followers: ['own'] },
  });
  expect(reach(own, [pbx('florist', '192.0.2.11')])).toMatchObject({ kernel: 'nowhere', addresses: 0 });
  const site = policy({ ...provider, level: 'site', tenant: 'bakery', site: 'office' }, ['registration']);
  expect(reach(site, [pbx('bakery', '192.0.2.10')])).toMatchObject({ kernel: 'nowhere' });
});

test('what is saved and not yet in the kernel is on its way, and no kernel is no kernel', () => {
  const own = policy(provider, ['sip', 'web']);
  expect(reach(own, [], { ...kernel, followed: false })).toMatchObject({ kernel: 'on-its-way', signIn: true });
  expect(reach(own, [], { ...kernel, ok: false })).toMatchObject({ kernel: 'failing' });
  expect(reach(own, [], { ...kernel, present: false })).toMatchObject({ kernel: 'absent', followers: ['edge', 'own'] });
});

test('calls out are no matter of packets', () => {
  expect(reach(policy(bakery, ['calls-out']), [])).toMatchObject({ kernel: 'not-about-packets', calls: true });
});

test('of customers whose hours count, those without addresses are told', () => {
  const closed = policy(provider, ['registration'], 'closed');
  expect(reach(closed, [pbx('bakery', '192.0.2.10')])).toMatchObject({
    ...{ kernel: 'held', addresses: 1, withoutAddresses: 1 },
  });
});
