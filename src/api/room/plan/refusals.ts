import type { FastifyRequest } from 'fastify';
import type { PlanRefusal } from '../../../core/plan/plan-acts.ts';
import type { PlanFault } from '../../../core/plan/plan-fault.ts';
import type { PlanEdition } from '../../../core/plan/plan-records.ts';
import { stale } from '../../access/version.ts';
import type { PlanOutcome } from '../../ports/plan.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import type { PlanFaultWire } from '../../schema/plan.ts';

export function faultsOf(faults: readonly PlanFault[]): PlanFaultWire[] {
  return faults.map(({ field, text }) => ({ field, text: { ...text } }));
}

/** A refusal of the plan: 422 when something is missing, 409 when it is not the time or not the person for it. */
export function planRefused({ code, text, faults }: PlanRefusal): Problem {
  return new Problem(code === 'incomplete' ? 422 : 409, text, undefined, `/problems/plan-${code}`, {
    sentence: text,
    ...(faults.length > 0 && { faults: faultsOf(faults) }),
  });
}

/** The edition as it became. The screens are told. @throws Problem for what was refused or overtaken. */
export async function settled(
  request: FastifyRequest,
  deps: ApiDeps,
  edition: number,
  outcome: PlanOutcome<PlanRefusal>,
): Promise<PlanEdition> {
  if (outcome.ok) {
    deps.plan.changed(edition);
    return outcome.value;
  }
  const { reason } = outcome;
  if (reason !== 'missing' && reason !== 'stale') throw planRefused(reason);
  const now = await request.store.plan.edition(edition);
  throw now ? stale(now) : new Problem(404, 'There is no such edition of the plan.', 'edition');
}
