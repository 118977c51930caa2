import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isFormat } from '../../core/format-names.ts';
import { readCidr } from '../../core/ip.ts';
import type { Source } from '../../core/source.ts';
import type { SourceRecord } from '../../core/source-record.ts';
import { actorOf, maySee, ownerOf, scopeOf } from '../access/actor.ts';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import type { ApiDeps } from '../ports.ts';
import { presentSource } from '../present/source.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { listener, newSource, source, sourceTail } from '../schema/overview.ts';

const params = z.object({ id: z.string().min(1).max(128) });
const sourceChange = newSource.extend({ asset: z.string() }).partial().strict();

/** Sources and what this server listens on. */
export function sourceRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/sources',
    {
      config: { needs: 'sources:read' },
      schema: {
        tags: ['sources'],
        summary: 'List sources with their health',
        querystring: z.object({ tenant: z.string().max(100).optional() }),
        response: { 200: z.array(source) },
      },
    },
    async (request) => (await request.store.sources.list(scopeOf(request, request.query.tenant))).map(presentSource),
  );

  app.post(
    '/api/v1/sources',
    {
      config: { needs: 'sources:write' },
      schema: { tags: ['sources'], summary: 'Add a source', body: newSource, response: { 200: source, 400: problem } },
    },
    async (request) => {
      demandProvider(request);
      const made: Source = { ...request.body, id: randomUUID(), discovered: false };
      await check(request, made);
      checkFormat(made.format);
      await request.store.sources.insert(made);
      await deps.changed('sources');
      return presentSource(await visible(request, made.id));
    },
  );

  app.get(
    '/api/v1/sources/:id',
    {
      config: { needs: 'sources:read' },
      schema: { tags: ['sources'], summary: 'One source', params, response: { 200: source, 404: problem } },
    },
    async (request, reply) => {
      const record = await visible(request, request.params.id);
      tagged(reply, record);
      return presentSource(record);
    },
  );

  app.patch(
    '/api/v1/sources/:id',
    {
      config: { needs: 'sources:write', versioned: true },
      schema: {
        tags: ['sources'],
        summary: 'Change a source, or assign it to a tenant',
        params,
        body: sourceChange,
        response: { 200: source, 400: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const known = await visible(request, request.params.id);
      const version = expectedVersion(request, known);
      if (request.body.match !== undefined || request.body.kind !== undefined) demandProvider(request);
      const changed: Source = { ...known.source, ...request.body };
      await check(request, changed);
      if (request.body.format !== undefined) checkFormat(request.body.format);
      const done = await request.store.sources.update(changed, version);
      const after = await visible(request, changed.id);
      if (!done) throw stale(after);
      await deps.changed('sources');
      tagged(reply, after);
      return presentSource(after);
    },
  );

  app.delete(
    '/api/v1/sources/:id',
    {
      config: { needs: 'sources:write', versioned: true },
      schema: { tags: ['sources'], summary: 'Remove a source', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const known = await visible(request, request.params.id);
      if (!(await request.store.sources.remove(known.source.id, expectedVersion(request, known)))) {
        throw stale(await visible(request, known.source.id));
      }
      await deps.changed('sources');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/sources/:id/tail',
    {
      config: { needs: 'sources:read' },
      schema: {
        tags: ['sources'],
        summary: 'Last lines with what was made of them',
        params,
        response: { 200: sourceTail, 404: problem },
      },
    },
    async (request) => {
      await visible(request, request.params.id);
      return deps.sourceTail(request.params.id);
    },
  );

  app.get(
    '/api/v1/listeners',
    {
      config: { needs: 'sources:read' },
      schema: { tags: ['sources'], summary: 'Where to point a product', response: { 200: z.array(listener) } },
    },
    async () => [...deps.listeners()],
  );

  async function visible(request: FastifyRequest, id: string): Promise<SourceRecord> {
    const record = await request.store.sources.get(id);
    if (!record || !maySee(request, record.source.tenant)) throw new Problem(404, 'There is no such source.');
    return record;
  }

  async function check(request: FastifyRequest, made: Source): Promise<void> {
    ownerOf(request, made.tenant);
    if (!(await request.store.tenants.list()).some(({ id }) => id === made.tenant)) {
      throw new Problem(400, 'There is no such tenant.', 'tenant');
    }
    if (made.match.address !== undefined && !readCidr(made.match.address)) {
      throw new Problem(400, 'This is no address or range.', 'match.address');
    }
    if (Object.values(made.match).every((value) => value === undefined)) {
      throw new Problem(400, 'Say at least one thing the sender is known by.', 'match');
    }
    checkTimeZone(made.timeZone);
  }
}

/**
 * Who is limited to one customer does not say by what a sender is known: any host name or address could be claimed, and with it
 * what others deliver.
 *
 * @throws Problem 403
 */
function demandProvider(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined)
    throw new Problem(403, 'Only the provider says which sender belongs to whom.', 'match', '/problems/not-permitted');
}

/** A name that is none would be read as `auto`, and nobody would know. */
function checkFormat(format: string): void {
  if (!isFormat(format)) throw new Problem(400, 'There is no such format. Write auto to have it found.', 'format');
}

/**
 * Refuses what is no IANA zone.
 *
 * @throws Problem 400
 */
export function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new Problem(400, 'This is no time zone. Write for example Europe/Amsterdam.', 'timeZone');
  }
}
