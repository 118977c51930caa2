import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Permission } from '../../core/access.ts';
import { Problem } from '../problem.ts';
import type { Person } from './accounts.ts';
import { type Actor, actorOf } from './actor.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Works before the second factor is shown: what is needed to get there. */
    unproven?: boolean;
  }
}

/**
 * Second factors: who has one shows it before anything else, and again before dangerous acts; who must have one makes it
 * first.
 *
 * @throws Problem 403 of type `/problems/mfa-required` or `/problems/step-up-required`.
 */
export function demandProof(
  actor: Actor,
  person: Person | undefined,
  { stepUp, unproven }: Pick<FastifyContextConfig, 'stepUp' | 'unproven'>,
  now: number,
): void {
  if (person && person.mfa !== 'done' && !unproven) {
    throw new Problem(
      403,
      person.mfa === 'enrol' ? 'Your role needs a second factor. Set one up first.' : 'Show your second factor first.',
      undefined,
      '/problems/mfa-required',
    );
  }
  if (!stepUp || actor.kind === 'local') return;
  if (!person) {
    throw new Problem(
      403,
      'This takes a person with a second factor at hand; a token has none.',
      undefined,
      '/problems/step-up-required',
    );
  }
  if ((person.freshUntil ?? 0) <= now) throw stepUpRequired();
}

/**
 * For routes where only some of what is asked is dangerous: a permission of its own, and a fresh second factor.
 *
 * @throws Problem 403
 */
export function demandDangerous(request: FastifyRequest, needs: Permission, now: number): void {
  const actor = actorOf(request);
  if (!actor.permissions.has(needs))
    throw new Problem(403, `This needs the permission ${needs}.`, undefined, '/problems/not-permitted');
  demandProof(actor, request.person, { stepUp: true, unproven: true }, now);
}

export function stepUpRequired(): Problem {
  return new Problem(403, 'Show once more that it is you, then repeat this.', undefined, '/problems/step-up-required');
}
