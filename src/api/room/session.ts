import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../access/accounts.ts';
import { secretHash } from '../access/secret.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { session, setup } from '../schema/settings.ts';

const few = { rateLimit: { max: 10, timeWindow: 60_000 } };
const signIn = z.strictObject({
  email: z.email().max(200),
  password: z.string().min(1).max(200),
  rememberMe: z.boolean().optional(),
});
const passwordChange = z.strictObject({
  currentPassword: z.string().min(1).max(200),
  newPassword: z.string().min(12).max(200),
});

/** First run, sign-in, sign-out and who is signed in. */
export function sessionRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { people } = deps.system;

  app.get(
    '/api/v1/session',
    {
      config: { access: 'open' },
      schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: session } },
    },
    async (request) => {
      const person = await accounts.person(request);
      if (person) deps.operatorSeen(request.ip);
      return {
        user: person ?? null,
        setupNeeded: person === undefined && !(await people.exist()),
        demo: deps.demo(),
        version: deps.version,
      };
    },
  );

  app.post(
    '/api/v1/setup',
    {
      config: { access: 'open', ...few },
      schema: {
        tags: ['session'],
        summary: 'Make the first administrator with the one-time token, and sign in',
        body: setup,
        response: { 200: session, 400: problem, 403: problem },
      },
    },
    async (request, reply) => {
      const { token, name, email, password, demo } = request.body;
      const hash = secretHash(token);
      const spent = new Problem(403, 'This link was used or has expired. Start Belwacht again for a new one.', 'token');
      // Looked at first, so that a wrong token does not cost a password hash.
      if (!(await people.setupWaits(hash))) throw spent;
      const person = { name, email: email.toLowerCase(), passwordHash: await accounts.hashPassword(password) };
      if (!(await people.setUp(hash, person))) throw spent;
      const user = await accounts.signIn(request, reply, person.email, password);
      if (!user) throw new Error('the first administrator cannot sign in');
      deps.operatorSeen(request.ip);
      if (demo) deps.startDemo();
      return { user, setupNeeded: false, demo: deps.demo(), version: deps.version };
    },
  );

  app.post(
    '/api/auth/sign-in/email',
    {
      config: { access: 'open', ...few },
      schema: {
        tags: ['session'],
        summary: 'Sign in',
        body: signIn,
        response: { 200: z.object({ user: session.shape.user }), 401: problem },
      },
    },
    async (request, reply) => {
      const user = await accounts.signIn(request, reply, request.body.email.toLowerCase(), request.body.password);
      if (!user) throw new Problem(401, 'E-mail address or password is wrong.');
      deps.operatorSeen(request.ip);
      return { user };
    },
  );

  app.post(
    '/api/auth/sign-out',
    {
      config: { access: 'open' },
      schema: { tags: ['session'], summary: 'Sign out', response: { 200: z.object({ success: z.boolean() }) } },
    },
    async (request, reply) => {
      await accounts.signOut(request, reply);
      return { success: true };
    },
  );

  app.post(
    '/api/auth/change-password',
    {
      config: { needs: 'self', ...few },
      schema: {
        tags: ['session'],
        summary: 'Change the own password and end all other sessions',
        body: passwordChange,
        response: { 200: z.object({ success: z.boolean() }), 403: problem },
      },
    },
    async (request, reply) => {
      const { currentPassword, newPassword } = request.body;
      if (request.actor?.kind !== 'person') throw new Problem(403, 'A token has no password.');
      if (!(await accounts.changePassword(request, reply, currentPassword, newPassword))) {
        throw new Problem(403, 'The current password is wrong.', 'currentPassword');
      }
      return { success: true };
    },
  );
}
