import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFamily, type FamilyLevels } from './levels.ts';
import { minimalPrefixes, type Prefixes, type Runs } from './prefixes.ts';
import { familyBounds, type SearchNode, searchTree } from './search-tree.ts';

const width = { 4: 32n, 6: 128n } as const;

/** Runs with borders at the given addresses, at few and at many bits, and values out of a few. */
function runsOf(family: 4 | 6, borders: readonly bigint[], values: readonly number[]): Runs {
  const lanes = family === 4 ? 1 : 4;
  const starts = [...new Set([0n, ...borders.map((at) => at & ((1n << width[family]) - 1n))])].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const kept: { start: bigint; value: number }[] = [];
  for (const [i, start] of starts.entries()) {
    const value = values[i % values.length];
    if (kept.at(-1)?.value !== value) kept.push({ start, value });
  }
  return {
    lanes,
    starts: Uint32Array.from(kept.flatMap(({ start }) => wordsOf(family, start))),
    values: Uint32Array.from(kept.map(({ value }) => value)),
  };
}

function wordsOf(family: 4 | 6, address: bigint): number[] {
  return (family === 4 ? [0n] : [96n, 64n, 32n, 0n]).map((shift) => Number((address >> shift) & 0xffffffffn));
}

function numberOf(words: ArrayLike<number>, row: number, lanes: number): bigint {
  let bits = 0n;
  for (let lane = 0; lane < lanes; lane++) bits = (bits << 32n) | BigInt(words[row * lanes + lane]);
  return bits;
}

function valueInRuns({ lanes, starts, values }: Runs, address: bigint): number {
  let value = values[0];
  for (let row = 0; row < values.length && numberOf(starts, row, lanes) <= address; row++) value = values[row];
  return value;
}

function valueInPrefixes({ lanes, lengths, keys, values, fallback }: Prefixes, address: bigint): number {
  let best = -1;
  let value = fallback;
  for (const [row, length] of lengths.entries()) {
    const shift = BigInt(lanes * 32 - length);
    if (length > best && address >> shift === numberOf(keys, row, lanes) >> shift)
      [best, value] = [length, values[row]];
  }
  return value;
}

/** What a kernel would find, and the number of maps it asked. */
function search(table: FamilyLevels, address: bigint): { value: number; lookups: number } {
  let node: SearchNode | undefined = searchTree(table.family);
  let value = table.fallback;
  let lookups = 0;
  while (node) {
    const shift = width[table.family] - BigInt(node.length);
    const level = table.levels.get(node.length);
    const key = (address >> shift) << shift;
    let hit = -1;
    for (let row = 0; level && row < level.values.length; row++)
      if (numberOf(level.keys, row, table.lanes) === key) hit = row;
    lookups++;
    if (level && hit >= 0) value = level.values[hit];
    node = hit >= 0 ? node.longer : node.shorter;
  }
  return { value, lookups };
}

const border4 = fc.oneof(
  fc.bigInt(0n, 2n ** 32n - 1n),
  fc.bigInt(0n, 2n ** 16n).map((high) => high << 16n),
  fc.bigInt(0n, 40n).map((low) => 0xcb007100n + low),
);
const border6 = fc.oneof(
  fc.bigInt(0n, 2n ** 128n - 1n),
  fc.bigInt(0n, 2n ** 20n).map((high) => high << 108n),
  fc.bigInt(0n, 400n).map((low) => (0x20010db8n << 96n) + (low << 78n)),
  fc.bigInt(0n, 40n).map((low) => (0x20010db8n << 96n) + low),
);

describe.each([
  { family: 4 as const, border: border4 },
  { family: 6 as const, border: border6 },
])('prefixes of IPv$family', ({ family, border }) => {
  const spaces = fc.tuple(
    fc.array(border, { maxLength: 40 }),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
    fc.array(border, { maxLength: 10 }),
  );

  it('say what the runs say, everywhere, with no more lookups than allowed', () => {
    fc.assert(
      fc.property(spaces, ([borders, values, others]) => {
        const runs = runsOf(family, borders, values);
        const prefixes = minimalPrefixes(runs, familyBounds[family].shortest);
        const table = compileFamily(family, runs);
        const top = (1n << width[family]) - 1n;
        for (const at of [0n, top, ...others, ...borders.flatMap((at) => [at - 1n, at, at + 1n])]) {
          const address = at & top;
          const expected = valueInRuns(runs, address);
          expect(valueInPrefixes(prefixes, address)).toBe(expected);
          const found = search(table, address);
          expect(found.value).toBe(expected);
          expect(found.lookups).toBeLessThanOrEqual(familyBounds[family].lookups);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are never more than one for each block that a run consists of', () => {
    fc.assert(
      fc.property(spaces, ([borders, values]) => {
        const runs = runsOf(family, borders, values);
        expect(minimalPrefixes(runs, 0).values.length).toBeLessThanOrEqual(blocksOf(family, runs));
      }),
      { numRuns: 100 },
    );
  });
});

/** Number of blocks when each run is cut into whole ones. */
function blocksOf(family: 4 | 6, { lanes, starts, values }: Runs): number {
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    let at = numberOf(starts, row, lanes);
    const end = row + 1 < values.length ? numberOf(starts, row + 1, lanes) : 1n << width[family];
    while (at < end) {
      let size = 1n;
      while (size < 1n << width[family] && at % (size * 2n) === 0n && at + size * 2n <= end) size *= 2n;
      at += size;
      count++;
    }
  }
  return count;
}

it('keeps one prefix for a country with a hole instead of the blocks around the hole', () => {
  // 10.0.0.0/8 is 1 but for one address, which is 2; the rest is 3.
  const runs: Runs = {
    lanes: 1,
    starts: Uint32Array.of(0, 0x0a000000, 0x0a123456, 0x0a123457, 0x0b000000),
    values: Uint32Array.of(3, 1, 2, 1, 3),
  };
  expect(Array.from(minimalPrefixes(runs, 0).lengths)).toEqual([8, 32]);
  expect(Array.from(minimalPrefixes(runs, 9).lengths)).toEqual([9, 32, 9]);
});
