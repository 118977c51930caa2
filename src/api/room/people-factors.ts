import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts, Answer, Person } from '../access/accounts.ts';
import { freshMs } from '../access/acting.ts';
import { stepUpRequired } from '../access/proof.ts';
import { secretHash } from '../access/secret.ts';
import { type WaysIn, wrongCode } from '../access/ways-in.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import {
  newPasskey,
  type Passkey,
  passkey,
  passkeyChange,
  passkeyOptions,
  recoveryCodes,
  steppedUp,
  totpBegin,
  totpBegun,
  totpConfirm,
  withPassword,
} from '../schema/people.ts';
import { personOf } from './session-step-up.ts';

const tags = ['profile'];
const params = z.object({ id: z.string().min(1).max(128) });
const mostPasskeys = 20;

interface StoredPasskey {
  readonly id: string;
  readonly name?: string | null;
  readonly createdAt?: string | Date | null;
  readonly backedUp: boolean;
}

/** The own second factors: authenticator app, recovery codes, passkeys. */
export function factorRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts, ways: WaysIn): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { api } = accounts.auth;
  const isFresh = ({ freshUntil }: Person) => (freshUntil ?? 0) > deps.clock();

  /** A first factor is made in the session that begins; who has one shows it before adding another. */
  const mayAdd = (request: FastifyRequest): Person => {
    const person = personOf(request);
    const hasFactor = person.factors.totp || person.factors.passkeys > 0;
    if (hasFactor && (person.mfa === 'verify' || !isFresh(person))) throw stepUpRequired();
    return person;
  };

  /** A passkey is a way in for good: a session somebody left open does not get one. */
  const mayAddPasskey = (request: FastifyRequest): Person => {
    const person = mayAdd(request);
    if (isFresh(person)) return person;
    // Without a factor the password proves it, but where the role needs one it does not open dangerous acts.
    if (!person.mfaRequired) throw stepUpRequired();
    throw new Problem(
      403,
      'You signed in a while ago. Sign in again, then add it.',
      undefined,
      '/problems/sign-in-again',
    );
  };

  app.post(
    '/api/v1/profile/totp',
    {
      config: { needs: 'self', unproven: true, rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Begin to set up an authenticator app; it counts once a code of it is confirmed',
        body: totpBegin,
        response: { 200: totpBegun, 403: problem, 409: problem },
      },
    },
    async (request) => {
      const person = mayAdd(request);
      if (person.factors.totp) throw new Problem(409, 'An authenticator app is set up already. Remove it first.');
      const { password } = request.body ?? {};
      // A session that began a moment ago has just shown it.
      const isProven = isFresh(person);
      const answer = await accounts.ask<{ totpURI: string; backupCodes: string[] }>(request, { isProven }, (headers) =>
        api.enableTwoFactor({
          body: { password: password ?? (isProven ? '-' : ''), method: 'totp' },
          headers,
          asResponse: true,
        }),
      );
      refusePassword(answer);
      const { totpURI, backupCodes } = answer.body;
      const secret = new URL(totpURI).searchParams.get('secret') ?? '';
      return { uri: totpURI, secret, recoveryCodes: backupCodes };
    },
  );

  app.post(
    '/api/v1/profile/totp/confirm',
    {
      config: { needs: 'self', unproven: true, rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Confirm the authenticator app with a code',
        body: totpConfirm,
        response: { 200: steppedUp, 401: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const person = mayAdd(request);
      if (person.factors.totp) throw new Problem(409, 'An authenticator app is set up already.');
      await deps.system.sessions.useCode(person.id, secretHash(`totp ${request.body.code}`), deps.clock());
      const answer = await accounts.ask(request, {}, (headers) =>
        api.verifyTOTP({ body: { code: request.body.code }, headers, asResponse: true }),
      );
      if (!answer.ok) throw wrongCode();
      answer.passCookies(reply);
      await ways.record.act(request, 'factor.added', person, { factor: 'totp' });
      await ways.brakes.remember(request, reply, person.id);
      await accounts.watch.changed(person.id);
      deps.operatorSeen(request.ip);
      return { mfa: 'done' as const, freshUntil: iso(deps.clock() + freshMs) };
    },
  );

  app.delete(
    '/api/v1/profile/totp',
    {
      config: { needs: 'self', stepUp: true },
      schema: { tags, summary: 'Remove the authenticator app', response: { 204: z.null(), 403: problem } },
    },
    async (request, reply) => {
      const person = personOf(request);
      await request.store.people.forgetTotp(person.id);
      await accounts.watch.changed(person.id);
      await ways.record.act(request, 'factor.removed', person, { factor: 'totp' });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/profile/recovery-codes',
    {
      config: { needs: 'self', stepUp: true },
      schema: {
        tags,
        summary: 'Make new recovery codes; the old ones end. Shown this once',
        body: withPassword,
        response: { 200: recoveryCodes, 403: problem, 409: problem },
      },
    },
    async (request) => {
      const person = personOf(request);
      if (!person.factors.totp)
        throw new Problem(409, 'Recovery codes belong to an authenticator app; set one up first.');
      // The second factor was shown a moment ago; that is more than a password.
      const answer = await accounts.ask<{ backupCodes: string[] }>(request, { isProven: true }, (headers) =>
        api.generateBackupCodes({ body: { password: '-' }, headers, asResponse: true }),
      );
      refusePassword(answer);
      await ways.record.act(request, 'factor.recovery-codes-renewed', person);
      return { recoveryCodes: answer.body.backupCodes };
    },
  );

  app.get(
    '/api/v1/profile/passkeys',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'List the own passkeys', response: { 200: z.array(passkey), 403: problem } },
    },
    async (request) => {
      personOf(request);
      const answer = await accounts.ask<StoredPasskey[]>(request, {}, (headers) =>
        api.listPasskeys({ headers, asResponse: true }),
      );
      // The session ended between the gate and here.
      if (!answer.ok) throw new Problem(401, 'Sign in first.');
      return answer.body.map(present);
    },
  );

  app.post(
    '/api/v1/profile/passkeys/options',
    {
      config: { needs: 'self', unproven: true },
      schema: {
        tags,
        summary: 'Options to make a passkey',
        response: { 200: passkeyOptions, 403: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const person = mayAddPasskey(request);
      if (person.factors.passkeys >= mostPasskeys)
        throw new Problem(409, `${mostPasskeys} passkeys are enough; remove one first.`);
      const answer = await accounts.ask<Record<string, unknown>>(request, {}, (headers) =>
        api.generatePasskeyRegistrationOptions({ query: { name: person.email }, headers, asResponse: true }),
      );
      if (!answer.ok) throw new Error(`passkey options: ${answer.status} ${answer.code}`);
      answer.passCookies(reply);
      return answer.body;
    },
  );

  app.post(
    '/api/v1/profile/passkeys',
    {
      config: { needs: 'self', unproven: true },
      schema: {
        tags,
        summary: 'Keep the passkey that the browser made',
        body: newPasskey,
        response: { 200: passkey, 400: problem, 403: problem },
      },
    },
    async (request, reply) => {
      const person = mayAddPasskey(request);
      const answer = await accounts.ask<StoredPasskey>(request, {}, (headers) =>
        api.verifyPasskeyRegistration({ body: request.body, headers, asResponse: true }),
      );
      if (!answer.ok) throw new Problem(400, 'This passkey could not be checked. Begin again.', 'response');
      // Whoever makes it holds it.
      await deps.system.sessions.prove(person.session, 'passkey', deps.clock() + freshMs);
      await accounts.watch.changed(person.id);
      await ways.record.act(request, 'factor.added', person, { factor: 'passkey', name: request.body.name });
      await ways.brakes.remember(request, reply, person.id);
      deps.operatorSeen(request.ip);
      return present(answer.body);
    },
  );

  app.patch(
    '/api/v1/profile/passkeys/:id',
    {
      config: { needs: 'self' },
      schema: {
        tags,
        summary: 'Rename a passkey',
        params,
        body: passkeyChange,
        response: { 200: passkey, 404: problem },
      },
    },
    async (request) => {
      personOf(request);
      const body = { id: request.params.id, name: request.body.name };
      const answer = await accounts.ask<{ passkey: StoredPasskey }>(request, {}, (headers) =>
        api.updatePasskey({ body, headers, asResponse: true }),
      );
      if (!answer.ok) throw new Problem(404, 'There is no such passkey.');
      return present(answer.body.passkey);
    },
  );

  app.delete(
    '/api/v1/profile/passkeys/:id',
    {
      config: { needs: 'self', stepUp: true },
      schema: { tags, summary: 'Remove a passkey', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const person = personOf(request);
      const answer = await accounts.ask(request, {}, (headers) =>
        api.deletePasskey({ body: { id: request.params.id }, headers, asResponse: true }),
      );
      if (!answer.ok) throw new Problem(404, 'There is no such passkey.');
      await accounts.watch.changed(person.id);
      await ways.record.act(request, 'factor.removed', person, { factor: 'passkey' });
      return reply.code(204).send(null);
    },
  );
}

function present({ id, name, createdAt, backedUp }: StoredPasskey): Passkey {
  return { id, name: name ?? '', createdAt: new Date(createdAt ?? 0).toISOString(), synced: backedUp };
}

function refusePassword({ ok, code, status }: Answer): void {
  if (ok) return;
  if (code === 'INVALID_PASSWORD')
    throw new Problem(403, 'Type your current password.', 'password', '/problems/password-required');
  throw new Error(`a factor could not be changed: ${status} ${code}`);
}
