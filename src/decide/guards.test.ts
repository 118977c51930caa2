import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, formatCidr, readAddress, readCidr } from '../core/ip.ts';
import { CustomerSites, siteKey } from './customer-sites.ts';
import { guardManual, manualRefusal } from './guards.ts';
import { compilePolicy, defaultPolicy } from './policy.ts';

const now = Date.UTC(2025, 5, 1);
const policy = compilePolicy({
  ...defaultPolicy,
  allowlist: [{ value: '203.0.113.5', note: 'carrier' }],
  ownNetworks: ['198.51.100.0/24'],
  operators: [{ address: '2001:db8::9', until: now + 1 }],
});

describe('a block by a person', () => {
  const sites = new CustomerSites();
  sites.loadSites([{ key: '192.0.2.9', first: now - 3_600_000, last: now - 1, accounts: ['101'], suspectUntil: 0 }]);

  it.each([
    ['203.0.113.0/24', 'allowlist'],
    ['198.51.100.7', 'own-network'],
    ['2001:db8::/64', 'operator-address'],
    ['203.0.112.0/23', 'allowlist'],
    ['192.0.0.0/16', 'prefix-size'],
    ['2001:db9::/32', 'prefix-size'],
    ['0.0.0.0/0', 'allowlist'],
    ['nonsense', 'not-an-address'],
    ['192.0.2.1/33', 'not-an-address'],
  ])('%s is refused by %s', (value, guard) => {
    expect(manualRefusal(guardManual(value, policy, sites, now))?.guard).toBe(guard);
  });

  it.each([
    ['192.0.2.9', 'customer-site'],
    ['192.0.2.0/28', 'customer-site'],
    ['10.1.2.3', 'private-network'],
  ])('%s goes on with a warning of %s', (value, guard) => {
    const results = guardManual(value, policy, sites, now);
    expect(manualRefusal(results)).toBeUndefined();
    expect(results.filter(({ passed }) => !passed).map((result) => result.guard)).toEqual([guard]);
  });

  it('tells which sites it would touch', () => {
    expect(sites.touched({ family: 4, bits: 0xc0000200n, prefix: 28 }, now)).toHaveLength(1);
    expect(sites.touched({ family: 4, bits: 0xc0000200n, prefix: 29 }, now)).toHaveLength(0);
  });
});

describe('the site of an address', () => {
  it('is its /64 over IPv6, as the slow way says', () => {
    const group = fc.oneof(fc.constant(0n), fc.constant(0n), fc.nat(0xffff).map(BigInt));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const address = formatAddress({ family: 6, bits: groups.reduce((bits, each) => (bits << 16n) | each, 0n) });
        // IPv4 in the clothes of IPv6 is IPv4: an address of one.
        fc.pre(readAddress(address)?.family === 6);
        expect(siteKey(address)).toBe(formatCidr(readCidr(`${address}/64`)!));
      }),
    );
    expect(siteKey('192.0.2.1')).toBe('192.0.2.1');
  });
});
