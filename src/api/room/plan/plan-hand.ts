import type { FastifyRequest } from 'fastify';
import { permissionsOf } from '../../../core/access.ts';
import { isAloneWith } from '../../../core/plan/plan-acts.ts';
import type { PlanEdition, PlanHand } from '../../../core/plan/plan-records.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { actorOf } from '../../access/actor.ts';
import type { PersonRecord } from '../../ports/people.ts';

/**
 * Whose hand it is, for four eyes: a token writes and approves as the person who made it, so that nobody is two. The command line
 * of this machine is a hand of its own, and nobody's.
 */
export async function handOf(request: FastifyRequest): Promise<PlanHand> {
  const { kind, id, name } = actorOf(request);
  if (kind === 'person') return { by: `user:${id}`, name };
  if (kind === 'local') return { by: 'local', name };
  const token = await request.store.tokens.get(id);
  // Nobody who signs in made it: it came from the command line of this machine.
  if (!token || token.madeBy.id === '') return { by: 'local', name };
  return { by: `user:${token.madeBy.id}`, name: token.madeBy.name };
}

/** People of the provider who can sign in now. */
export async function teamOf(request: FastifyRequest): Promise<readonly PersonRecord[]> {
  return (await request.store.people.list()).filter(
    ({ tenant, state }) => tenant === providerTenant && state === 'active',
  );
}

/** Whether nobody but this hand may approve an edition, so that four eyes cannot be had. */
export async function isAlone(
  request: FastifyRequest,
  { by }: PlanHand,
  plan: Pick<PlanEdition, 'authors'>,
): Promise<boolean> {
  const team = await teamOf(request);
  const approvers = team.filter(({ role }) => permissionsOf(role).has('plan:approve')).map(({ id }) => `user:${id}`);
  return by !== 'local' && isAloneWith(plan, by, approvers);
}
