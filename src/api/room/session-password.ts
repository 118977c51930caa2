import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../access/accounts.ts';
import { demandPassword } from '../access/password-rules.ts';
import type { WaysIn } from '../access/ways-in.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { passwordChange, passwordForgotten, passwordReset } from '../schema/people.ts';
import { personOf } from './session-step-up.ts';

const few = { rateLimit: { max: 10, timeWindow: 60_000 } };
const tags = ['session'];

/** Passwords: changed, forgotten and renewed by mail. */
export function passwordRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts, ways: WaysIn): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { people } = deps.system;

  app.post(
    '/api/v1/password/forgotten',
    {
      config: { access: 'open', ...few },
      schema: {
        tags,
        summary: 'Ask for a link to set a new password; the answer is the same whether somebody has the address',
        body: passwordForgotten,
        response: { 202: z.object({ sent: z.boolean() }), 503: problem },
      },
    },
    async (request, reply) => {
      if (!deps.letters.ready())
        throw new Problem(503, 'No mail is set up here. Ask an owner to forget your factors or invite you again.');
      const email = request.body.email.toLowerCase();
      // After the answer, so that its time tells nothing.
      setImmediate(() => {
        send(email).catch((error: Error) => deps.log(`A link for a new password could not be sent: ${error.message}`));
      });
      const send = async (address: string) => {
        if (!(await ways.brakes.beginMail(request, address))) return;
        const known = await people.byEmail(address);
        const person = known && (await people.get(known.id));
        // Who comes through single sign-on only is let in and out by its provider.
        if (person?.state !== 'active' || (!person.password && person.providers.length > 0)) return;
        await ways.record.act(request, 'password.reset-asked', person);
        // Calls sendResetPassword of the engine, which writes the letter.
        await accounts.ask(request, { name: address }, (headers) =>
          accounts.auth.api.requestPasswordReset({ body: { email: address }, headers, asResponse: true }),
        );
      };
      return reply.code(202).send({ sent: true });
    },
  );

  app.post(
    '/api/v1/password/reset',
    {
      config: { access: 'open', ...few },
      schema: {
        tags,
        summary: 'Set a new password with the mailed link; ends all sessions',
        body: passwordReset,
        response: { 204: z.null(), 400: problem },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const spent = new Problem(
        400,
        'This link was used or has expired. Ask for a new one.',
        'token',
        '/problems/link-spent',
      );
      const { internalAdapter } = await accounts.auth.$context;
      const waiting = await internalAdapter.findVerificationValue(`reset-password:${token}`);
      const person = waiting && waiting.expiresAt > new Date() ? await people.get(waiting.value) : undefined;
      if (!person) throw spent;
      demandPassword(password, [person.name, person.email], 'password');
      const answer = await accounts.ask(request, { name: person.email }, (headers) =>
        accounts.auth.api.resetPassword({ body: { newPassword: password, token }, headers, asResponse: true }),
      );
      if (!answer.ok) throw spent;
      await accounts.watch.changed(person.id);
      await ways.record.act(request, 'password.reset', person);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/auth/change-password',
    {
      config: { needs: 'self', ...few },
      schema: {
        tags,
        summary: 'Change the own password and end all other sessions',
        body: passwordChange,
        response: { 200: z.object({ success: z.boolean() }), 400: problem, 403: problem },
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      const { currentPassword, newPassword } = request.body;
      demandPassword(newPassword, [person.name, person.email], 'newPassword');
      const { shown, freshUntil } = person;
      const answer = await accounts.ask(
        request,
        { shown, freshUntil: freshUntil === undefined ? null : new Date(freshUntil) },
        (headers) =>
          accounts.auth.api.changePassword({
            body: { currentPassword, newPassword, revokeOtherSessions: true },
            headers,
            asResponse: true,
          }),
      );
      if (answer.code === 'INVALID_PASSWORD' || answer.code === 'CREDENTIAL_ACCOUNT_NOT_FOUND') {
        await ways.record.failed(request, person.email, 'wrong-password', person);
        if ((await deps.system.sessions.missed(person.session, 5)) === 'ended') await accounts.watch.changed(person.id);
        throw new Problem(403, 'The current password is wrong.', 'currentPassword');
      }
      if (!answer.ok) throw new Error(`change of password answered ${answer.status} ${answer.code}`);
      answer.passCookies(reply);
      await ways.record.act(request, 'password.changed', person);
      await accounts.watch.changed(person.id);
      return { success: true };
    },
  );
}
