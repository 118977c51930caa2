import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../ports.ts';

/** What machines fetch: the CrowdSec-compatible feed and the published lists. */
export function feedRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const bouncer = [
    { method: ['GET', 'HEAD'], url: '/v1/decisions', summary: 'Decisions that match (CrowdSec LAPI)' },
    {
      method: ['GET'],
      url: '/v1/decisions/stream',
      summary: 'New and deleted decisions since the last call (CrowdSec LAPI)',
    },
    { method: ['POST'], url: '/v1/usage-metrics', summary: 'What a bouncer reports (CrowdSec LAPI)' },
  ] as const;
  for (const { method, url, summary } of bouncer) {
    app.route({
      method: [...method],
      url,
      exposeHeadRoute: false,
      config: { access: 'bouncer' },
      schema: { tags: ['feeds'], summary, security: [{ bouncerKey: [] }] },
      handler: async (request, reply) => {
        const asked = {
          method: request.method,
          path: url,
          query: request.query as Record<string, string | string[] | undefined>,
          client: request.token!.id,
          tenant: request.token!.tenant,
          body: request.body,
        };
        const places = await deps.geoDecisions?.pull(asked);
        const { status, body, sent } = deps.bouncer.handle(asked);
        whenSent(reply, sent);
        reply.code(status).type('application/json');
        if (!places) return reply.serializer(String).send(body === undefined ? '' : JSON.stringify(body));
        whenSent(reply, places.sent);
        const stream = body as { readonly new: readonly unknown[] | null; readonly deleted: readonly unknown[] | null };
        const both = {
          new: [...(stream.new ?? []), ...places.new],
          deleted: [...(stream.deleted ?? []), ...places.deleted],
        };
        return reply.serializer(String).send(JSON.stringify(both));
      },
    });
  }

  for (const format of ['txt', 'csv', 'json'] as const) {
    app.get(
      `/lists/:token/blocks.${format}`,
      {
        config: { access: 'list' },
        schema: {
          tags: ['feeds'],
          summary: `Addresses in force as ${format === 'txt' ? 'plain text' : format.toUpperCase()}`,
          security: [],
          params: z.object({ token: z.string().min(1).max(128) }),
          querystring: z.object({ family: z.enum(['4', '6']).optional() }),
        },
      },
      async (request, reply) => {
        const { family } = request.query;
        const { id, tenant } = request.token!;
        const list = deps.lists.handle({
          client: id,
          tenant,
          format,
          ...(family !== undefined && { family: family === '4' ? 4 : 6 }),
          ifNoneMatch: request.headers['if-none-match'],
        });
        // Who asked for the head only has no list yet.
        if (request.method === 'GET') whenSent(reply, list.sent);
        // A cache may keep it but must ask each time.
        reply.headers({ etag: list.etag, 'cache-control': 'private, no-cache', 'content-type': list.contentType });
        if (list.status === 304) return reply.code(304).send();
        return reply.serializer(String).send(list.body);
      },
    );
  }
}

/** Tells the room that gave the answer when the client really got it. */
function whenSent(reply: FastifyReply, sent: () => void): void {
  reply.raw.once('finish', sent);
}
