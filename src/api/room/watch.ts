import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { contains, readCidr } from '../../core/ip.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';

const loopback = ['127.0.0.0/8', '::1'].map((text) => readCidr(text)!);
const health = z.object({ ok: z.boolean(), detail: z.string() });

/** For those who watch the watcher: Prometheus and a health check, open on loopback. */
export function watchRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/metrics',
    {
      config: { access: 'open' },
      schema: { tags: ['watch'], summary: 'Metrics for Prometheus (loopback only)', security: [] },
    },
    async (request, reply) => {
      if (!isLoopback(request.ip)) throw new Problem(403, 'Metrics are for this machine only.');
      const text = await deps.metrics();
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  );
  app.get(
    '/healthz',
    {
      config: { access: 'open' },
      schema: {
        tags: ['watch'],
        summary: 'Whether all parts work',
        security: [],
        response: { 200: health, 503: health },
      },
    },
    async (request, reply) => {
      const { ok, detail } = await deps.health();
      // Others learn only whether.
      return reply.code(ok ? 200 : 503).send({ ok, detail: isLoopback(request.ip) ? detail : '' });
    },
  );
}

function isLoopback(ip: string): boolean {
  const address = readCidr(ip);
  return address !== undefined && loopback.some((net) => contains(net, address));
}
