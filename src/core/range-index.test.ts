import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, formatCidr, readCidr } from './ip.ts';
import { RangeIndex } from './range-index.ts';

const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`);
const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([address, prefix]) => `${address}/${prefix}`);
/** Addresses close together, so that ranges contain each other. */
const near = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 8, max: 32 }))
  .map(([c, d, prefix]) => `198.51.${c}.${d}/${prefix}`);

test('finds what a search through all of them finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(near, v4, v6), { maxLength: 30 }),
      fc.array(fc.oneof(near, v4, v6), { maxLength: 10 }),
      (ranges, asked) => {
        const index = new RangeIndex<string>();
        const all = ranges.map((text) => readCidr(text)!);
        for (const text of ranges) index.put(text, () => formatCidr(readCidr(text)!));
        expect(index.size).toBe(new Set(all.map(formatCidr)).size);
        for (const text of asked) {
          const range = readCidr(text)!;
          const outer = all.filter((one) => contains(one, range)).sort((a, b) => b.prefix - a.prefix)[0];
          expect(index.around(range)?.value).toBe(outer && formatCidr(outer));
          const single = formatCidr({ ...range, prefix: range.family === 4 ? 32 : 128 });
          const holder = all.filter((one) => contains(one, readCidr(single)!)).sort((a, b) => b.prefix - a.prefix)[0];
          expect(index.find(single)).toBe(holder && formatCidr(holder));
          const within = index.inside(range);
          expect(within !== undefined).toBe(all.some((one) => contains(range, one)));
          if (within) expect(contains(range, within)).toBe(true);
        }
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

test('what is no address is found nowhere and put nowhere', () => {
  const index = new RangeIndex<true>();
  for (const text of [
    '',
    'x',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    '1..3.4',
    '1.2.3.4/33',
    '1.2.3.4/x',
    'pbx.nl',
  ])
    index.put(text, () => true);
  expect(index.size).toBe(0);
  index.put('0.0.0.0/0', () => true);
  for (const text of ['', 'x', '1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.', '::1'])
    expect(index.find(text)).toBeUndefined();
  expect(index.find('255.255.255.255')).toBe(true);
  index.put('::ffff:192.0.2.0/120', () => true);
  expect(index.around(readCidr('192.0.2.7')!)?.prefix).toBe(24);
});
