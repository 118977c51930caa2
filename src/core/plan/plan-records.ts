import type { Plan, PlanReview, StoredPlan } from './plan.ts';

/** An edition as it is kept. */
export interface PlanEdition extends StoredPlan {
  /** ms UTC. */
  readonly createdAt: number;
  /** Why one person approved alone what they wrote; '' when there were four eyes. */
  readonly approvedAlone: string;
  /** What people were called when they did something with it, by `user:<id>`. */
  readonly names: Readonly<Record<string, string>>;
}

/** What becomes of an edition; `alone` with an approval by one person alone. */
export interface PlanMove {
  readonly plan: Plan;
  readonly alone?: string;
}

/** Who does something with a plan, and their name now. */
export interface PlanHand {
  /** `user:<id>`. */
  readonly by: string;
  readonly name: string;
}

/** A review that was done. The newest of each counts. */
export interface PlanReviewDone {
  /** Id of the review in the plan. */
  readonly review: string;
  /** Day it was due, and day it was done; `YYYY-MM-DD`. */
  readonly dueOn: string;
  readonly doneOn: string;
  readonly by: string;
  readonly note: string;
}

/** A review with the day it is due now, counting how it was done before. */
export interface StandingReview {
  readonly review: PlanReview;
  /** `YYYY-MM-DD`; '' when it was done and does not come back. */
  readonly dueOn: string;
  /** Days until then, negative when late; 0 without a day. */
  readonly days: number;
  readonly last: PlanReviewDone | undefined;
}

/** What goes out by mail by itself. */
export interface PlanSettings {
  /** A copy every month. */
  readonly copyOn: boolean;
  /** Mail address outside the platform; '' for none. */
  readonly copyTo: string;
  /** Day of the month; 31 is the last day of every month. */
  readonly copyDay: number;
  /** Whom reviews are told to whose owner has no address; '' for the owners of the installation. */
  readonly remindTo: string;
}

export const usualPlanSettings: PlanSettings = { copyOn: false, copyTo: '', copyDay: 1, remindTo: '' };

export const planMailKinds = ['copy', 'reminder'] as const;
export type PlanMailKind = (typeof planMailKinds)[number];

/** A mail about the plan that was handed to the outbox. */
export interface PlanMail {
  /** Same id, same mail. */
  readonly id: string;
  readonly kind: PlanMailKind;
  readonly edition: number;
  /** Month of a copy (`YYYY-MM`), id of a review. */
  readonly about: string;
  readonly to: string;
  /** ms UTC. */
  readonly at: number;
}

/** The same, with what became of it. */
export interface PlanMailOutcome extends PlanMail {
  /** `past`: so long ago that the outbox does not tell any more. */
  readonly state: 'waiting' | 'delivered' | 'failed' | 'past';
  readonly error: string;
  readonly endedAt: number | undefined;
}
