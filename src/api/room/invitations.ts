import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isCustomerRole } from '../../core/access.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Accounts } from '../access/accounts.ts';
import { actorOf, ownerOf } from '../access/actor.ts';
import { demandPassword } from '../access/password-rules.ts';
import { newSecret, secretHash } from '../access/secret.ts';
import type { WaysIn } from '../access/ways-in.ts';
import type { InvitationRecord } from '../ports/people.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import {
  type Invitation,
  invitation,
  invitationAccepted,
  invitationShown,
  invitationToken,
  type MadeInvitation,
  madeInvitation,
  newInvitation,
  signedIn,
} from '../schema/people.ts';
import { mayGive } from './people.ts';

const tags = ['people'];
const params = z.object({ id: z.string().min(1).max(128) });
const few = { rateLimit: { max: 10, timeWindow: 60_000 } };
const lifeMs = 72 * 3_600_000;

/** People who are asked in: by mail, or by a link handed over by hand. */
export function invitationRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts, ways: WaysIn): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { invitations, people } = deps.system;
  const spent = () =>
    new Problem(
      404,
      'This invitation was used, withdrawn or has expired. Ask for a new one.',
      'token',
      '/problems/link-spent',
    );

  const taken = () =>
    new Problem(409, 'Somebody with this address is here or invited already.', 'email', '/problems/address-taken');

  const present = (record: InvitationRecord, mail: Invitation['mail']): Invitation => {
    const { id, email, role, tenant, tenantName, language, invitedBy, createdAt, expiresAt } = record;
    const expired = expiresAt <= deps.clock();
    return {
      ...{ id, email, role, tenant, tenantName, language, invitedBy, mail, expired },
      createdAt: iso(createdAt),
      expiresAt: iso(expiresAt),
    };
  };

  /** Mails the link; without mail the answer holds it. */
  const send = async (record: InvitationRecord, token: string): Promise<MadeInvitation> => {
    const link = `${deps.signIn.url()}/invitation?token=${token}`;
    if (!record.message) return { ...present(record, 'none'), link };
    await deps.letters.post({
      id: record.message,
      kind: 'invitation',
      address: record.email,
      language: record.language,
      from: record.invitedBy,
      organisation: record.tenantName,
      link,
      until: record.expiresAt,
    });
    return { ...present(record, 'waiting'), link: null };
  };
  const messageId = () => (deps.letters.ready() ? `letter-${randomUUID()}` : '');

  app.get(
    '/api/v1/invitations',
    {
      config: { needs: 'people:read' },
      schema: { tags, summary: 'List who is asked in', response: { 200: z.array(invitation) } },
    },
    async (request) => {
      const all = await request.store.invitations.list();
      const states = await invitations.mailStates(all.map(({ message }) => message).filter(Boolean));
      return all.map((record) => present(record, record.message ? (states.get(record.message) ?? 'waiting') : 'none'));
    },
  );

  app.post(
    '/api/v1/invitations',
    {
      config: { needs: 'people:write', stepUp: true, rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Ask somebody in',
        body: newInvitation,
        response: { 200: madeInvitation, 400: problem, 403: problem, 409: problem },
      },
    },
    async (request) => {
      const { role, language, tenant } = request.body;
      mayGive(request, role);
      const owner = ownerOf(request, tenant);
      if (isCustomerRole(role) !== (owner !== providerTenant))
        throw new Problem(
          400,
          isCustomerRole(role) ? 'Say which customer this is for.' : 'This role is for your own people.',
          'tenant',
        );
      // Also of other customers, whom the caller does not see: an address signs in to one place.
      if (await people.byEmail(request.body.email)) throw taken();
      const actor = actorOf(request);
      const token = newSecret('invitation');
      const id = randomUUID();
      const outcome = await request.store.invitations.insert(
        {
          ...{ id, role, language, tenant: owner },
          email: request.body.email.toLowerCase(),
          expiresAt: deps.clock() + lifeMs,
          message: messageId(),
          invitedBy: actor.id,
          invitedByName: actor.name,
        },
        secretHash(token),
      );
      if (outcome === 'no-tenant') throw new Problem(400, 'There is no such customer.', 'tenant');
      if (outcome === 'known') throw taken();
      return send(await made(request, id), token);
    },
  );

  app.post(
    '/api/v1/invitations/:id/resend',
    {
      // Without mail the answer holds the link, as when somebody is asked in.
      config: { needs: 'people:write', stepUp: true, rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Send a new link; the old one ends',
        params,
        response: { 200: madeInvitation, 404: problem },
      },
    },
    async (request) => {
      const token = newSecret('invitation');
      const record = await made(request, request.params.id);
      mayGive(request, record.role);
      await request.store.invitations.renew(record.id, secretHash(token), deps.clock() + lifeMs, messageId());
      return send(await made(request, record.id), token);
    },
  );

  app.delete(
    '/api/v1/invitations/:id',
    {
      config: { needs: 'people:write' },
      schema: { tags, summary: 'Withdraw an invitation', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      if (!(await request.store.invitations.remove(request.params.id)))
        throw new Problem(404, 'There is no such invitation.');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/invitations/look',
    {
      config: { access: 'open', ...few },
      schema: {
        tags: ['session'],
        summary: 'What an invitation is for',
        body: invitationToken,
        response: { 200: invitationShown, 404: problem },
      },
    },
    async (request) => {
      const record = await invitations.byHash(secretHash(request.body.token));
      if (!record) throw spent();
      const { email, role, tenant, tenantName, invitedBy, language, expiresAt } = record;
      const mfaRequired = (await accounts.mfaRoles()).includes(role);
      return {
        ...{ email, role, tenant, tenantName, invitedBy, language, mfaRequired },
        expiresAt: iso(expiresAt),
        providers: [...ways.providers],
      };
    },
  );

  app.post(
    '/api/v1/invitations/accept',
    {
      config: { access: 'open', ...few },
      schema: {
        tags: ['session'],
        summary: 'Accept an invitation, and sign in',
        body: invitationAccepted,
        response: { 200: signedIn, 400: problem, 403: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const { token, name, password, language = null, timeZone = null } = request.body;
      const record = await invitations.byHash(secretHash(token));
      if (!record) throw spent();
      const { id, email, role, tenant } = record;
      const mfaRequired = (await accounts.mfaRoles()).includes(role);
      if (password === undefined && !mfaRequired)
        throw new Problem(400, 'Choose a password.', 'password', '/problems/password-required');
      if (password !== undefined) demandPassword(password, [name, email], 'password');
      const passwordHash = password === undefined ? undefined : await accounts.hashPassword(password);
      const answer = await accounts
        .ask(request, { name, grant: { role, tenant, invitation: id } }, (headers) =>
          accounts.auth.api.takeIn({
            body: { email, name, passwordHash, language: language ?? record.language, timeZone },
            headers,
            asResponse: true,
          }),
        )
        .catch(async (error: Error) => {
          // Another tab was faster.
          throw (await people.byEmail(email)) ? spent() : error;
        });
      if (answer.code === 'customer_suspended')
        throw new Problem(403, 'Access of this customer is suspended.', undefined, '/problems/customer-suspended');
      if (!answer.ok) throw new Error(`an invitation could not be accepted: ${answer.status} ${answer.code}`);
      return ways.enter(request, reply, answer, email);
    },
  );

  const made = async (request: FastifyRequest, id: string): Promise<InvitationRecord> => {
    const record = (await request.store.invitations.list()).find((one) => one.id === id);
    if (!record) throw new Problem(404, 'There is no such invitation.');
    return record;
  };
}
