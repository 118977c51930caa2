import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { reservedIds } from '../../../core/customer/customer.ts';
import { isTimeZone } from '../../../core/customer/read-value.ts';
import { actorOf } from '../../access/actor.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import { presentPage, readCursor } from '../../cursor.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentCustomer, presentCustomerSummary, withoutNotes } from '../../present/customer.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  customer,
  customerChange,
  customerHoldings,
  customerList,
  customerPage,
  customerQuery,
  newCustomer,
  suspension,
} from '../../schema/customers.ts';
import { customerOf, customerParams, isRefusal, livingCustomer, refusal } from './customer-of.ts';
import { customerPageOf } from './customer-page.ts';
import { importRoutes } from './import.ts';
import { leaveRoutes } from './leave.ts';
import { partRoutes } from './parts.ts';

const tags = ['customers'];

/** Customers, and all that belongs to them. */
export function customerRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/customers',
    {
      config: { needs: 'customers:read' },
      schema: {
        tags,
        summary: 'List customers with what is open; q also finds whose an address or a number is',
        querystring: customerQuery,
        response: { 200: customerList },
      },
    },
    async (request) => {
      const { cursor, ...query } = request.query;
      const after = readCursor(cursor);
      const present = actorOf(request).tenant === undefined ? presentCustomerSummary : ownView;
      return presentPage(await request.store.customers.list({ ...query, after }), present);
    },
  );

  app.post(
    '/api/v1/customers',
    {
      config: { needs: 'customers:write' },
      schema: {
        tags,
        summary: 'Add a customer',
        body: newCustomer,
        response: { 200: customer, 400: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const { id, ...form } = request.body;
      if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider adds customers.');
      if (reservedIds.has(id)) throw new Problem(409, 'This id is kept for Belwacht itself; choose another.', 'id');
      checkZone(form.timeZone);
      const made = await request.store.customers.insert(id, form);
      if (isRefusal(made)) throw refusal(made);
      await deps.changed('tenants');
      tagged(reply, made);
      return presentCustomer(made);
    },
  );

  app.get(
    '/api/v1/customers/:tenant',
    {
      config: { needs: 'customers:read' },
      schema: {
        tags,
        summary: 'Everything about one customer',
        params: customerParams,
        response: { 200: customerPage, 404: problem },
      },
    },
    async (request, reply) => {
      const found = await customerOf(request, request.params.tenant);
      tagged(reply, found);
      return customerPageOf(request, found, deps.clock());
    },
  );

  app.patch(
    '/api/v1/customers/:tenant',
    {
      config: { needs: 'customers:write', versioned: true },
      schema: {
        tags,
        summary: 'Change what is written down about a customer',
        params: customerParams,
        body: customerChange,
        response: { 200: customer, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const known = await customerOf(request, request.params.tenant);
      const version = expectedVersion(request, known);
      if (request.body.timeZone !== undefined) checkZone(request.body.timeZone);
      const after = await request.store.customers.change(known.id, request.body, version);
      if (after === 'stale') throw stale(await customerOf(request, known.id));
      if (isRefusal(after)) throw refusal(after);
      await deps.changed('tenants');
      tagged(reply, after);
      return presentCustomer(after);
    },
  );

  for (const [act, state] of [
    ['suspend', 'suspended'],
    ['resume', 'active'],
  ] as const) {
    app.post(
      `/api/v1/customers/:tenant/${act}`,
      {
        config: { needs: 'customers:write', versioned: true },
        schema: {
          tags,
          summary:
            act === 'suspend'
              ? 'Suspend a customer: its people and tokens are refused, it stays watched and protected'
              : 'Let people and tokens of a suspended customer in again',
          params: customerParams,
          ...(act === 'suspend' && { body: suspension }),
          response: { 200: customer, 404: problem, 409: problem },
        },
      },
      async (request, reply) => {
        if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider may do this.');
        const known = await livingCustomer(request, request.params.tenant);
        // A button shows the state; who presses it twice means the same. A version counts when it is sent.
        const version = request.headers['if-match'] === undefined ? undefined : expectedVersion(request, known);
        const { reason = '' } = (request.body ?? {}) as { reason?: string };
        const after = await request.store.customers.setState(known.id, state, reason, version);
        if (after === 'stale') throw stale(await livingCustomer(request, known.id));
        await deps.changed('tenants');
        tagged(reply, after);
        return presentCustomer(after);
      },
    );
  }

  app.get(
    '/api/v1/customers/:tenant/holdings',
    {
      config: { needs: 'customers:read' },
      schema: {
        tags,
        summary: 'What an export holds and an erasure removes: rows per table, blocks, legal holds',
        params: customerParams,
        response: { 200: customerHoldings, 404: problem },
      },
    },
    async (request) => {
      const { id } = await customerOf(request, request.params.tenant);
      const { customers } = request.store;
      const [counts, blocks, holds] = await Promise.all([
        customers.holdings(id),
        customers.blocks(id),
        customers.holds(id),
      ]);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { counts: { ...counts }, total, blocks: blocks.length, holds: [...holds] };
    },
  );

  partRoutes(server, deps);
  importRoutes(server, deps);
  leaveRoutes(server, deps);
}

function checkZone(timeZone: string): void {
  if (!isTimeZone(timeZone)) {
    throw new Problem(400, 'This is no time zone. Write for example Europe/Amsterdam.', 'timeZone');
  }
}

function ownView(summary: Parameters<typeof presentCustomerSummary>[0]) {
  return withoutNotes(presentCustomerSummary(summary));
}
