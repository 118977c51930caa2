import type { FastifyRequest } from 'fastify';
import type { PlanEdition } from '../../../core/plan/plan-records.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';

/** The edition a request is about. @throws Problem 404. */
export async function editionOf(request: FastifyRequest, deps: ApiDeps, edition: number): Promise<PlanEdition> {
  await deps.plan.ready();
  const plan = await request.store.plan.edition(edition);
  if (!plan) throw new Problem(404, 'There is no such edition of the plan.', 'edition');
  return plan;
}
