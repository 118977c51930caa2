import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { geoFormatNames } from '../../core/geo/geo-format-names.ts';
import { geoServices } from '../../core/geo/geo-policy.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';

const services = geoServices.filter((service) => service !== 'calls-out');

/** Files in which other programs read what policies by country do with addresses. */
export function geoFeedRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/lists/:token/geo/:format',
    {
      config: { access: 'list' },
      schema: {
        tags: ['feeds'],
        summary: 'What policies by country do with addresses, as a file that other programs load',
        security: [],
        params: z.object({ token: z.string().min(1).max(128), format: z.enum(geoFormatNames) }),
        querystring: z.object({
          service: z.enum(services).default('registration'),
          /** Customer whose policies count besides the provider's. A token of one customer is always about that customer. */
          customer: z.string().max(100).default(''),
        }),
      },
    },
    async (request, reply) => {
      const { service, customer } = request.query;
      const own = request.token!.tenant;
      if (own !== providerTenant && customer !== '' && customer !== own)
        throw new Problem(403, 'This token is about another customer.', 'customer');
      const tenant = own === providerTenant ? customer : own;
      if (tenant !== '' && !(await deps.system.tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(404, 'There is no such customer.', 'customer');
      const file = await deps.geoLists?.file({ name: request.params.format, service, tenant });
      // Never an empty file for one that is not known yet: whoever fetches keeps the last good one.
      if (!file) throw new Problem(503, 'The policies are not ready yet. Keep the file you have, and ask again.');
      reply.headers({
        etag: file.etag,
        'cache-control': 'private, no-cache',
        'content-type': file.contentType,
      });
      if (hasEtag(request.headers['if-none-match'], file.etag)) return reply.code(304).send();
      reply.header('content-length', file.size);
      return reply.send(Readable.from(file.chunks));
    },
  );
}

/** Whether `If-None-Match` names this ETag (RFC 9110 13.1.2, weak comparison). */
function hasEtag(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((part) => ['*', etag].includes(part.trim().replace(/^W\//, ''))) ?? false;
}
