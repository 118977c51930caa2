import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../core/access.ts';
import { allTenants, type Work } from '../../core/work.ts';
import type { SessionState } from '../ports/people.ts';
import type { Factors, MfaState } from '../schema/people.ts';
import type { EngineDeps } from './accounts-deps.ts';
import { addressHeader, type Engine, engine, hashPassword } from './accounts-engine.ts';
import { type Acting, actAs } from './acting.ts';
import { SessionWatch } from './session-watch.ts';

/** A person with a live session. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** The customer of customer roles, else the provider. */
  readonly tenant: string;
  readonly tenantName: string;
  readonly language: 'nl' | 'en' | null;
  readonly timeZone: string | null;
  readonly factors: Omit<Factors, 'recoveryCodesLeft'>;
  readonly mfaRequired: boolean;
  /** Before this is `done` only what is needed to get there works. */
  readonly mfa: MfaState;
  /** Until when dangerous acts need no further proof, ms. */
  readonly freshUntil: number | undefined;
  /** Id of the session. */
  readonly session: string;
  readonly shown: SessionState['shown'];
}

/** What the library answered. */
export interface Answer<T = unknown> {
  readonly ok: boolean;
  readonly status: number;
  /** Its name for what went wrong, '' when nothing did. */
  readonly code: string;
  readonly body: T;
  readonly location: string;
  /** As set. */
  readonly cookies: readonly string[];
  /** Puts its cookies on the reply. */
  passCookies(reply: FastifyReply): void;
  /** Who is signed in by these cookies. */
  person(): Promise<Person | undefined>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in, on routes that need a permission; undefined for tokens. */
    person?: Person;
  }
}

const seenEveryMs = 60_000;

/** Accounts and sessions of people. */
export type Accounts = ReturnType<typeof accounts>;

/** Makes the accounts. Nobody signs up: people come by the one-time setup, an invitation or single sign-on. */
export function accounts(deps: EngineDeps) {
  const auth = engine(deps);
  const { sessions, security } = deps.system;
  const mfaRoles = rememberedRoles(async () => (await security.get()).mfaRoles ?? deps.signIn.mfaRoles);

  const personOf = async (headers: Headers): Promise<Person | undefined> => {
    if (!headers.get('cookie')?.includes('belwacht.session_token')) return undefined;
    const found = await auth.api.getSession({ headers });
    const state = found && (await sessions.state(found.session.id));
    if (!found || !state || state.state !== 'active' || state.tenantState !== 'active') return undefined;
    const now = deps.clock();
    if (now - state.lastSeenAt > seenEveryMs) await sessions.seen(found.session.id, now);
    const mfaRequired = (await mfaRoles.get()).includes(state.role);
    const { person: id, totp, passkeys, password, ...rest } = state;
    const mfa = mfaOf(state, mfaRequired);
    return { ...rest, id, factors: { totp, passkeys, password }, mfaRequired, mfa, session: found.session.id };
  };
  // A page asks for several things at once: they share one look, as long as nothing changes meanwhile.
  const looking = new Map<string, Promise<Person | undefined>>();
  const person = (request: FastifyRequest): Promise<Person | undefined> => {
    const { cookie = '' } = request.headers;
    const shared = looking.get(cookie);
    if (shared) return shared;
    const look = personOf(headersOf(request)).finally(() => {
      if (looking.get(cookie) === look) looking.delete(cookie);
    });
    looking.set(cookie, look);
    return look;
  };
  const watch = new SessionWatch(person, () => looking.clear());

  return {
    auth,
    hashPassword,
    /** The person of the session cookie. */
    person,
    watch,
    /** Roles that need a second factor. */
    mfaRoles: mfaRoles.get,
    /** After these were changed. */
    forgetMfaRoles: mfaRoles.forget,

    /** Asks the library for a request; `more` tells it what the request does not. */
    async ask<T>(
      request: FastifyRequest,
      more: Omit<Acting, 'work'> & { readonly name?: string },
      run: (headers: Headers) => Promise<Response>,
    ): Promise<Answer<T> & { readonly acting: Acting }> {
      const acting: Acting = { ...more, work: workOf(request, more.name ?? '') };
      const headers = headersOf(request);
      const response = await actAs(acting, () => run(headers));
      const text = await response.text();
      const body = (text ? JSON.parse(text) : {}) as T & { code?: string };
      const cookies = response.headers.getSetCookie();
      return {
        ok: response.status < 400,
        status: response.status,
        code: response.status < 400 ? '' : (body?.code ?? 'unknown'),
        body,
        location: response.headers.get('location') ?? '',
        cookies,
        acting,
        passCookies: (reply) => {
          for (const cookie of cookies) reply.header('set-cookie', cookie);
        },
        person: () => personOf(withCookies(headers, cookies)),
      };
    },
  };
}

/** Single sign-on has an engine of its own: a provider that is away keeps nobody else from signing in. */
export function oidcEngine(deps: EngineDeps): (provider: string) => Promise<Engine | undefined> {
  let current: { readonly engine: Engine; readonly at: number } | undefined;
  const retryMs = 5000;
  return async (provider) => {
    if (!deps.signIn.providers.some(({ id }) => id === provider)) return undefined;
    const has = async (one: Engine) => (await one.$context).socialProviders.some(({ id }) => id === provider);
    if (current && ((await has(current.engine)) || deps.clock() - current.at < retryMs)) return current.engine;
    current = { engine: engine(deps, deps.signIn.providers), at: deps.clock() };
    return current.engine;
  };
}

function mfaOf({ totp, passkeys, shown }: SessionState, isRequired: boolean): MfaState {
  if (!isRequired || shown === 'provider') return 'done';
  if (!totp && passkeys === 0) return 'enrol';
  return shown === '' ? 'verify' : 'done';
}

/** Only what the library needs; the address comes from us, whatever the client claims. */
function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers({ [addressHeader]: request.ip });
  const { cookie, origin } = request.headers;
  if (cookie) headers.set('cookie', cookie);
  if (origin) headers.set('origin', origin);
  const agent = request.headers['user-agent'];
  // PostgreSQL stores no NUL; header values are bytes of Latin-1 and at most this long.
  if (agent) headers.set('user-agent', agent.replaceAll('\0', '').slice(0, 300));
  return headers;
}

/** Headers as the browser sends them next. */
function withCookies(headers: Headers, setCookies: readonly string[]): Headers {
  const jar = new Map(
    (headers.get('cookie') ?? '')
      .split(';')
      .map((part) => part.trim().split(/=(.*)/s) as [string, string])
      .filter(([name]) => name),
  );
  for (const text of setCookies) {
    const [name, value] = text.split(';')[0].split(/=(.*)/s);
    jar.set(name, value);
  }
  const next = new Headers(headers);
  next.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
  return next;
}

/** For the record: who signs in is known by address until it is clear who it is. */
function workOf(request: FastifyRequest, name: string): Work {
  const { actor } = request;
  return {
    tenant: allTenants,
    actor: {
      kind: 'person',
      id: actor?.id ?? '',
      name: actor?.name ?? name,
      address: request.ip,
      act: `${request.method} ${request.routeOptions.url ?? ''}`,
      reason: '',
    },
  };
}

/** Asked at every request and changed almost never. */
function rememberedRoles(read: () => Promise<readonly Role[]>) {
  let known: Promise<readonly Role[]> | undefined;
  return {
    get: (): Promise<readonly Role[]> => {
      known ??= read().catch((error) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    forget: () => {
      known = undefined;
    },
  };
}
