import type { FastifyRequest } from 'fastify';
import { actorOf, authorOf } from '../../access/actor.ts';
import type { Asker } from '../../ports/incident-desk.ts';

/** Who asks for a measure, and whether they showed a second factor just now. */
export function measureAsker(
  request: FastifyRequest,
  now: number,
): { readonly asker: Asker; readonly proved: boolean } {
  const { kind, name } = actorOf(request);
  const proved = kind === 'local' || (kind === 'person' && (request.person?.freshUntil ?? 0) > now);
  return { asker: { work: request.work, by: { id: authorOf(request), name } }, proved };
}
