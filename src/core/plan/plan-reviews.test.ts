import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysBetween, isPlanDay, monthsLater } from './plan-day.ts';
import { nextReviewOn } from './plan-reviews.ts';

const review = (id: string, dueOn: string, everyMonths = 12) => ({
  id,
  subject: id,
  owner: 'Anna',
  dueOn,
  everyMonths,
  remindDaysBefore: 14,
});

test('the next one counts from the day it was due, from the day it was done when that was late', () => {
  expect(nextReviewOn(review('a', '2027-01-31', 1), '2027-01-20')).toBe('2027-02-28');
  expect(nextReviewOn(review('a', '2027-01-31', 1), '2027-03-31')).toBe('2027-04-30');
  expect(nextReviewOn(review('a', '2028-01-31', 1), '2028-01-31')).toBe('2028-02-29');
  expect(nextReviewOn(review('a', '2027-01-31', 0), '2027-01-20')).toBeUndefined();
});

test('days of the calendar, and no others', () => {
  expect(['2028-02-29', '2027-12-31'].every(isPlanDay)).toBe(true);
  expect(['2027-02-29', '2027-13-01', '2027-1-1', '', '2027-01-01T00:00Z'].some(isPlanDay)).toBe(false);
});

test('months later is a day of the calendar in that month, never a later one', () => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 60 }), (date, months) => {
      const from = date.toISOString().slice(0, 10);
      const later = monthsLater(from, months);
      const monthOf = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
      expect(isPlanDay(later)).toBe(true);
      expect(monthOf(later) - monthOf(from)).toBe(months);
      expect(Number(later.slice(8))).toBeLessThanOrEqual(Number(from.slice(8)));
      expect(daysBetween(from, later)).toBeGreaterThan(0);
    }),
  );
});
