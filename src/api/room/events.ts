import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { toEcs } from '../../core/event.ts';
import { actorOf, authorOf, scopeOf } from '../access/actor.ts';
import { searches, Turns } from '../access/turns.ts';
import { presentPage, readCursor } from '../cursor.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { ecsEvent, page, problem, tally } from '../schema/common.ts';

const instantIn = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const eventQuery = z.object({
  from: instantIn.optional(),
  to: instantIn.optional(),
  ip: z.string().max(64).optional(),
  user: z.string().max(256).optional(),
  action: z.string().max(64).optional(),
  outcome: z.enum(['success', 'failure', 'unknown']).optional(),
  country: z.string().max(2).optional(),
  source: z.string().max(128).optional(),
  tenant: z.string().max(100).optional(),
  q: z.string().max(200).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const maxBody = 16 * 1024 * 1024;
/** What became of a body; `errors` names the first 10 lines that could not be read. */
const delivered = tally
  .omit({ shed: true })
  .extend({ errors: z.array(z.object({ line: z.number().int(), reason: z.string() })).optional() });

/** Kept events, and the way in over HTTP. */
export function eventRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const turns = new Turns(searches);

  app.get(
    '/api/v1/events',
    {
      config: { needs: 'events:read' },
      schema: {
        tags: ['events'],
        summary: 'Search kept events, newest first; total counts to 10,000 and no further',
        querystring: eventQuery,
        response: { 200: page(ecsEvent) },
      },
    },
    async (request) => {
      const { cursor, tenant, ...filters } = request.query;
      const after = readCursor(cursor);
      if (after && !/^\d{1,19}$/.test(after.id)) throw new Problem(400, 'This is no cursor of this list.', 'cursor');
      const query = { ...filters, tenant: scopeOf(request, tenant), after };
      const search = () => request.store.events.list(query);
      const slice = filters.q ? await turns.run(actorOf(request).tenant ?? authorOf(request), search) : await search();
      return presentPage(slice, toEcs);
    },
  );

  server.register(async (scoped) => {
    // Whatever its content type says, the body is taken as bytes.
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scoped.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/events',
      {
        bodyLimit: maxBody,
        config: { access: 'ingest', rateLimit: { max: 1200, timeWindow: 60_000 } },
        schema: {
          tags: ['events'],
          summary: 'Deliver events as NDJSON; answers once they are durable',
          consumes: ['application/x-ndjson'],
          response: { 200: delivered, 401: problem, 413: problem, 503: problem },
        },
      },
      async (request) => {
        const body = request.body as unknown;
        if (!Buffer.isBuffer(body) || body.length === 0) throw new Problem(400, 'Send one JSON object a line.', 'body');
        return deps.ingest.ingestNdjson(body, request.token!, request.ip);
      },
    );
  });
}
