import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../access/accounts.ts';
import type { WaysIn } from '../access/ways-in.ts';
import type { SessionRecord } from '../ports/people.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import {
  linkedProvider,
  type OwnSession,
  oidcStart,
  oidcStarted,
  ownSession,
  profileChange,
  session,
} from '../schema/people.ts';
import { presentSession } from './session.ts';
import { personOf } from './session-step-up.ts';

const tags = ['profile'];
const params = z.object({ id: z.string().min(1).max(128) });

/** A session as its person sees it. */
export function presentOwnSession(deps: ApiDeps, record: SessionRecord, current: string | undefined): OwnSession {
  const { id, device, address, shown, createdAt, lastSeenAt, expiresAt } = record;
  return {
    id,
    current: id === current,
    device,
    address,
    country: address ? deps.geo.lookup(address).country : '',
    mfa: shown,
    createdAt: iso(createdAt),
    lastSeenAt: iso(lastSeenAt),
    expiresAt: iso(expiresAt),
  };
}

/** The own profile, sessions and single sign-on. */
export function profileRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts, ways: WaysIn): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.patch(
    '/api/v1/profile',
    {
      config: { needs: 'self' },
      schema: {
        tags,
        summary: 'Change the own name, language or time zone',
        body: profileChange,
        response: { 200: session, 400: problem, 403: problem },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { timeZone } = request.body;
      if (timeZone && !isTimeZone(timeZone)) throw new Problem(400, 'This is no time zone.', 'timeZone');
      await request.store.people.profile(person.id, request.body);
      await accounts.watch.changed(person.id);
      return presentSession(deps, accounts, ways, await accounts.person(request));
    },
  );

  app.get(
    '/api/v1/profile/sessions',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'List the own sessions', response: { 200: z.array(ownSession), 403: problem } },
    },
    async (request) => {
      const person = personOf(request);
      const all = await request.store.sessions.ofPerson(person.id);
      return all.map((record) => presentOwnSession(deps, record, person.session));
    },
  );

  app.delete(
    '/api/v1/profile/sessions/:id',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'End an own session', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const person = personOf(request);
      const ended = await request.store.sessions.end(person.id, { only: request.params.id });
      if (ended === 0) throw new Problem(404, 'There is no such session.');
      await ways.record.act(request, 'session.ended', person, { session: request.params.id });
      await accounts.watch.changed(person.id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/profile/sessions',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'End all own sessions but this one', response: { 204: z.null(), 403: problem } },
    },
    async (request, reply) => {
      const person = personOf(request);
      const ended = await request.store.sessions.end(person.id, { except: person.session });
      await ways.record.act(request, 'session.others-ended', person, { ended });
      await accounts.watch.changed(person.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/profile/providers',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'Single sign-on of the own account', response: { 200: z.array(linkedProvider) } },
    },
    async (request) => {
      const linked = (await request.store.people.get(personOf(request).id))?.providers ?? [];
      return ways.providers.map(({ id, name }) => ({ id, name, linked: linked.includes(id) }));
    },
  );

  app.post(
    '/api/v1/profile/providers/:provider',
    {
      config: { needs: 'self', stepUp: true },
      schema: {
        tags,
        summary: 'Begin to link single sign-on to the own account',
        params: z.object({ provider: z.string().min(1).max(64) }),
        body: oidcStart,
        response: { 200: oidcStarted, 403: problem, 404: problem, 503: problem },
      },
    },
    (request, reply) => ways.oidcStart(request, reply, request.params.provider, request.body, true),
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
