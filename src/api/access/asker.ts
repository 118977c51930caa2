import type { FastifyRequest } from 'fastify';
import { actorOfWork } from '../../core/incident/actor-of-work.ts';
import type { Asker } from '../ports/incident-desk.ts';

/** Who calls, as desks and timelines know them. */
export function askerOf({ work }: FastifyRequest): Asker {
  return { work, by: actorOfWork(work) };
}
