import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { NumberListListing } from '../../../core/calls/call-records.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { actorOf, maySee } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { iso } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { type NumberList, numberList, numberListUpload } from '../../schema/rates.ts';
import { readNumbersCsv, readNumbersJson } from './read-number-list.ts';

const tags = ['calls'];
const params = z.object({ id: z.string().min(1).max(128) });
const maxBody = 16 * 1024 * 1024;
const dayMs = 86_400_000;

/** Lists of fraud numbers: import, list, remove. */
export function numberListRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/number-lists',
    {
      config: { needs: 'calls:read' },
      schema: { tags, summary: 'Lists of fraud numbers', response: { 200: z.array(numberList) } },
    },
    async (request) => (await request.store.numberLists.list()).map(present),
  );

  server.register(async (scoped) => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser(
      ['text/csv', 'application/csv', 'application/json'],
      { parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    );
    scoped.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/number-lists',
      {
        bodyLimit: maxBody,
        config: { needs: 'calls:write' },
        schema: {
          tags,
          summary: 'Import fraud numbers from CSV or JSON: numbers, prefixes with a star, ranges, each with an end',
          consumes: ['text/csv', 'application/json'],
          querystring: numberListUpload,
          response: { 200: numberList, 400: problem, 413: problem, 415: problem, 422: numberList },
        },
      },
      async (request, reply) => {
        if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider keeps lists of numbers.');
        const bytes = request.body as unknown;
        if (!Buffer.isBuffer(bytes) || bytes.length === 0 || !isUtf8(bytes))
          throw new Problem(400, 'Send a CSV or JSON file in UTF-8.', 'body');
        const { name, source, refuse, until: day, dry_run } = request.query;
        const until = day === undefined ? 0 : Date.parse(day) + dayMs;
        const isJson = request.headers['content-type']?.startsWith('application/json');
        const read = isJson ? readNumbersJson(jsonOf(bytes), until) : readNumbersCsv(bytes, until);
        const list = { tenant: providerTenant, name, source, refuse: refuse === 'true', by: actorOf(request).name };
        if (read.entries.length === 0 || dry_run === 'true') {
          const shown = { ...list, id: '', entries: read.entries.length, expired: 0, report: read.report };
          return reply
            .code(read.entries.length === 0 ? 422 : 200)
            .send(present({ ...shown, createdAt: deps.clock(), createdBy: list.by }));
        }
        const id = await request.store.numberLists.insert({ ...list, ...read });
        await deps.calls.changed('lists');
        return present(await visible(request, id));
      },
    );
  });

  app.delete(
    '/api/v1/number-lists/:id',
    {
      config: { needs: 'calls:write' },
      schema: { tags, summary: 'Remove a list of numbers', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const { id } = await visible(request, request.params.id);
      await request.store.numberLists.remove(id);
      await deps.calls.changed('lists');
      return reply.code(204).send(null);
    },
  );

  async function visible(request: FastifyRequest, id: string): Promise<NumberListListing> {
    const list = await request.store.numberLists.get(id);
    if (!list || !maySee(request, list.tenant)) throw new Problem(404, 'There is no such list.');
    return list;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Problem(400, 'This is no JSON.', 'body');
  }
}

function present({ report, createdAt, ...rest }: NumberListListing): NumberList {
  const { refused, troubles } = report;
  return { ...rest, refused, troubles: structuredClone(troubles) as NumberList['troubles'], createdAt: iso(createdAt) };
}
