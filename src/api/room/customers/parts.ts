import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Part } from '../../../core/customer/part.ts';
import { type PartName, type PartRow, type PartValues, partNames, parts } from '../../../core/customer/parts.ts';
import { rangeFault, readValue } from '../../../core/customer/read-value.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentPart } from '../../present/customer.ts';
import { Problem } from '../../problem.ts';
import { page, problem } from '../../schema/common.ts';
import { type CustomerPart, customerId, partSchema } from '../../schema/customers.ts';
import { customerOf, customerParams, isRefusal, refusal } from './customer-of.ts';

const query = z.object({
  q: z.string().max(200).optional(),
  /** Id of the last row of the page before, as `next` gave it. */
  cursor: z
    .string()
    .regex(/^[\w.-]{1,128}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const rowParams = z.object({ tenant: customerId, id: z.string().regex(/^[\w.-]{1,128}$/) });

/** Lists, makes, changes and removes the rows of each part of a customer. */
export function partRoutes(server: FastifyInstance, deps: ApiDeps): void {
  for (const name of partNames) registerPart(server, deps, name);
}

function registerPart<N extends PartName>(server: FastifyInstance, deps: ApiDeps, name: N): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const part: Part = parts[name];
  const article = /^[aeiou]/i.test(part.noun) ? 'an' : 'a';
  const { row, made, change } = partSchema[name] as {
    row: z.ZodType<CustomerPart<N>>;
    made: z.ZodType<PartValues<N>>;
    change: z.ZodType<Partial<PartValues<N>>>;
  };
  const tags = ['customers'];
  const path = `/api/v1/customers/:tenant/${name}`;

  app.get(
    path,
    {
      config: { needs: 'customers:read' },
      schema: {
        tags,
        summary: `List the ${name.replace('-', ' ')} of a customer`,
        params: customerParams,
        querystring: query,
        response: { 200: page(row as z.ZodType), 404: problem },
      },
    },
    async (request) => {
      const { tenant } = request.params;
      await customerOf(request, tenant);
      const { q, cursor, limit } = request.query;
      const { items, total, next } = await request.store.customers.listPart(tenant, name, { q, after: cursor, limit });
      return { items: items.map((item) => presentPart<N>(item)), total, next: next ?? null };
    },
  );

  app.post(
    path,
    {
      config: { needs: 'customers:write' },
      schema: {
        tags,
        summary: `Add ${article} ${part.noun}`,
        params: customerParams,
        body: made as z.ZodType,
        response: { 200: row as z.ZodType, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      const customer = await customerOf(request, tenant);
      if (customer.state === 'erasing') throw new Problem(409, 'This customer is being erased.', 'tenant');
      const values = readValues(part, request.body as PartValues<N>);
      checkRange(values);
      const after = await request.store.customers.insertPart(tenant, name, values);
      if (isRefusal(after)) throw refusal(after);
      await deps.changed('tenants');
      tagged(reply, after);
      return presentPart<N>(after);
    },
  );

  app.patch(
    `${path}/:id`,
    {
      config: { needs: 'customers:write', versioned: true },
      schema: {
        tags,
        summary: `Change ${article} ${part.noun}`,
        params: rowParams,
        body: change as z.ZodType,
        response: { 200: row as z.ZodType, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const { tenant, id } = request.params;
      const known = await rowOf(request, tenant, id);
      const version = expectedVersion(request, known);
      const values = readValues(part, request.body as Partial<PartValues<N>>);
      checkRange({ ...known, ...values });
      const after = await request.store.customers.changePart(tenant, name, id, values, version);
      if (after === 'stale') throw stale(await rowOf(request, tenant, id));
      if (isRefusal(after)) throw refusal(after);
      await deps.changed('tenants');
      tagged(reply, after);
      return presentPart<N>(after);
    },
  );

  app.delete(
    `${path}/:id`,
    {
      config: { needs: 'customers:write', versioned: true },
      schema: {
        tags,
        summary: `Remove ${article} ${part.noun}`,
        params: rowParams,
        response: { 204: z.null(), 404: problem },
      },
    },
    async (request, reply) => {
      const { tenant, id } = request.params;
      const known = await rowOf(request, tenant, id);
      const done = await request.store.customers.removePart(tenant, name, id, expectedVersion(request, known));
      if (!done) throw stale(await rowOf(request, tenant, id));
      await deps.changed('tenants');
      return reply.code(204).send(null);
    },
  );

  async function rowOf(request: FastifyRequest, tenant: string, id: string): Promise<PartRow<N>> {
    const found = await request.store.customers.getPart(tenant, name, id);
    if (!found) throw new Problem(404, `This customer has no such ${part.noun}.`, 'id');
    return found;
  }
}

/** Values in the form in which they are kept. */
function readValues<V extends object>(part: Part, values: V): V {
  const read: Record<string, unknown> = {};
  for (const field of part.fields) {
    const value = (values as Record<string, unknown>)[field.key];
    if (value === undefined) continue;
    const result = readValue(field, value);
    if (!result.ok) throw new Problem(400, result.reason, field.key);
    read[field.key] = result.value;
  }
  return read as V;
}

function checkRange(values: object): void {
  const { first, last } = values as { first?: string; last?: string };
  const fault = first !== undefined && last !== undefined && rangeFault(first, last);
  if (fault) throw new Problem(400, fault, 'last');
}
