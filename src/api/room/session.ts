import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { permissionsOf } from '../../core/access.ts';
import type { Accounts, Person } from '../access/accounts.ts';
import { demandPassword } from '../access/password-rules.ts';
import { secretHash } from '../access/secret.ts';
import type { WaysIn } from '../access/ways-in.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import {
  oidcStart,
  oidcStarted,
  passkeyOptions,
  passkeySignIn,
  type Session,
  secondFactor,
  session,
  setup,
  signedIn,
  signIn,
} from '../schema/people.ts';

const few = { rateLimit: { max: 10, timeWindow: 60_000 } };
const some = { rateLimit: { max: 30, timeWindow: 60_000 } };
const tags = ['session'];

/** Who is signed in, as shown; `person` undefined: nobody. */
export async function presentSession(
  deps: ApiDeps,
  accounts: Accounts,
  ways: WaysIn,
  person: Person | undefined,
): Promise<Session> {
  const shared = {
    providers: [...ways.providers],
    canReset: deps.letters.ready(),
    demo: deps.demo(),
    version: deps.version,
  };
  if (!person) {
    const setupNeeded = !(await deps.system.people.exist());
    return { user: null, mfa: 'done', freshUntil: null, permissions: [], setupNeeded, ...shared };
  }
  const { id, name, email, role, tenant, tenantName, language, timeZone, mfaRequired, mfa, freshUntil } = person;
  const recoveryCodesLeft = person.factors.totp ? await codesLeft(accounts, id) : 0;
  const factors = { ...person.factors, recoveryCodesLeft };
  return {
    user: { id, name, email, role, tenant, tenantName, language, timeZone, factors, mfaRequired },
    mfa,
    freshUntil: freshUntil !== undefined && freshUntil > deps.clock() ? iso(freshUntil) : null,
    permissions: [...permissionsOf(role)],
    setupNeeded: false,
    ...shared,
  };
}

async function codesLeft(accounts: Accounts, userId: string): Promise<number> {
  return (await accounts.auth.api.viewBackupCodes({ body: { userId } })).backupCodes.length;
}

/** First run, all ways in, the way out, and who is signed in. */
export function sessionRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts, ways: WaysIn): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { people } = deps.system;

  app.get(
    '/api/v1/session',
    { config: { access: 'open' }, schema: { tags, summary: 'Who is signed in', response: { 200: session } } },
    async (request) => {
      const person = await accounts.person(request);
      if (person?.mfa === 'done') deps.operatorSeen(request.ip);
      return presentSession(deps, accounts, ways, person);
    },
  );

  app.post(
    '/api/v1/setup',
    {
      config: { access: 'open', ...few },
      schema: {
        tags,
        summary: 'Make the first owner with the one-time token, and sign in',
        body: setup,
        response: { 200: session, 400: problem, 403: problem },
      },
    },
    async (request, reply) => {
      const { token, name, password, language, demo } = request.body;
      const email = request.body.email.toLowerCase();
      const hash = secretHash(token);
      const spent = new Problem(403, 'This link was used or has expired. Start Belwacht again for a new one.', 'token');
      // Looked at first, so that a wrong token does not cost a password hash.
      if (!(await people.setupWaits(hash))) throw spent;
      demandPassword(password, [name, email], 'password');
      const passwordHash = await accounts.hashPassword(password);
      if (!(await people.setUp(hash, { name, email, passwordHash, ...(language && { language }) }))) throw spent;
      const person = await ways.first(request, reply, email, password);
      if (demo) deps.startDemo();
      return presentSession(deps, accounts, ways, person);
    },
  );

  app.post(
    '/api/auth/sign-in/email',
    {
      config: { access: 'open', ...few },
      schema: {
        tags,
        summary: 'Sign in with e-mail address and password',
        body: signIn,
        response: { 200: signedIn, 401: problem, 403: problem, 429: problem },
      },
    },
    (request, reply) => ways.password(request, reply, request.body),
  );

  app.post(
    '/api/v1/session/second-factor',
    {
      config: { access: 'open', ...some },
      schema: {
        tags,
        summary: 'Show the second factor after the password',
        body: secondFactor,
        response: { 200: signedIn, 401: problem, 429: problem },
      },
    },
    (request, reply) => ways.second(request, reply, request.body),
  );

  app.post(
    '/api/v1/session/passkey/options',
    {
      config: { access: 'open', ...some },
      schema: { tags, summary: 'Options to show a passkey', response: { 200: passkeyOptions } },
    },
    (request, reply) => ways.passkeyOptions(request, reply),
  );

  app.post(
    '/api/v1/session/passkey',
    {
      config: { access: 'open', ...some },
      schema: {
        tags,
        summary: 'Sign in with a passkey',
        body: passkeySignIn,
        response: { 200: signedIn, 401: problem, 403: problem },
      },
    },
    (request, reply) => ways.passkey(request, reply, request.body.response),
  );

  const params = z.object({ provider: z.string().min(1).max(64) });
  app.post(
    '/api/v1/session/oidc/:provider',
    {
      config: { access: 'open', ...some },
      schema: {
        tags,
        summary: 'Begin to sign in with single sign-on',
        params,
        body: oidcStart,
        response: { 200: oidcStarted, 404: problem, 503: problem },
      },
    },
    (request, reply) => ways.oidcStart(request, reply, request.params.provider, request.body),
  );

  app.get(
    '/api/auth/callback/:provider',
    {
      config: { access: 'open', ...some },
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Where single sign-on sends the browser back to',
        params,
        querystring: z.record(z.string().max(100), z.string().max(4000)),
        response: { 302: z.null(), 404: problem, 503: problem },
      },
    },
    async (request, reply) =>
      reply.redirect(
        await ways.oidcCallback(request, reply, request.params.provider, request.query),
        302,
      ) as unknown as null,
  );

  app.post(
    '/api/auth/sign-out',
    {
      config: { access: 'open' },
      schema: { tags, summary: 'Sign out', response: { 200: z.object({ success: z.boolean() }) } },
    },
    async (request: FastifyRequest, reply) => {
      await ways.out(request, reply);
      return { success: true };
    },
  );
}
