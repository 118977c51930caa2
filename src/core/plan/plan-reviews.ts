import type { Plan, PlanReview } from './plan.ts';
import { daysBetween, monthsLater } from './plan-day.ts';

export interface DueReview {
  readonly review: PlanReview;
  /** Days until it is due; negative when it is late. */
  readonly days: number;
}

/** Reviews whose owner is to be reminded on that day (`YYYY-MM-DD`), the most urgent first: nearly due, due, late. */
export function dueReviews(plan: Pick<Plan, 'reviews'>, today: string): readonly DueReview[] {
  return plan.reviews
    .map((review) => ({ review, days: daysBetween(today, review.dueOn) }))
    .filter(({ review, days }) => days <= review.remindDaysBefore)
    .sort((a, b) => a.days - b.days);
}

/**
 * When a review that was done on a day is due next; `undefined` for one that does not come back. A review that was done late
 * moves the next one, so that it never lies in the past.
 */
export function nextReviewOn(review: PlanReview, doneOn: string): string | undefined {
  if (review.everyMonths === 0) return undefined;
  const from = daysBetween(review.dueOn, doneOn) > 0 ? doneOn : review.dueOn;
  return monthsLater(from, review.everyMonths);
}
