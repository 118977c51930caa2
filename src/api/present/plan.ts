import type { PlanAct } from '../../core/plan/plan.ts';
import { planFaults } from '../../core/plan/plan-faults.ts';
import type { PlanEdition, PlanMailOutcome, StandingReview } from '../../core/plan/plan-records.ts';
import { planFormOf } from '../../core/plan/plan-shape.ts';
import type { PlanCopyState } from '../ports/plan.ts';
import type { PlanCopyWire, PlanEditionWire, PlanMailWire, PlanReviewWire, PlanSummaryWire } from '../schema/plan.ts';
import { iso } from './instant.ts';

export function presentPlanSummary(plan: PlanEdition): PlanSummaryWire {
  const { edition, state, title, language, approvedAlone, version, changedBy } = plan;
  return {
    ...{ edition, state, title, language, approvedAlone, version, changedBy },
    authors: plan.authors.map((id) => ({ id, name: nameIn(plan, id) })),
    approved: actOf(plan, plan.approved),
    inForce: actOf(plan, plan.inForce),
    replacedAt: plan.replacedAt === undefined ? null : iso(plan.replacedAt),
    discarded: plan.discarded ? { ...actOf(plan, plan.discarded)!, because: plan.discarded.because } : null,
    createdAt: iso(plan.createdAt),
    faults: planFaults(plan).length,
    readers: plan.readers.length,
    changedAt: iso(plan.changedAt),
  };
}

/** `by`: who asks, as the plan knows them; `alone`: whether nobody else may approve it. */
export function presentPlanEdition(plan: PlanEdition, by: string, alone: boolean): PlanEditionWire {
  return {
    ...presentPlanSummary(plan),
    plan: planFormOf(plan),
    missing: planFaults(plan).map(({ field, text }) => ({ field, text: { ...text } })),
    you: {
      author: plan.authors.includes(by),
      read: plan.readers.some((reader) => reader.by === by),
      alone,
    },
  };
}

export function actOf(plan: PlanEdition, act: PlanAct | undefined) {
  return act ? { id: act.by, name: nameIn(plan, act.by), at: iso(act.at) } : null;
}

export function presentPlanReview({ review, dueOn, days, last }: StandingReview): PlanReviewWire {
  const { id, subject, owner, everyMonths, remindDaysBefore } = review;
  return {
    ...{ id, subject, owner, dueOn, days, everyMonths, remindDaysBefore },
    last: last ? { doneOn: last.doneOn, by: last.by, note: last.note } : null,
  };
}

export function presentPlanMail({ kind, edition, about, to, at, state, error }: PlanMailOutcome): PlanMailWire {
  return { kind, edition, about, to, at: iso(at), state, error };
}

export function presentPlanCopy({ last, next, hindrance }: PlanCopyState): PlanCopyWire {
  return { last: last ? presentPlanMail(last) : null, next, hindrance };
}

function nameIn({ names }: PlanEdition, id: string): string {
  return Object.hasOwn(names, id) ? names[id] : '';
}
