import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../access/actor.ts';
import type { HoldRecord } from '../ports/keeping.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { type Hold, hold, holdRelease, newHold } from '../schema/keeping.ts';

const params = z.object({ id: z.string().min(1).max(128) });

/** Legal holds: what must stay for an incident. */
export function holdRoutes(server: FastifyInstance): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/holds',
    {
      config: { needs: 'settings:read' },
      schema: { tags: ['keeping'], summary: 'Legal holds, those in force first', response: { 200: z.array(hold) } },
    },
    async (request) => (await request.store.holds.list()).map(present),
  );

  app.post(
    '/api/v1/holds',
    {
      config: { needs: 'holds:write' },
      schema: {
        tags: ['keeping'],
        summary: 'Keep a time span of a customer for an incident',
        body: newHold,
        response: { 200: hold, 400: problem },
      },
    },
    async (request) => {
      const { tenant, incident, reason, from, to } = request.body;
      const { holds, tenants } = request.store;
      if (!(await tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(400, 'There is no such customer.', 'tenant');
      const createdBy = actorOf(request).name;
      const id = await holds.insert({
        ...{ tenant, incident, reason, createdBy },
        from: Date.parse(from),
        to: Date.parse(to),
      });
      return present((await holds.get(id))!);
    },
  );

  app.post(
    '/api/v1/holds/:id/release',
    {
      config: { needs: 'holds:write' },
      schema: {
        tags: ['keeping'],
        summary: 'Release a hold; what is past its time goes with the next clean-up',
        params,
        body: holdRelease,
        response: { 200: hold, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { holds } = request.store;
      const { id } = request.params;
      const released = await holds.release(id, actorOf(request).name, request.body.reason);
      const found = await holds.get(id);
      if (!found) throw new Problem(404, 'There is no such hold.');
      if (!released) throw new Problem(409, 'This hold was released before.');
      return present(found);
    },
  );
}

function present({ from, to, createdAt, released, ...rest }: HoldRecord): Hold {
  return {
    ...rest,
    from: iso(from),
    to: iso(to),
    createdAt: iso(createdAt),
    released: released ? { ...released, at: iso(released.at) } : null,
  };
}
