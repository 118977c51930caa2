import type { PlanReview } from './plan.ts';
import { daysBetween, monthsLater } from './plan-day.ts';

/**
 * When a review that was done on a day is due next; `undefined` for one that does not come back. A review that was done late
 * moves the next one, so that it never lies in the past.
 */
export function nextReviewOn(review: PlanReview, doneOn: string): string | undefined {
  if (review.everyMonths === 0) return undefined;
  const from = daysBetween(review.dueOn, doneOn) > 0 ? doneOn : review.dueOn;
  return monthsLater(from, review.everyMonths);
}
