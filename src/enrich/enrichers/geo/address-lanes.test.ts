import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, formatAddress, privateNetworks, readAddress, readCidr } from '../../../core/ip.ts';
import { readLanes } from './address-lanes.ts';
import { isSpecialV4, isSpecialV6 } from './special-addresses.ts';

const lanes = new Uint32Array(4);

/** Family and number that `readLanes` made. */
function read(text: string): { family: number; bits: bigint } | undefined {
  const family = readLanes(text, lanes);
  if (family === 0) return undefined;
  if (family === 4) return { family, bits: BigInt(lanes[0]) };
  return { family, bits: lanes.reduce((bits, lane) => (bits << 32n) | BigInt(lane), 0n) };
}

const v6 = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 }).map((groups) => ({
  family: 6 as const,
  bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n),
}));
const v4 = fc.nat(0xffffffff).map((address) => ({ family: 4 as const, bits: BigInt(address) }));

describe('reading an address without allocating', () => {
  it('reads every canonical address as core/ip.ts does', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), (address) => {
        const text = formatAddress(address);
        expect(read(text)).toEqual(readAddress(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads mapped and mixed forms', () => {
    for (const text of [
      '::ffff:192.0.2.1',
      '::ffff:c000:201',
      '2001:db8::192.0.2.1',
      '::',
      '::1',
      '1::',
      '1:2:3:4:5:6:7::',
    ]) {
      expect(read(text), text).toEqual(readAddress(text));
    }
  });

  it('takes nothing that core/ip.ts refuses', () => {
    const pieces = fc.constantFrom('1', '255', '256', '.', ':', '::', 'ffff', '12345', 'g', ' ', '%', '[', '0');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 18 }), (parts) => {
        const text = parts.join('');
        const expected = readAddress(text);
        // Leading zeros and brackets never occur in canonical text; whoever looks up has canonical text.
        if (expected === undefined && !/(^|\.)0\d/.test(text)) expect(read(text), text).toBeUndefined();
      }),
      { numRuns: 5000 },
    );
  });
});

describe('special addresses', () => {
  const documentation = [
    '192.0.2.0/24',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '2001:db8::/32',
    '3fff::/20',
    '198.18.0.0/15',
    '192.0.0.0/24',
  ];
  const ranges = [...privateNetworks, ...documentation.map((text) => readCidr(text)!)];

  it('are the private and the documentation ranges', () => {
    const near = fc.constantFrom(...ranges.filter((range) => range.family === 4)).chain((range) => {
      const size = 1n << BigInt(32 - range.prefix);
      return fc.constantFrom(-1n, 0n, size / 2n, size - 1n, size).map((step) => range.bits + step);
    });
    fc.assert(
      fc.property(fc.oneof(near, fc.nat(0xffffffff).map(BigInt)), (bits) => {
        if (bits < 0n || bits > 0xffffffffn) return;
        const inside = ranges.some((range) => contains(range, { family: 4, bits, prefix: 32 }));
        expect(isSpecialV4(Number(bits)), formatAddress({ family: 4, bits })).toBe(inside);
      }),
      { numRuns: 3000 },
    );
  });

  it('are those of IPv6 and all that is not routed', () => {
    const special = (text: string) => {
      expect(readLanes(text, lanes)).toBe(6);
      return isSpecialV6(lanes);
    };
    for (const text of [
      '2001:db8::1',
      '3fff:123::1',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '::1',
      '::',
      '64:ff9b::1',
      '100::1',
    ]) {
      expect(special(text), text).toBe(true);
    }
    for (const text of ['2001:db9::1', '2a02:a440::1', '2001:4860:4860::8888', '3ffe::1'])
      expect(special(text), text).toBe(false);
  });
});
