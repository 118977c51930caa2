import { ok, type Result, refused } from '../result.ts';
import type { Text } from '../text.ts';
import type { Plan, PlanForm } from './plan.ts';
import type { PlanFault } from './plan-fault.ts';
import { planFaults } from './plan-faults.ts';
import { planFormOf } from './plan-shape.ts';

export interface PlanRefusal {
  readonly code:
    | 'not-a-draft'
    | 'not-approved'
    | 'not-in-force'
    | 'four-eyes'
    | 'incomplete'
    | 'older-edition'
    | 'nobody';
  /** Sentence for people. */
  readonly text: Text;
  /** What is missing, with `incomplete`. */
  readonly faults: readonly PlanFault[];
}

/** First draft of a plan that nobody else has worked on. `by`: `user:<id>`. */
export function draftPlan(id: string, form: PlanForm, by: string): Plan {
  return {
    ...planFormOf(form),
    id,
    edition: 1,
    state: 'draft',
    authors: [by],
    approved: undefined,
    inForce: undefined,
    replacedAt: undefined,
    discarded: undefined,
    readers: [],
  };
}

/**
 * A draft of the next edition, made from one that was or is in force, or from a draft that was thrown away. Takes its new id and the highest edition there is, so
 * that no two editions share a number.
 */
export function nextEdition(plan: Plan, id: string, by: string, highest: number): Result<Plan, PlanRefusal> {
  if (plan.state === 'draft' || plan.state === 'approved')
    return refuse(
      'not-in-force',
      'Een nieuwe editie begint bij een plan dat van kracht is of was, of bij een weggegooid concept.',
      'A new edition starts from a plan that is or was in force, or from a draft that was thrown away.',
    );
  return ok({ ...draftPlan(id, plan, by), edition: Math.max(highest, plan.edition) + 1 });
}

/** The draft with other contents. Whoever writes in it becomes an author, and cannot approve it any more. */
export function editPlan(plan: Plan, form: PlanForm, by: string): Result<Plan, PlanRefusal> {
  if (plan.state !== 'draft')
    return refuse(
      'not-a-draft',
      'Alleen een concept kan veranderen. Trek de goedkeuring in, of begin een nieuwe editie.',
      'Only a draft can change. Withdraw the approval, or start a new edition.',
    );
  return ok({
    ...plan,
    ...planFormOf(form),
    authors: plan.authors.includes(by) ? plan.authors : [...plan.authors, by],
  });
}

/** The draft thrown away: nobody works on it any more, and another can begin. It stays, with why (''). `at` in ms UTC. */
export function discardPlan(plan: Plan, by: string, at: number, because: string): Result<Plan, PlanRefusal> {
  if (plan.state !== 'draft')
    return refuse(
      'not-a-draft',
      'Alleen een concept kan weggegooid worden. Trek eerst de goedkeuring in.',
      'Only a draft can be thrown away. Withdraw the approval first.',
    );
  return ok({ ...plan, state: 'discarded', discarded: { by, at, because } });
}

/** Whether nobody else than `by` may approve this plan: none of `approvers` (`user:<id>`), or all of them wrote in it. */
export function isAloneWith({ authors }: Pick<Plan, 'authors'>, by: string, approvers: readonly string[]): boolean {
  return approvers.every((approver) => approver === by || authors.includes(approver));
}

/** A draft approved by somebody who wrote nothing in it, and only when nothing is missing. `at` in ms UTC. */
export function approvePlan(plan: Plan, by: string, at: number): Result<Plan, PlanRefusal> {
  if (plan.state !== 'draft')
    return refuse('not-a-draft', 'Alleen een concept kan goedgekeurd worden.', 'Only a draft can be approved.');
  if (by === '') return nobody;
  if (plan.authors.includes(by))
    return refuse(
      'four-eyes',
      'Wie aan dit concept schreef, kan het niet goedkeuren; dat doet iemand anders.',
      'Whoever wrote in this draft cannot approve it; somebody else does.',
    );
  const faults = planFaults(plan);
  if (faults.length > 0)
    return refuse(
      'incomplete',
      `Het plan is niet compleet: ${faults.length} ${faults.length === 1 ? 'punt' : 'punten'}.`,
      `The plan is not complete: ${faults.length} ${faults.length === 1 ? 'point' : 'points'}.`,
      faults,
    );
  return ok({ ...plan, state: 'approved', approved: { by, at } });
}

/** An approved plan that is not in force yet becomes a draft again. */
export function withdrawApproval(plan: Plan): Result<Plan, PlanRefusal> {
  if (plan.state !== 'approved') return notApproved;
  return ok({ ...plan, state: 'draft', approved: undefined });
}

/**
 * Puts an approved edition in force, in place of the one that is. Takes that one, `undefined` when there is none. Returns
 * both; they have to be stored together. `at` in ms UTC.
 */
export function putInForce(
  plan: Plan,
  current: Plan | undefined,
  by: string,
  at: number,
): Result<{ readonly plan: Plan; readonly replaced: Plan | undefined }, PlanRefusal> {
  if (plan.state !== 'approved') return notApproved;
  if (by === '') return nobody;
  if (current !== undefined && current.state !== 'in-force')
    return refuse('not-in-force', 'Het vorige plan is niet van kracht.', 'The earlier plan is not in force.');
  if (current !== undefined && current.edition >= plan.edition)
    return refuse(
      'older-edition',
      `Editie ${current.edition} is al van kracht; deze is ouder.`,
      `Edition ${current.edition} is in force already; this one is older.`,
    );
  return ok({
    plan: { ...plan, state: 'in-force', inForce: { by, at } },
    replaced: current && { ...current, state: 'replaced', replacedAt: at },
  });
}

/** Somebody read the plan that is in force. A second time changes nothing: the first counts. `at` in ms UTC. */
export function confirmRead(plan: Plan, by: string, at: number): Result<Plan, PlanRefusal> {
  if (plan.state !== 'in-force')
    return refuse(
      'not-in-force',
      'Alleen het plan dat van kracht is, wordt als gelezen bevestigd.',
      'Only the plan in force is confirmed as read.',
    );
  if (by === '') return nobody;
  if (plan.readers.some((reader) => reader.by === by)) return ok(plan);
  return ok({ ...plan, readers: [...plan.readers, { by, at }] });
}

/** Members of a team who have not confirmed this edition, in their order. */
export function waitingReaders(plan: Plan, members: readonly string[]): readonly string[] {
  const read = new Set(plan.readers.map(({ by }) => by));
  return members.filter((member) => !read.has(member));
}

function refuse(
  code: PlanRefusal['code'],
  nl: string,
  en: string,
  faults: readonly PlanFault[] = [],
): { readonly ok: false; readonly reason: PlanRefusal } {
  return refused({ code, text: { nl, en }, faults });
}

const notApproved = refuse('not-approved', 'Dit plan is niet goedgekeurd.', 'This plan is not approved.');
const nobody = refuse('nobody', 'Zeg wie dit doet.', 'Say who does this.');
