import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isCustomerRole, type Role } from '../../core/access.ts';
import type { Accounts } from '../access/accounts.ts';
import { actorOf } from '../access/actor.ts';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import type { Changing, PersonRecord } from '../ports/people.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { ownSession, type Person, person, personChange } from '../schema/people.ts';
import { presentOwnSession } from './people-profile.ts';

const tags = ['people'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Who may sign in, and as what. A customer's manager sees and manages that customer's people. */
export function peopleRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const present = async (request: FastifyRequest, record: PersonRecord): Promise<Person> => {
    const { totp, passkeys, password, createdAt, lastSeenAt, changedAt, changedBy, language, ...rest } = record;
    return {
      ...rest,
      providers: [...rest.providers],
      factors: { totp, passkeys, password },
      mfaRequired: (await accounts.mfaRoles()).includes(record.role),
      lastSeenAt: lastSeenAt === undefined ? null : iso(lastSeenAt),
      createdAt: iso(createdAt),
      you: record.id === actorOf(request).id,
    };
  };
  const found = async (request: FastifyRequest<{ Params: { id: string } }>) => {
    const record = await request.store.people.get(request.params.id);
    if (!record) throw new Problem(404, 'There is no such person.');
    return record;
  };

  app.get(
    '/api/v1/people',
    {
      config: { needs: 'people:read' },
      schema: { tags, summary: 'List people', response: { 200: z.array(person) } },
    },
    async (request) => Promise.all((await request.store.people.list()).map((record) => present(request, record))),
  );

  app.get(
    '/api/v1/people/:id',
    {
      config: { needs: 'people:read' },
      schema: { tags, summary: 'One person', params, response: { 200: person, 404: problem } },
    },
    async (request, reply) => {
      const record = await found(request);
      tagged(reply, record);
      return present(request, record);
    },
  );

  app.patch(
    '/api/v1/people/:id',
    {
      config: { needs: 'people:write', stepUp: true },
      schema: {
        tags,
        summary: 'Change the role of a person, suspend or resume',
        params,
        body: personChange,
        response: { 200: person, 400: problem, 403: problem, 404: problem, 409: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const record = await found(request);
      const version = expectedVersion(request, record);
      const { role, state } = request.body;
      mayGive(request, record.role);
      if (role) mayGive(request, role);
      if (role && isCustomerRole(role) !== isCustomerRole(record.role))
        throw new Problem(400, 'This role is for people of another place. Invite them there.', 'role');
      if (record.id === actorOf(request).id && state === 'suspended')
        throw new Problem(409, 'You cannot suspend yourself.', 'state');
      settle(
        await request.store.people.change(record.id, { ...(role && { role }), ...(state && { state }) }, version),
        record,
      );
      await accounts.watch.changed(record.id);
      const changed = await found(request);
      tagged(reply, changed);
      return present(request, changed);
    },
  );

  app.delete(
    '/api/v1/people/:id',
    {
      config: { needs: 'people:write', stepUp: true },
      schema: {
        tags,
        summary: 'Remove a person, with sessions and factors',
        params,
        response: { 204: z.null(), 403: problem, 404: problem, 409: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const record = await found(request);
      const version = expectedVersion(request, record);
      mayGive(request, record.role);
      settle(await request.store.people.remove(record.id, version), record);
      await accounts.watch.changed(record.id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/people/:id/factors',
    {
      config: { needs: 'people:write', stepUp: true },
      schema: {
        tags,
        summary: 'Forget the second factors of a person who lost them, and end all sessions',
        params,
        response: { 204: z.null(), 403: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const record = await found(request);
      mayGive(request, record.role);
      await request.store.people.forgetFactors(record.id);
      await accounts.watch.changed(record.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/people/:id/sessions',
    {
      config: { needs: 'people:read' },
      schema: { tags, summary: 'Sessions of a person', params, response: { 200: z.array(ownSession), 404: problem } },
    },
    async (request) => {
      const { id } = await found(request);
      const all = await request.store.sessions.ofPerson(id);
      return all.map((record) => presentOwnSession(deps, record, request.person?.session));
    },
  );

  app.delete(
    '/api/v1/people/:id/sessions',
    {
      config: { needs: 'people:write' },
      schema: { tags, summary: 'End all sessions of a person', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const record = await found(request);
      mayGive(request, record.role);
      const ended = await request.store.sessions.end(record.id, { except: undefined });
      await request.store.audit.add({
        action: 'session.all-ended',
        objectKind: 'person',
        objectId: record.id,
        detail: { ended },
        tenant: record.tenant,
      });
      await accounts.watch.changed(record.id);
      return reply.code(204).send(null);
    },
  );
}

/** A customer's people give and take customer roles only. @throws Problem 403 */
export function mayGive(request: FastifyRequest, role: Role): void {
  if (actorOf(request).tenant !== undefined && !isCustomerRole(role))
    throw new Problem(403, 'You may give customer roles only.', 'role');
}

function settle(outcome: Changing, record: PersonRecord): void {
  if (outcome === 'missing') throw new Problem(404, 'There is no such person.');
  if (outcome === 'stale') throw stale(record);
  if (outcome === 'tenant-needed') throw new Problem(400, 'This role does not fit where the person belongs.', 'role');
  if (outcome === 'last-owner')
    throw new Problem(
      409,
      'This is the last owner who can sign in. Make another owner first.',
      undefined,
      '/problems/last-owner',
    );
}
