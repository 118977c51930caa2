import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Accounts, Person } from '../access/accounts.ts';
import { freshMs, type Shown } from '../access/acting.ts';
import { secretHash } from '../access/secret.ts';
import { type WaysIn, wrongCode } from '../access/ways-in.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { type StepUp, steppedUp, stepUp } from '../schema/people.ts';

/** Wrong ones in a row that end a session: who holds somebody's session does not get to guess. */
const mostMisses = 5;

/** Shows once more who one is, for dangerous acts and for what follows single sign-on. */
export function stepUpRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts, ways: WaysIn): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { sessions } = deps.system;

  app.post(
    '/api/v1/session/step-up',
    {
      config: { needs: 'self', unproven: true, rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags: ['session'],
        summary: 'Show the second factor again: dangerous acts work for five minutes',
        body: stepUp,
        response: { 200: steppedUp, 401: problem, 403: problem },
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      const shown = await show(request, person, request.body);
      if (shown === undefined) {
        await ways.record.failed(request, person.email, 'second-factor', person);
        if ((await sessions.missed(person.session, mostMisses)) === 'ended') {
          await accounts.watch.changed(person.id);
          throw new Problem(
            401,
            'Too many went wrong, so this session was ended. Sign in again.',
            undefined,
            '/problems/sign-in-again',
          );
        }
        throw wrongCode();
      }
      const until = deps.clock() + freshMs;
      await sessions.prove(person.session, shown, until);
      await accounts.watch.changed(person.id);
      await ways.record.act(request, 'sign-in.stepped-up', person, { way: request.body.kind });
      await ways.brakes.remember(request, reply, person.id);
      return { mfa: 'done' as const, freshUntil: iso(until) };
    },
  );

  /** How it was shown; undefined: wrongly. */
  async function show(request: FastifyRequest, person: Person, wish: StepUp): Promise<Shown | undefined> {
    const { api } = accounts.auth;
    if (wish.kind === 'password') {
      if (person.factors.totp || person.factors.passkeys > 0 || person.mfaRequired)
        throw new Problem(403, 'Show your second factor; a password is not enough here.', 'kind');
      const answer = await accounts.ask(request, {}, (headers) =>
        api.verifyPassword({ body: { password: wish.password }, headers, asResponse: true }),
      );
      return answer.ok ? '' : undefined;
    }
    if (wish.kind === 'passkey') {
      const answer = await ways.verifyPasskey(request, wish.response);
      const other = answer.ok ? await answer.person() : undefined;
      // The library made a session of its own for it; this one goes on instead.
      if (other) await sessions.end(other.id, { only: other.session });
      return other?.id === person.id ? 'passkey' : undefined;
    }
    const { kind, code } = wish;
    if (!person.factors.totp) return undefined;
    if (!(await sessions.useCode(person.id, secretHash(`${kind} ${code}`), deps.clock()))) return undefined;
    const answer = await accounts.ask(request, {}, (headers) =>
      kind === 'totp'
        ? api.verifyTOTP({ body: { code }, headers, asResponse: true })
        : api.verifyBackupCode({ body: { code, disableSession: true }, headers, asResponse: true }),
    );
    return answer.ok ? kind : undefined;
  }
}

/** @throws Problem 403 for tokens */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new Problem(403, 'This is for people; a token has no profile.');
  return request.person;
}
