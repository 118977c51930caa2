import type { FastifyInstance, FastifyRequest } from 'fastify';
import { providerTenant } from '../../core/tenant.ts';
import type { ApiDeps, TokenRecord } from '../ports.ts';
import { Problem } from '../problem.ts';
import type { Accounts } from './accounts.ts';
import type { Access } from './actor.ts';
import { secretHash } from './secret.ts';

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Settles for every request who calls and whether that may be, before a body is read. */
export function gate(app: FastifyInstance, deps: ApiDeps, accounts: Accounts): void {
  app.decorateRequest('actor', undefined);
  app.addHook('onRequest', async (request) => {
    if (unsafe.has(request.method)) refuseForeignOrigin(request, deps.http.allowedOrigins);
    if (request.is404) return;
    const access: Access = request.routeOptions.config.access ?? 'person';
    if (access === 'open') return;
    if (access === 'person') return enter(request, deps, accounts);
    const secret = access === 'bouncer' ? apiKey(request) : access === 'list' ? pathToken(request) : bearer(request);
    const token = secret && (await deps.store.tokens.use(access, secretHash(secret)));
    if (token) {
      request.actor = actorOfToken(token);
      request.token = token;
      return;
    }
    // A wrong list address looks like one that never was.
    if (access === 'list') throw new Problem(404, 'There is nothing here.');
    throw new Problem(
      access === 'bouncer' ? 403 : 401,
      access === 'bouncer'
        ? 'X-Api-Key is missing or is no bouncer token.'
        : `This route takes a token of kind ${access}.`,
    );
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Token of routes that only take one. */
    token?: TokenRecord;
  }
}

async function enter(request: FastifyRequest, deps: ApiDeps, accounts: Accounts): Promise<void> {
  const secret = bearer(request);
  if (secret !== undefined) {
    const token = await deps.store.tokens.use('api', secretHash(secret));
    if (!token) throw new Problem(401, 'This token is no API token, or was withdrawn.');
    request.actor = actorOfToken(token);
    return;
  }
  const person = await accounts.person(request);
  if (!person) throw new Problem(401, 'Sign in first.');
  // A cookie goes along by itself, so a change needs proof that our own page asked for it.
  if (unsafe.has(request.method) && request.headers.origin === undefined) {
    throw new Problem(403, 'A change with a session needs an Origin header. Scripts use an API token.');
  }
  deps.operatorSeen(request.ip);
  request.actor = { kind: 'person', id: person.id, name: person.name, tenant: undefined };
}

function actorOfToken(token: TokenRecord): FastifyRequest['actor'] {
  const tenant = token.tenant === providerTenant ? undefined : token.tenant;
  return { kind: 'token', id: token.id, name: token.name, tenant };
}

function refuseForeignOrigin(request: FastifyRequest, allowed: readonly string[]): void {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()) return;
  throw new Problem(403, 'This came from a page of another site.');
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function apiKey(request: FastifyRequest): string | undefined {
  const value = request.headers['x-api-key'];
  return typeof value === 'string' ? value : undefined;
}

function pathToken(request: FastifyRequest): string | undefined {
  return (request.params as { token?: string }).token;
}
