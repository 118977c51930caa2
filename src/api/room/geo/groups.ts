import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { groupChanges } from '../../../core/geo/group-changes.ts';
import { expectedVersion, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentGroup, presentGroupVersions, presentRemovedGroup } from '../../present/geo-history.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  geoChanges,
  geoChangesQuery,
  geoGroup,
  geoGroupForm,
  geoGroupRevertForm,
  geoGroupVersion,
  geoOwnGroup,
  geoRemovedGroup,
} from '../../schema/geo.ts';
import { pairOf } from './compared.ts';
import { knownGroup, late, providerOnly, saveGroup } from './save-group.ts';

const tags = ['geo'];
const params = z.object({ name: geoGroup.shape.name });
const changedAnswers = { 400: problem, 404: problem, 409: problem, 412: problem, 428: problem };

/** Groups of the provider's own: subjects under one name, every version of them, and the way back. */
export function geoGroupRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/groups',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Own groups', response: { 200: z.array(geoOwnGroup) } },
    },
    async (request) => (await request.store.geo.groups.list()).map(presentGroup),
  );

  app.get(
    '/api/v1/geo/groups/:name',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'One own group', params, response: { 200: geoOwnGroup, 404: problem } },
    },
    async (request, reply) => {
      const group = await knownGroup(request, request.params.name);
      tagged(reply, group);
      return presentGroup(group);
    },
  );

  app.put(
    '/api/v1/geo/groups/:name',
    {
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary: 'Make a group (If-Match "0", or none), or change one; policies that name it follow at once',
        params,
        body: geoGroupForm,
        response: { 200: geoOwnGroup, ...changedAnswers },
      },
    },
    async (request, reply) => {
      const { acknowledgeCuts, ...group } = request.body;
      return saveGroup(request, reply, deps, { name: request.params.name, ...group }, acknowledgeCuts);
    },
  );

  app.delete(
    '/api/v1/geo/groups/:name',
    {
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary: 'Remove a group that no policy names; its versions are kept',
        params,
        response: { 204: z.null(), ...changedAnswers },
      },
    },
    async (request, reply) => {
      providerOnly(request);
      const { name } = request.params;
      const before = await knownGroup(request, name);
      const version = expectedVersion(request, before);
      const users = await deps.geoDesk.groupUsers(name);
      if (users.length > 0) throw new Problem(409, `These policies name it: ${users.slice(0, 5).join(', ')}.`, 'name');
      if (!(await request.store.geo.groups.remove(name, version))) throw await late(request, name);
      await deps.geoDesk.changed('policies');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/geo/groups/:name/versions',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Every version of a group, also of a removed one, newest first, with what each changed',
        params,
        response: { 200: z.array(geoGroupVersion), 404: problem },
      },
    },
    async (request) => {
      const versions = await request.store.geo.groups.versions(request.params.name);
      if (versions.length === 0) throw new Problem(404, 'There is no such group.');
      return presentGroupVersions(versions, groupChanges);
    },
  );

  app.get(
    '/api/v1/geo/groups/:name/changes',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'What is different between two versions of a group, in sentences',
        params,
        querystring: geoChangesQuery,
        response: { 200: geoChanges, 404: problem },
      },
    },
    async (request) => {
      const { groups } = request.store.geo;
      const { name } = request.params;
      const [from, to] = await pairOf(request.query, {
        newest: async () => (await groups.versions(name))[0]?.version,
        version: (version) => groups.version(name, version),
      });
      return { from: from.version, to: to.version, changes: groupChanges(from, to).map((one) => ({ ...one })) };
    },
  );

  app.post(
    '/api/v1/geo/groups/:name/revert',
    {
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary: 'Go back: an earlier version as a new one; a removed group comes back so',
        params,
        body: geoGroupRevertForm,
        response: { 200: geoOwnGroup, ...changedAnswers },
      },
    },
    async (request, reply) => {
      providerOnly(request);
      const { name } = request.params;
      const wanted = await request.store.geo.groups.version(name, request.body.version);
      if (!wanted) throw new Problem(404, 'There is no such version.', 'version');
      const { title, subjects } = wanted;
      return saveGroup(request, reply, deps, { name, title, subjects }, request.body.acknowledgeCuts);
    },
  );

  app.get(
    '/api/v1/geo/removed/groups',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Groups that were removed, as they were then, newest removal first',
        response: { 200: z.array(geoRemovedGroup) },
      },
    },
    async (request) => (await request.store.geo.groups.removed()).map(presentRemovedGroup),
  );
}
