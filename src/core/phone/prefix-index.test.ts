import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOfKey, PrefixIndex, prefixKey } from './prefix-index.ts';

const digits = (minLength: number, maxLength: number, unit = '0123456789') =>
  fc.string({ unit: fc.constantFrom(...unit), minLength, maxLength });

function indexOf(prefixes: readonly string[]): PrefixIndex {
  return new PrefixIndex(Float64Array.from(new Set(prefixes.map(prefixKey))).sort());
}

describe('prefix index', () => {
  it('finds what a search through all prefixes finds', () => {
    fc.assert(
      fc.property(
        fc.array(digits(1, 15, '019'), { minLength: 1, maxLength: 80 }),
        fc.array(digits(0, 17, '019'), { minLength: 1, maxLength: 40 }),
        (prefixes, numbers) => {
          const index = indexOf(prefixes);
          for (const number of numbers) {
            const all = prefixes.filter((prefix) => number.startsWith(prefix)).sort((a, b) => a.length - b.length);
            const found: string[] = [];
            for (let place = index.find(number); place >= 0; place = index.parent(place))
              found.unshift(index.digits(place));
            expect(found).toEqual([...new Set(all)]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps all digits of a prefix', () => {
    fc.assert(fc.property(digits(1, 15), (text) => digitsOfKey(prefixKey(text)) === text));
  });

  it('finds nothing in what is no number, and takes no prefixes out of order', () => {
    expect(indexOf(['31']).find('31a')).toBe(-1);
    expect(indexOf(['31']).find('')).toBe(-1);
    expect(indexOf([]).find('31')).toBe(-1);
    expect(prefixKey('3 1')).toBe(-1);
    expect(() => new PrefixIndex(Float64Array.of(prefixKey('31'), prefixKey('3')))).toThrow(RangeError);
    expect(() => new PrefixIndex(Float64Array.of(prefixKey('3'), prefixKey('3')))).toThrow(RangeError);
  });
});
