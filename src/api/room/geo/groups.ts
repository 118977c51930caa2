import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GeoGroup } from '../../../core/geo/geo-policy.ts';
import { actorOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { geoGroup, geoGroupForm } from '../../schema/geo.ts';

const tags = ['geo'];
const params = z.object({ name: geoGroup.shape.name });

/** Groups of the provider's own: subjects under one name. */
export function geoGroupRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const show = ({ name, title, subjects }: GeoGroup) => ({
    ...{ name, title: { nl: title, en: title }, subjects: [...subjects], builtIn: false },
  });

  app.get(
    '/api/v1/geo/groups',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Own groups', response: { 200: z.array(geoGroup) } },
    },
    async (request) => (await request.store.geo.groups.list()).map(show),
  );

  app.put(
    '/api/v1/geo/groups/:name',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Make or change a group; policies that name it follow at once',
        params,
        body: geoGroupForm,
        response: { 200: geoGroup, 400: problem },
      },
    },
    async (request) => {
      ofProvider(request);
      const group: GeoGroup = { name: request.params.name, ...request.body };
      const [fault] = await deps.geoDesk.groupFaults(group);
      if (fault) throw new Problem(400, fault, 'subjects');
      await request.store.geo.groups.put(group);
      await deps.geoDesk.changed('policies');
      return show(group);
    },
  );

  app.delete(
    '/api/v1/geo/groups/:name',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Remove a group that no policy names',
        params,
        response: { 204: z.null(), 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      ofProvider(request);
      const users = await deps.geoDesk.groupUsers(request.params.name);
      if (users.length > 0) throw new Problem(409, `These policies name it: ${users.slice(0, 5).join(', ')}.`, 'name');
      if (!(await request.store.geo.groups.remove(request.params.name)))
        throw new Problem(404, 'There is no such group.');
      await deps.geoDesk.changed('policies');
      return reply.code(204).send(null);
    },
  );
}

function ofProvider(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider has groups.');
}
