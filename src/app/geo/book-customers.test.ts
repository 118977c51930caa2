import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOpeningHours } from '../../core/calls/opening-hours-text.ts';
import { hoursText } from './book-customers.ts';

test('opening hours written down are read back as they were, minute by minute', () => {
  const span = fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 300 }))
    .map(([day, from, length]): [number, number, number] => [day, from, Math.min(1440, from + length)]);
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 10 }), (hours) => {
      const read = readOpeningHours(hoursText(hours));
      if (!read.ok || !read.value) throw new Error(`${hoursText(hours)} was not read`);
      const open = read.value.open;
      for (let minute = 0; minute < 7 * 1440; minute++) {
        const said = hours.some(([day, from, until]) => {
          const start = (day - 1) * 1440;
          return minute >= start + from && minute < start + until;
        });
        expect(open.some(([from, until]) => minute >= from && minute < until)).toBe(said);
      }
    }),
    { numRuns: 25 },
  );
});

test('nobody said when it is open', () => {
  expect(hoursText([])).toBe('');
});
