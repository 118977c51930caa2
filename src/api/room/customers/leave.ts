import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentErasure } from '../../present/customer.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { erasure, erasureWish } from '../../schema/customers.ts';
import { customerOf, customerParams, livingCustomer } from './customer-of.ts';
import { archiveOf } from './export.ts';

const tags = ['customers'];

/** Taking everything of a customer out, and away. */
export function leaveRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/customers/:tenant/export',
    {
      config: { needs: 'data:export', stepUp: true, limit: 'exports' },
      schema: {
        tags,
        summary:
          'Everything of one customer as one archive (tar.gz): NDJSON per table and a manifest; secrets are left out',
        params: customerParams,
        produces: ['application/gzip'],
        response: { 404: problem },
      },
    },
    async (request, reply) => {
      const customer = await customerOf(request, request.params.tenant);
      const at = deps.clock();
      await request.store.audit.add({
        action: 'customer.exported',
        objectKind: 'customer',
        objectId: customer.id,
        tenant: customer.id,
        detail: { name: customer.name },
      });
      const archive = archiveOf(customer, request.store.customers.export(customer.id), at, deps.version, (error) =>
        deps.log(`export of ${customer.id} broke off: ${error.message}`),
      );
      const day = new Date(at).toISOString().slice(0, 10);
      return reply
        .header('content-type', 'application/gzip')
        .header('content-disposition', `attachment; filename="belwacht-${customer.id}-${day}.tar.gz"`)
        .send(archive as never);
    },
  );

  app.post(
    '/api/v1/customers/:tenant/erase',
    {
      config: { needs: 'customers:erase', stepUp: true },
      schema: {
        tags,
        summary: 'Erase a customer: blocks are lifted, every row is removed; the record of acts stays',
        params: customerParams,
        body: erasureWish,
        response: { 202: erasure, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider erases customers.');
      const { id } = await livingCustomer(request, request.params.tenant);
      if (request.body.confirm !== id) {
        throw new Problem(400, `Type the id of the customer, ${id}, to confirm.`, 'confirm');
      }
      const holds = await request.store.customers.holds(id);
      if (holds.length > 0) {
        throw new Problem(409, `A legal hold forbids this: ${holds.join('; ')}. Release it first.`, 'tenant');
      }
      const started = await deps.erasing.start(id, request.work);
      const found = started && (await request.store.customers.erasure(started));
      if (!found)
        throw new Problem(
          409,
          'This customer is being erased already, or a legal hold was put on it just now.',
          'tenant',
        );
      await deps.changed('tenants');
      return reply.code(202).send(presentErasure(found));
    },
  );

  app.get(
    '/api/v1/erasures',
    {
      config: { needs: 'customers:erase' },
      schema: {
        tags,
        summary: 'Erased customers, newest first, with what was removed',
        response: { 200: z.array(erasure) },
      },
    },
    async (request) => (await request.store.customers.erasures()).map(presentErasure),
  );

  app.get(
    '/api/v1/erasures/:id',
    {
      config: { needs: 'customers:erase' },
      schema: {
        tags,
        summary: 'How an erasure fares',
        params: z.object({ id: z.uuid() }),
        response: { 200: erasure, 404: problem },
      },
    },
    async (request) => {
      const found = await request.store.customers.erasure(request.params.id);
      if (!found) throw new Problem(404, 'There is no such erasure.');
      return presentErasure(found);
    },
  );
}
