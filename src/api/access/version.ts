import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Versioned } from '../../core/versioned.ts';
import { Problem } from '../problem.ts';
import { actorOf } from './actor.ts';

/** `ETag` of a version (RFC 9110, section 8.8.3): strong, since a version stands for all that can be edited. */
export function etagOf({ version }: Pick<Versioned, 'version'>): string {
  return `"${version}"`;
}

/** Sets the `ETag` of the answer. */
export function tagged(reply: FastifyReply, thing: Pick<Versioned, 'version'>): void {
  reply.header('etag', etagOf(thing));
}

/**
 * Compares `If-Match` (RFC 9110, section 13.1.1) with what is stored. Gives the version that the change has to find
 * (`where version = …`), so that of two who race one wins and the other is told; undefined where any version will do: `*`,
 * or a token that sends no header. People in a browser have to say what they saw.
 *
 * @throws Problem 428 when a person sends no version, 412 when it is not the newest, 400 when it cannot be read.
 */
export function expectedVersion(request: FastifyRequest, current: Versioned): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) {
    if (actorOf(request).kind !== 'person') return undefined;
    throw new Problem(
      428,
      'Say in If-Match which version you saw: the ETag of the answer you read.',
      'If-Match',
      '/problems/version-required',
    );
  }
  if (header.trim() === '*') return undefined;
  if (!/^\s*(W\/)?"[^"]*"\s*(,\s*(W\/)?"[^"]*"\s*)*$/.test(header) || header.length > 1000) {
    throw new Problem(400, 'If-Match takes the ETag of an answer, such as "3", or *.', 'If-Match');
  }
  // Weak tags never match here (strong comparison), so only tags that stand alone count.
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.includes(etagOf(current))) throw stale(current);
  return current.version;
}

/** Somebody was faster; the sentence says who and when, for people to sort it out. */
export function stale({ version, changedAt, changedBy }: Versioned): Problem {
  const at = new Date(changedAt).toISOString();
  return new Problem(
    412,
    `${changedBy || 'Somebody'} changed this on ${at.slice(0, 10)} at ${at.slice(11, 19)} UTC. Read it again, then change it.`,
    undefined,
    '/problems/version-stale',
    { changedBy, changedAt: at, version },
  );
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It changes something that has a version: the description says so. */
    versioned?: boolean;
  }
}
