import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KeptAnswer, KeyClaim, KeyOwner } from '../../core/idempotency.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { actorOf, authorOf } from './actor.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answer holds a secret that is shown this once: it is sent and never kept. */
    shownOnce?: boolean;
  }
  interface FastifyRequest {
    /** The key that is ours to answer. */
    onceKey?: KeyOwner;
  }
}

const keepMs = 24 * 3_600_000;
/** A second request waits this long for the first, then is told to come back. */
const patienceMs = 10_000;
const tidyMs = 600_000;
/** Longer answers are not kept, characters. */
const maxBody = 256 * 1024;
const header = 'idempotency-key';

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) on every POST of somebody who is known: the same request
 * with the same key is done once, and answered with what was answered then, for 24 hours and over restarts. The claim is
 * stored before the act and the answer before it is sent, so whoever has an answer gets the same again.
 */
export function idempotency(app: FastifyInstance, deps: Pick<ApiDeps, 'system' | 'log' | 'clock'>): void {
  // What another start of the server left running is not running any more.
  const run = randomUUID();
  let tidied = 0;
  /** Requests that are here now, with what tells that they have ended. */
  const active = new Map<string, PromiseWithResolvers<void>>();
  const nameOf = ({ actor, key }: KeyOwner) => `${actor} ${key}`;
  const end = (name: string) => {
    active.get(name)?.resolve();
    active.delete(name);
  };
  app.decorateRequest('onceKey', undefined);

  /** Waits for the same request when it is here, and claims the key. */
  const claimed = async (request: FastifyRequest, owner: KeyOwner): Promise<KeyClaim> => {
    const wish = { ...owner, route: `POST ${request.routeOptions.url}`, requestHash: hashOf(request), keepMs };
    const name = nameOf(owner);
    const patience = new AbortController();
    const late = wait(patienceMs, 'late', { signal: patience.signal }).catch(() => {});
    for (let first = active.get(name); first; first = active.get(name)) {
      if ((await Promise.race([first.promise, late])) === 'late') return { state: 'running' };
    }
    patience.abort();
    active.set(name, Promise.withResolvers());
    let claim: KeyClaim | undefined;
    try {
      const { idempotency } = request.store;
      claim = await idempotency.claim(wish);
      if (claim.state === 'running') {
        // Nobody here has it, so its end could not be stored: as good as a server that stopped.
        await idempotency.lose(owner);
        claim = await idempotency.claim(wish);
      }
      return claim;
    } finally {
      if (claim?.state !== 'yours') end(name);
    }
  };

  // After the body was read and found well: what cannot be done uses up no key.
  app.addHook('preHandler', async (request, reply) => {
    const given = request.headers[header];
    if (given === undefined || request.method !== 'POST' || !request.actor || request.is404) return;
    const { tenant } = actorOf(request);
    const owner: KeyOwner = { tenant, actor: authorOf(request), key: readKey(given), run };
    const claim = await claimed(request, owner);
    if (claim.state === 'yours') {
      request.onceKey = owner;
      if (deps.clock() - tidied > tidyMs) {
        tidied = deps.clock();
        void deps.system.idempotency
          .tidy()
          .catch((error: Error) => deps.log(`Keys past their time stay: ${error.message}`));
      }
      return;
    }
    return repeat(reply, claim);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const owner = request.onceKey;
    if (!owner) return payload;
    request.onceKey = undefined;
    const { idempotency } = request.store;
    try {
      // Nobody knows whether it was done: the record decides when the request comes again.
      if (reply.statusCode >= 500) await idempotency.lose(owner);
      else await idempotency.answer(owner, answerOf(request, reply, payload));
    } catch (error) {
      deps.log(`The answer to a key could not be kept: ${(error as Error).message}`);
    } finally {
      end(nameOf(owner));
    }
    return payload;
  });
}

function repeat(reply: FastifyReply, claim: Exclude<KeyClaim, { state: 'yours' }>): FastifyReply {
  switch (claim.state) {
    case 'done':
      break;
    case 'other-request':
      throw new Problem(
        422,
        'This key was used for another request. Make a new key for each act.',
        'Idempotency-Key',
        '/problems/key-reused',
      );
    case 'running':
      reply.header('retry-after', 2);
      throw new Problem(
        409,
        'The request with this key is still running. Ask again in a moment.',
        'Idempotency-Key',
        '/problems/key-running',
      );
    case 'unknown':
      throw new Problem(
        409,
        'The server stopped while this ran. It was done at least in part; look, and use a new key for what is left.',
        'Idempotency-Key',
        '/problems/outcome-unknown',
        { done: claim.done },
      );
    case 'too-many':
      reply.header('retry-after', 3600);
      throw new Problem(429, 'Too many keys within 24 hours.', 'Idempotency-Key', '/problems/too-many-requests');
  }
  const { status, contentType, body } = claim.answer;
  if (body === null) {
    throw new Problem(
      409,
      'This was done. Its answer is not kept, since it is long or holds a secret that is shown once.',
      'Idempotency-Key',
      '/problems/answer-not-kept',
      { answered: status },
    );
  }
  reply.code(status).header('idempotency-replayed', 'true').serializer(String);
  if (contentType) reply.type(contentType);
  return reply.send(body);
}

/** A string of the draft's structured form or as it stands: 1 to 128 visible ASCII characters. */
function readKey(given: string | string[]): string {
  const text = String(given).trim();
  const key = /^"(?:[^"\\]|\\["\\])*"$/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new Problem(400, 'A key has 1 to 128 visible ASCII characters, such as a UUID.', 'Idempotency-Key');
  }
  return key;
}

/** SHA-256, hex, of what makes the request what it is. */
function hashOf({ method, url, body, headers }: FastifyRequest): string {
  const hash = createHash('sha256').update(`${method} ${url}\n${headers['content-type'] ?? ''}\n`);
  if (Buffer.isBuffer(body) || typeof body === 'string') hash.update(body);
  else if (body !== undefined && body !== null) {
    if (typeof (body as { pipe?: unknown }).pipe === 'function') {
      throw new Problem(400, 'This route takes a file as a stream and no key.', 'Idempotency-Key');
    }
    hash.update(JSON.stringify(body));
  }
  return hash.digest('hex');
}

function answerOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): KeptAnswer {
  const { shownOnce, needs } = request.routeOptions.config;
  // What belongs to people is secrets as often as not: codes, seeds, links, cookies.
  const secret =
    shownOnce || needs === 'self' || needs === 'people:write' || reply.getHeader('set-cookie') !== undefined;
  const text = payload === undefined || payload === null ? '' : typeof payload === 'string' ? payload : undefined;
  const kept = !(secret && reply.statusCode < 300) && text !== undefined && text.length <= maxBody;
  return {
    status: reply.statusCode,
    contentType: String(reply.getHeader('content-type') ?? ''),
    body: kept ? text.replaceAll('\0', '\u2400') : null,
  };
}
