import { expect, test } from 'vitest';
import { bakker, provider } from '../../decide/geo/testing/make.ts';
import { AttackPlaces } from './attack-places.ts';

const ports = { udp: [5060], tcp: [] };
const none = { udp: [], tcp: [] };
const places = new AttackPlaces(
  [
    { tenant: 'bakker', id: 'pbx', kind: 'pbx', site: 'shop', addresses: ['192.0.2.1', '2001:db8::1'] },
    { tenant: 'bakker', id: 'sbc', kind: 'sbc', site: '', addresses: ['192.0.2.1'] },
    { tenant: 'bakker', id: 'trunk', kind: 'trunk', site: 'shop', addresses: ['192.0.2.9'] },
    { tenant: 'smit', id: 'pbx', kind: 'pbx', site: 'hall', addresses: ['192.0.2.0/24'] },
  ],
  { sip: ports, web: none, ssh: none, provisioning: none },
);

test('a mode holds at the addresses of the systems in its scope, and nowhere without any', () => {
  const at = (level: 'site' | 'asset', id: string) => ({ ...bakker, level, [level]: id });
  expect(places.addressesOf(bakker)).toBe(2);
  expect(places.addressesOf(at('site', 'shop'))).toBe(2);
  expect(places.addressesOf(at('asset', 'sbc'))).toBe(1);
  // Nobody listens on a range, and packets do not go to the trunk of a carrier.
  expect(places.addressesOf(at('asset', 'trunk'))).toBe(0);
  expect(places.addressesOf({ ...bakker, tenant: 'smit' })).toBe(0);
  expect(places.addressesOf({ ...bakker, tenant: 'nobody' })).toBe(0);
  expect(places.addressesOf(provider)).toBeUndefined();
});

test('an asset stands at its site', () => {
  expect(places.siteOf('bakker', 'pbx')).toBe('shop');
  expect(places.siteOf('smit', 'pbx')).toBe('hall');
  expect(places.siteOf('bakker', 'sbc')).toBe('');
  expect(places.siteOf('bakker', 'gone')).toBe('');
});
