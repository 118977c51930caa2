import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { isCustomerRole, permissionsOf } from '../../core/access.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { ShownToken } from '../../core/token.ts';
import type { Work } from '../../core/work.ts';
import type { ApiDeps, StorePorts, TokenRecord } from '../ports.ts';
import { Problem } from '../problem.ts';
import type { Accounts, Person } from './accounts.ts';
import { type Actor, reasonInHeader, workOf } from './actor.ts';
import { isLoopback } from './limits.ts';
import { demandProof } from './proof.ts';
import { secretHash } from './secret.ts';

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Settles for every request who calls and whether that may be, before a body is read. */
export function gate(app: FastifyInstance, deps: ApiDeps, accounts: Accounts): void {
  decorate(app, deps);
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    for (const { method, url, config } of routes) {
      if (config?.access && config.needs === undefined) continue;
      if (!config?.needs || config.access)
        throw new Error(`${method} ${url} must say what its caller needs, or who may call`);
    }
  });
  app.addHook('onRequest', async (request) => {
    if (unsafe.has(request.method)) refuseForeignOrigin(request, deps.http.allowedOrigins);
    if (request.is404) return;
    const { access, needs } = request.routeOptions.config;
    if (access === 'open') return;
    if (needs) {
      request.actor = await enter(request, deps, accounts);
      const { config } = request.routeOptions;
      const may = request.actor.permissions.has(needs);
      // Nobody is asked for a fresh second factor to be told no.
      demandProof(request.actor, request.person, may ? config : { ...config, stepUp: false }, deps.clock());
      if (!may) throw notPermitted(needs);
      reasonInHeader(request);
      return;
    }
    const secret = access === 'bouncer' ? apiKey(request) : access === 'list' ? pathToken(request) : bearer(request);
    const token = secret && (await deps.system.tokens.use([access!], secretHash(secret), request.ip));
    if (token) {
      refuseEnded(token);
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

const storeKey = Symbol('store');
const workKey = Symbol('work');

/** Gives every request its own view of the store, made when it is first asked for: after the body was read. */
function decorate(app: FastifyInstance, deps: ApiDeps): void {
  app.decorateRequest('actor', undefined);
  app.decorateRequest('work', {
    getter(this: FastifyRequest & { [workKey]?: Work }) {
      this[workKey] ??= workOf(this);
      return this[workKey];
    },
  });
  app.decorateRequest('store', {
    getter(this: FastifyRequest & { [storeKey]?: StorePorts }) {
      this[storeKey] ??= deps.storeOf(this.work);
      return this[storeKey];
    },
  });
}

/** Who calls a route that needs a permission. */
async function enter(request: FastifyRequest, deps: ApiDeps, accounts: Accounts): Promise<Actor> {
  const secret = bearer(request);
  if (secret !== undefined) {
    const hash = secretHash(secret);
    const token = await deps.system.tokens.use(['api', 'local'], hash, request.ip);
    // The one of the command line is good on this machine only, wherever its file may have got to.
    if (!token || (token.kind === 'local' && !isLoopback(request.ip)))
      throw new Problem(401, 'This token is no API token, or was withdrawn.');
    refuseEnded(token);
    return actorOfToken(token);
  }
  const person = await accounts.person(request);
  if (!person) throw new Problem(401, 'Sign in first.');
  // A cookie goes along by itself, so a change needs proof that our own page asked for it.
  if (unsafe.has(request.method) && request.headers.origin === undefined) {
    throw new Problem(403, 'A change with a session needs an Origin header. Scripts use an API token.');
  }
  request.person = person;
  if (person.mfa === 'done') deps.operatorSeen(request.ip);
  return actorOfPerson(person);
}

/** Whether the token of a request that goes on, such as a stream, still opens its route. */
export async function mayTokenGoOn(request: FastifyRequest, deps: Pick<ApiDeps, 'system'>): Promise<boolean> {
  const secret = bearer(request);
  const { needs } = request.routeOptions.config;
  if (secret === undefined || needs === undefined) return false;
  const token = await deps.system.tokens.use(['api', 'local'], secretHash(secret), request.ip).catch(() => undefined);
  return token !== undefined && !token.refusal && token.permissions.includes(needs);
}

function actorOfPerson({ id, name, role, tenant }: Person): Actor {
  return {
    kind: 'person',
    id,
    name,
    role,
    tenant: isCustomerRole(role) ? tenant : undefined,
    permissions: permissionsOf(role),
  };
}

function notPermitted(needs: string): Problem {
  const type = '/problems/not-permitted';
  return new Problem(403, `This needs the permission ${needs}.`, undefined, type, { needs });
}

const refusals = {
  expired: 'This token has come to its end. Make a new one.',
  stopped: 'Who made this token may not sign in any more. Make a new one.',
  suspended: 'The customer of this token is suspended.',
} as const;

function refuseEnded({ refusal }: ShownToken): void {
  if (refusal) throw new Problem(401, refusals[refusal], undefined, '/problems/token-expired');
}

function actorOfToken({ id, name, kind, ...token }: ShownToken): Actor {
  const tenant = token.tenant === providerTenant ? undefined : token.tenant;
  return {
    kind: kind === 'local' ? 'local' : 'token',
    id,
    name,
    role: undefined,
    tenant,
    permissions: new Set(token.permissions),
  };
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
