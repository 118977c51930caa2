import type { FastifyRequest } from 'fastify';
import { teamOf } from './plan-hand.ts';

/** Who works by the plan and is to have read it: everybody of the provider who does more than look on. */
export async function readingTeam(
  request: FastifyRequest,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const team = await teamOf(request);
  return team.filter(({ role }) => role !== 'auditor').map(({ id, name }) => ({ id: `user:${id}`, name }));
}
