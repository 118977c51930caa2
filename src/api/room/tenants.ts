import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { maySee } from '../access/actor.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem, tenant } from '../schema/common.ts';
import { checkTimeZone } from './sources.ts';

const newTenant = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Small letters, digits and hyphens, at most 63'),
  name: z.string().min(1).max(200),
  timeZone: z.string().min(1).max(64),
});

/** Customers. */
export function tenantRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/v1/tenants',
    {
      config: { needs: 'customers:read' },
      schema: { tags: ['tenants'], summary: 'List tenants', response: { 200: z.array(tenant) } },
    },
    async (request) => (await request.store.tenants.list()).filter(({ id }) => maySee(request, id)),
  );
  app.post(
    '/api/v1/tenants',
    {
      config: { needs: 'customers:write' },
      schema: { tags: ['tenants'], summary: 'Add a tenant', body: newTenant, response: { 200: tenant, 409: problem } },
    },
    async (request) => {
      checkTimeZone(request.body.timeZone);
      if (!(await request.store.tenants.insert(request.body))) throw new Problem(409, 'This id is taken.', 'id');
      await deps.changed('tenants');
      return request.body;
    },
  );
}
