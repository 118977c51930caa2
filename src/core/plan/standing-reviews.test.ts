import { expect, test } from 'vitest';
import type { PlanReview } from './plan.ts';
import { standingReviews } from './standing-reviews.ts';

const review = (id: string, dueOn: string, everyMonths: number): PlanReview => ({
  ...{ id, dueOn, everyMonths, subject: id, owner: 'Anna', remindDaysBefore: 14 },
});
const done = (id: string, dueOn: string, doneOn: string) => ({ review: id, dueOn, doneOn, by: 'user:a', note: '' });
const days = (reviews: readonly PlanReview[], past: Parameters<typeof standingReviews>[1] = []) =>
  standingReviews({ reviews }, past, '2026-06-15').map(({ review: { id }, dueOn, days: left }) => [id, dueOn, left]);

test('the most urgent first, what is over last', () => {
  const all = [review('once', '2026-06-10', 0), review('later', '2026-07-01', 12), review('late', '2026-06-14', 12)];
  expect(days(all, [done('once', '2026-06-10', '2026-06-09')])).toEqual([
    ['late', '2026-06-14', -1],
    ['later', '2026-07-01', 16],
    ['once', '', 0],
  ]);
});

test('a review that was done comes back after its time, counted from the day it was done when that was late', () => {
  const yearly = [review('yearly', '2026-01-31', 1)];
  expect(days(yearly, [done('yearly', '2026-01-31', '2026-01-30')])).toEqual([['yearly', '2026-02-28', -107]]);
  expect(days(yearly, [done('yearly', '2026-01-31', '2026-06-14')])).toEqual([['yearly', '2026-07-14', 29]]);
  expect(
    days(yearly, [done('yearly', '2026-01-31', '2026-02-01'), done('yearly', '2026-03-01', '2026-06-15')]),
  ).toEqual([['yearly', '2026-07-15', 30]]);
});

test('a day that people set later in a new edition counts for itself', () => {
  expect(days([review('r', '2026-09-01', 6)], [done('r', '2026-03-01', '2026-03-01')])).toEqual([
    ['r', '2026-09-01', 78],
  ]);
});
