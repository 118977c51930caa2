import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GeoWorld } from '../../../core/geo/geo-world.ts';
import { type Address, formatAddress } from '../../../core/ip.ts';
import { type Prefixes, prefixesOf } from './prefixes.ts';

const widths = { 4: 32, 6: 128 } as const;

function worldOf(family: 4 | 6, runs: readonly (readonly [bigint, number])[]): GeoWorld {
  const lanes = family === 4 ? 1 : 4;
  const starts = Uint32Array.from(
    runs.flatMap(([start]) =>
      Array.from({ length: lanes }, (_, i) => Number((start >> BigInt(32 * (lanes - 1 - i))) & 0xffffffffn)),
    ),
  );
  const side = { starts, values: Uint32Array.from(runs, ([, value]) => value) };
  const empty = { starts: new Uint32Array(lanes === 1 ? 4 : 1), values: Uint32Array.of(0) };
  return {
    classes: [],
    ranges: [],
    v4: family === 4 ? side : empty,
    v6: family === 6 ? side : empty,
    madeAt: 0,
    key: '',
  };
}

function read(prefixes: Prefixes) {
  return Array.from({ length: prefixes.count }, (_, i) => ({
    bits: prefixes.start(i).reduce((bits, lane) => (bits << 32n) | BigInt(lane), 0n),
    prefix: prefixes.length(i),
    text: prefixes.text(i),
    mark: prefixes.mark(i),
  }));
}

describe.each([4, 6] as const)('prefixes of IPv%i', (family) => {
  const width = widths[family];
  const space = 1n << BigInt(width);
  /** Near each other and near powers of two, so that runs touch and split. */
  const place = fc
    .tuple(fc.integer({ min: 0, max: width }), fc.integer({ min: -3, max: 3 }))
    .map(([bit, off]) => ((1n << BigInt(bit)) + BigInt(off) + space) % space);
  const anywhere = fc.oneof(place, fc.bigInt({ min: 0n, max: space - 1n }));

  test('mark every address as its run does, without gap or overlap, in as few prefixes as there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anywhere, fc.integer({ min: 0, max: 3 })), { maxLength: 12 }),
        fc.array(anywhere, { maxLength: 6 }),
        async (cuts, passing) => {
          const byStart = new Map<bigint, number>([[0n, 2], ...cuts]);
          const runs = [...byStart].sort(([a], [b]) => (a < b ? -1 : 1));
          const single = passing.map((bits): Address => ({ family, bits }));
          const found = read(await prefixesOf(worldOf(family, runs), family, Uint16Array.of(0, 1, 2, 1), single));
          const markOf = (at: bigint) => {
            if (passing.includes(at)) return 0;
            const value = runs.findLast(([start]) => start <= at)![1];
            return value === 3 ? 1 : value;
          };
          let next = 0n;
          for (const { bits, prefix, mark } of found) {
            expect(bits).toBe(next);
            next = bits + (1n << BigInt(width - prefix));
            expect(markOf(bits)).toBe(mark);
            expect(markOf(next - 1n)).toBe(mark);
          }
          expect(next).toBe(space);
          // Every border of the truth is a border here.
          const starts = new Set(found.map(({ bits }) => bits));
          for (const at of [...runs.map(([start]) => start), ...passing, ...passing.map((one) => one + 1n)])
            if (at > 0n && at < space && markOf(at) !== markOf(at - 1n)) expect(starts.has(at)).toBe(true);
          // Halves of one prefix with the same mark would be one.
          for (let i = 1; i < found.length; i++) {
            const [a, b] = [found[i - 1]!, found[i]!];
            const isPair =
              a.prefix === b.prefix &&
              a.bits >> BigInt(width - a.prefix + 1) === b.bits >> BigInt(width - b.prefix + 1);
            expect(isPair && a.mark === b.mark).toBe(false);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('are written as everybody reads them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anywhere, { minLength: 1, maxLength: 5 }), async (cuts) => {
        const runs = [...new Set([0n, ...cuts])].sort((a, b) => (a < b ? -1 : 1)).map((at, i) => [at, i % 2] as const);
        for (const { text, bits, prefix } of read(
          await prefixesOf(worldOf(family, runs), family, Uint16Array.of(0, 1)),
        ))
          expect(text).toBe(`${formatAddress({ family, bits })}/${prefix}`);
      }),
      { numRuns: 200 },
    );
  });
});
