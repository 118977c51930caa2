import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GeoClass, GeoWorld } from '../../../core/geo/geo-world.ts';
import { contains, formatAddress, formatCidr, readAddress, readCidr } from '../../../core/ip.ts';
import { cidrLayer } from './cidr-layer.ts';
import type { Database } from './database.ts';
import { openPackagedDatabase } from './packaged-database.ts';
import { Places } from './places.ts';
import { isSpecialV4, isSpecialV6, specialLayer } from './special-addresses.ts';
import { makeWorld } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'belwacht-world-'));
let database: Database;
let world: GeoWorld;
let places: Places;
const named = {
  ranges: [
    '203.0.113.0/24',
    '203.0.113.128/25',
    '88.198.0.1',
    '88.0.0.0/8',
    '0.0.0.0/0',
    '255.255.255.255',
    '::/0',
    '2a01:4f8::/32',
    '2a01:4f8::1',
    '2001:db8::/33',
    'ffff::/16',
  ],
  asNumbers: [24940, 1136, 4294967295],
};
beforeAll(() => {
  database = openPackagedDatabase(join(folder, 'cache'), () => {});
  world = makeWorld(database, named);
  places = new Places(database, 64);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const width = { 4: 32n, 6: 128n } as const;
const lanesIn = { 4: 1, 6: 4 } as const;

/** Start of run `row` as a number; one behind the end when there is no such run. */
function startOf(family: 4 | 6, starts: Uint32Array, row: number): bigint {
  const lanes = lanesIn[family];
  if (row * lanes >= starts.length) return 1n << width[family];
  let bits = 0n;
  for (let lane = 0; lane < lanes; lane++) bits = (bits << 32n) | BigInt(starts[row * lanes + lane]);
  return bits;
}

/** Class at an address, found by the words of `GeoWorld` alone. */
function classAt(family: 4 | 6, bits: bigint): GeoClass {
  const { starts, values } = family === 4 ? world.v4 : world.v6;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (startOf(family, starts, middle) <= bits) low = middle;
    else high = middle - 1;
  }
  return world.classes[values[low]];
}

function isSpecial(family: 4 | 6, bits: bigint): boolean {
  if (family === 4) return isSpecialV4(Number(bits));
  return isSpecialV6(Uint32Array.of(...[96n, 64n, 32n, 0n].map((shift) => Number((bits >> shift) & 0xffffffffn))));
}

/** What the class has to be, from a lookup and a look at each range. */
function expected(family: 4 | 6, bits: bigint): GeoClass {
  const place = places.find(formatAddress({ family, bits }));
  const holding = world.ranges
    .map((text, index) => ({ index, cidr: readCidr(text)! }))
    .filter(({ cidr }) => contains(cidr, { family, bits, prefix: Number(width[family]) }))
    .sort((a, b) => a.cidr.prefix - b.cidr.prefix);
  return {
    country: place.country,
    hosting: place.hosting,
    asNumber: named.asNumbers.includes(place.asNumber) ? place.asNumber : 0,
    special: isSpecial(family, bits),
    ranges: holding.map(({ index }) => index),
  };
}

const mapped = 0xffffn;
/** IPv4 in IPv6 clothes is IPv4 to everybody who reads addresses. */
const isMapped = (family: 4 | 6, bits: bigint) => family === 6 && bits >> 32n === mapped;

describe('a world', () => {
  it.each([4, 6] as const)('says of any IPv%i address what a lookup says', (family) => {
    const all = fc.bigInt({ min: 0n, max: (1n << width[family]) - 1n });
    const routed = family === 6 ? all.map((bits) => (bits >> 3n) | (1n << 125n)) : all;
    fc.assert(
      fc.property(fc.oneof(all, routed), (bits) => {
        if (!isMapped(family, bits)) expect(classAt(family, bits)).toEqual(expected(family, bits));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([4, 6] as const)(
    'says of IPv%i addresses at its borders and those of named ranges what a lookup says',
    (family) => {
      const { starts, values } = family === 4 ? world.v4 : world.v6;
      const near = new Set<bigint>();
      for (let row = 0; row < values.length; row += family === 4 ? 61 : 47) {
        for (const step of [-1n, 0n, 1n]) near.add(startOf(family, starts, row) + step);
      }
      for (const cidr of world.ranges.map((text) => readCidr(text)!)) {
        if (cidr.family !== family) continue;
        const after = cidr.bits + (1n << (width[family] - BigInt(cidr.prefix)));
        for (const step of [-1n, 0n, 1n]) near.add(cidr.bits + step).add(after + step);
      }
      expect(near.size).toBeGreaterThan(10_000);
      for (const bits of near) {
        if (bits < 0n || bits >> width[family] > 0n || isMapped(family, bits)) continue;
        const found = classAt(family, bits);
        if (JSON.stringify(found) !== JSON.stringify(expected(family, bits)))
          expect(found, formatAddress({ family, bits })).toEqual(expected(family, bits));
      }
    },
  );

  it.each([4, 6] as const)('starts at 0, rises, and no two IPv%i neighbours are of one class', (family) => {
    const { starts, values } = family === 4 ? world.v4 : world.v6;
    expect(startOf(family, starts, 0)).toBe(0n);
    expect(starts.length).toBe(values.length * lanesIn[family]);
    let faults = 0;
    for (let row = 1; row < values.length; row++) {
      if (startOf(family, starts, row) <= startOf(family, starts, row - 1) || values[row] === values[row - 1]) faults++;
    }
    expect(faults).toBe(0);
  });

  it('has each class once', () => {
    expect(new Set(world.classes.map((one) => JSON.stringify(one))).size).toBe(world.classes.length);
    expect(world.classes.some((one) => one.special && one.ranges.length > 1)).toBe(true);
  });

  it('counts a range once however it is written, and refuses what is none', () => {
    const made = makeWorld(database, { ranges: ['192.0.2.1', '192.0.2.1/32', '::ffff:192.0.2.1'], asNumbers: [] });
    expect(made.ranges).toEqual(['192.0.2.1']);
    expect(() => makeWorld(database, { ranges: ['192.0.2.0/33'], asNumbers: [] })).toThrow(RangeError);
  });
});

describe('ranges as a layer', () => {
  it('know at every address which of them hold it', () => {
    const cidr = fc
      .tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }))
      .map(([low, prefix]) => formatCidr(readCidr(`192.0.2.${low}/${prefix}`)!));
    fc.assert(
      fc.property(fc.uniqueArray(cidr, { maxLength: 12 }), (texts) => {
        const ranges = texts.map((text) => readCidr(text)!);
        const { layer, sets } = cidrLayer(4, ranges);
        for (let low = -1; low <= 256; low++) {
          const { bits } = { bits: readAddress('192.0.2.0')!.bits + BigInt(low) };
          const row = layer.starts.findLastIndex((start) => BigInt(start) <= bits);
          const holding = ranges
            .map((range, index) => ({ range, index }))
            .filter(({ range }) => contains(range, { family: 4, bits, prefix: 32 }))
            .sort((a, b) => a.range.prefix - b.range.prefix)
            .map(({ index }) => index);
          expect(sets[layer.values[row]]).toEqual(holding);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of special addresses agree with the question about one address', () => {
    for (const family of [4, 6] as const) {
      const { starts, values } = specialLayer(family);
      for (let row = 0; row < values.length; row++) {
        const bits = startOf(family, starts, row);
        expect(isSpecial(family, bits)).toBe(values[row] === 1);
        if (bits > 0n) expect(isSpecial(family, bits - 1n)).toBe(values[row - 1] === 1);
      }
    }
  });
});
