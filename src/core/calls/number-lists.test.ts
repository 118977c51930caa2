import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumberListEntry } from './number-list.ts';
import { NumberLists } from './number-lists.ts';

const entry = (own: Partial<NumberListEntry>): NumberListEntry => ({
  ...{ list: 'l', prefix: '220', last: '', source: 's', until: 0, refuse: false, ...own },
});

describe('lists of fraud numbers', () => {
  it('find prefixes and ranges, those that refuse first, and none past their date', () => {
    const lists = new NumberLists([
      entry({}),
      entry({ prefix: '22077', refuse: true }),
      entry({ prefix: '25261000000', last: '25261000099' }),
      entry({ prefix: '371', until: 100 }),
    ]);
    expect(lists.find('22077012345', 1)?.refuse).toBe(true);
    expect(lists.find('22055012345', 1)?.refuse).toBe(false);
    expect(lists.find('25261000050', 1)).toBeDefined();
    expect(lists.find('25261000100', 1)).toBeUndefined();
    expect(lists.find('252610000501', 1)).toBeUndefined();
    expect(lists.find('37160000000', 99)).toBeDefined();
    expect(lists.find('37160000000', 100)).toBeUndefined();
    expect(lists.find('', 1)).toBeUndefined();
  });

  it('take a short range as one of prefixes, and a whole number for itself alone', () => {
    const lists = new NumberLists([
      entry({ prefix: '22070000', last: '22079999' }),
      entry({ prefix: '31201234', last: '31201234' }),
    ]);
    expect(lists.find('2207000123', 1)).toBeDefined();
    expect(lists.find('2207999999', 1)).toBeDefined();
    expect(lists.find('2208000000', 1)).toBeUndefined();
    expect(lists.find('31201234', 1)).toBeDefined();
    expect(lists.find('31201234567', 1)).toBeUndefined();
  });

  it('find what looking at one entry after the other finds', () => {
    const digits = fc.stringMatching(/^[1-3]{1,4}$/);
    const whole = fc.stringMatching(/^[1-3]{10}$/);
    const range = (ends: fc.Arbitrary<string>) =>
      fc.tuple(ends, ends).map(([a, b]) => {
        const last = b.slice(0, a.length).padEnd(a.length, '3');
        return a <= last ? { prefix: a, last } : { prefix: last, last: a };
      });
    const arbitrary = fc
      .tuple(
        fc.oneof(
          digits.map((prefix) => ({ prefix, last: '' })),
          range(digits),
          range(whole),
        ),
        fc.constantFrom(0, 5, 15),
        fc.boolean(),
      )
      .map(([ends, until, refuse]) => entry({ ...ends, until, refuse }));
    const holds = ({ prefix, last, until }: NumberListEntry, number: string) => {
      if (until !== 0 && until <= 10) return false;
      if (last === '') return number.startsWith(prefix);
      if (last === prefix) return number === prefix;
      if (prefix.length >= 10 && number.length !== prefix.length) return false;
      const begin = number.slice(0, prefix.length);
      return number.length >= prefix.length && begin >= prefix && begin <= last;
    };
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 30 }), fc.stringMatching(/^[1-3]{3,11}$/), (entries, number) => {
        const found = new NumberLists(entries).find(number, 10);
        const all = entries.filter((one) => holds(one, number));
        expect(found !== undefined).toBe(all.length > 0);
        if (found) {
          expect(all).toContain(found);
          expect(found.refuse).toBe(all.some(({ refuse }) => refuse));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
