import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../core/access.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { ApiDeps } from '../ports.ts';

/** A person with a live session. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** The customer of customer roles, else the provider. */
  readonly tenant: string;
}

/** Sign-in with e-mail and password, and sessions, by better-auth on our tables. */
export interface Accounts {
  hashPassword(password: string): Promise<string>;
  /** The person of the session cookie. */
  person(request: FastifyRequest): Promise<Person | undefined>;
  /** Sets the session cookie on the reply; undefined when e-mail or password is wrong. */
  signIn(request: FastifyRequest, reply: FastifyReply, email: string, password: string): Promise<Person | undefined>;
  /** Ends the session and clears the cookie. */
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Ends all other sessions too; false when the current password is wrong. */
  changePassword(request: FastifyRequest, reply: FastifyReply, current: string, next: string): Promise<boolean>;
}

/** OWASP's smallest setting for argon2id: 19 MiB, two passes. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const addressHeader = 'x-belwacht-address';

/** Makes the accounts. Sign-up is off: the first person comes through the one-time setup. */
export function accounts(
  deps: Pick<ApiDeps, 'authDatabase' | 'authSecret' | 'log'> & { readonly http: Pick<ApiDeps['http'], 'publicUrl'> },
): Accounts {
  const secure = deps.http.publicUrl.startsWith('https:');
  const auth = betterAuth({
    database: { db: deps.authDatabase, type: 'postgres' },
    secret: deps.authSecret,
    baseURL: deps.http.publicUrl || 'http://localhost',
    basePath: '/api/auth',
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 200,
      password: {
        hash: (password) => hash(password, argon2id),
        verify: ({ hash: known, password }) => verify(known, password),
      },
    },
    user: { modelName: 'auth_user' },
    session: { modelName: 'auth_session', expiresIn: 7 * 86_400, updateAge: 3600 },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    // The server limits rates itself, for all routes in one way.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => deps.log(`Sign-in: ${message}`) },
    advanced: {
      // With __Host- a browser takes the cookie only from us over TLS: neither a subdomain nor plain HTTP can set or replace it.
      // The library knows only the weaker __Secure-, so the name and the attribute are given here.
      cookiePrefix: secure ? '__Host-belwacht' : 'belwacht',
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/', secure },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  });

  return {
    hashPassword: (password) => hash(password, argon2id),
    async person(request) {
      if (!request.headers.cookie?.includes('belwacht.session_token')) return undefined;
      const session = await auth.api.getSession({ headers: headersOf(request) });
      return session ? pick(session.user) : undefined;
    },
    async signIn(request, reply, email, password) {
      const response = await auth.api.signInEmail({
        body: { email, password, rememberMe: true },
        headers: headersOf(request),
        asResponse: true,
      });
      if (response.status === 401 || response.status === 400) return undefined;
      if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
      passCookies(response, reply);
      return pick(((await response.json()) as { user: Person }).user);
    },
    async signOut(request, reply) {
      passCookies(await auth.api.signOut({ headers: headersOf(request), asResponse: true }), reply);
    },
    async changePassword(request, reply, currentPassword, newPassword) {
      const response = await auth.api.changePassword({
        body: { currentPassword, newPassword, revokeOtherSessions: true },
        headers: headersOf(request),
        asResponse: true,
      });
      if (response.status === 400 || response.status === 401) return false;
      if (!response.ok) throw new Error(`change of password answered ${response.status}`);
      passCookies(response, reply);
      return true;
    },
  };
}

function pick({ id, name, email }: Pick<Person, 'id' | 'name' | 'email'>): Person {
  return { id, name, email, role: 'owner', tenant: providerTenant };
}

/** Only what better-auth needs; the address comes from us, whatever the client claims. */
function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers({ [addressHeader]: request.ip });
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie);
  const agent = request.headers['user-agent'];
  // PostgreSQL stores no NUL; header values are bytes of Latin-1 and at most this long.
  if (agent) headers.set('user-agent', agent.replaceAll('\0', '').slice(0, 300));
  return headers;
}

function passCookies(response: Response, reply: FastifyReply): void {
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
}
