import type { Plan } from './plan.ts';
import { daysBetween } from './plan-day.ts';
import type { PlanReviewDone, StandingReview } from './plan-records.ts';
import { nextReviewOn } from './plan-reviews.ts';

/**
 * Reviews with the day they are due now, the most urgent first, those that are over last. Takes what was done, oldest first, and
 * the day it is (`YYYY-MM-DD`). A day in the plan that lies after the one that was dealt with counts for itself.
 */
export function standingReviews(
  plan: Pick<Plan, 'reviews'>,
  done: readonly PlanReviewDone[],
  today: string,
): readonly StandingReview[] {
  const newest = new Map(done.map((one) => [one.review, one]));
  return plan.reviews
    .map((review): StandingReview => {
      const last = newest.get(review.id);
      const isDone = last !== undefined && last.dueOn >= review.dueOn;
      const dueOn = isDone ? (nextReviewOn({ ...review, dueOn: last.dueOn }, last.doneOn) ?? '') : review.dueOn;
      return { review, dueOn, days: dueOn === '' ? 0 : daysBetween(today, dueOn), last };
    })
    .sort((a, b) => Number(a.dueOn === '') - Number(b.dueOn === '') || a.days - b.days);
}
