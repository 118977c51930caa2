import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GeoPolicyVersion } from '../../../core/geo/records.ts';
import { maySee, scopeOf } from '../../access/actor.ts';
import { tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentPolicy } from '../../present/geo.ts';
import { presentPolicyVersions, presentRemovedPolicy } from '../../present/geo-history.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  geoChanges,
  geoChangesQuery,
  geoPolicy,
  geoRemovedPolicy,
  geoRestoreForm,
  geoVersion,
} from '../../schema/geo.ts';
import { pairOf } from './compared.ts';
import { checkScope } from './geo-caller.ts';
import { withProposal } from './with-proposal.ts';

const tags = ['geo'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Versions of policies, those of removed ones too, and the way back for what was removed. */
export function geoPolicyHistoryRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/removed/policies',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Policies that were removed, as they were then, newest removal first',
        querystring: z.object({ tenant: z.string().max(100).optional() }),
        response: { 200: z.array(geoRemovedPolicy) },
      },
    },
    async (request) => {
      const removed = await request.store.geo.policies.removed(scopeOf(request, request.query.tenant));
      return removed.map(presentRemovedPolicy);
    },
  );

  app.get(
    '/api/v1/geo/policies/:id/versions',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Every version of a policy, also of a removed one, newest first, with what each changed',
        params,
        response: { 200: z.array(geoVersion), 404: problem },
      },
    },
    async (request) => {
      const versions = await versionsOf(request, request.params.id);
      return presentPolicyVersions(versions, (before, after) => deps.geoDesk.changes(before?.form, after.form));
    },
  );

  app.get(
    '/api/v1/geo/policies/:id/changes',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'What is different between two versions of a policy, in sentences',
        params,
        querystring: geoChangesQuery,
        response: { 200: geoChanges, 404: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      const [newest] = await versionsOf(request, id);
      const [from, to] = await pairOf(request.query, {
        newest: async () => newest.version,
        version: (version) => request.store.geo.policies.version(id, version),
      });
      const changes = deps.geoDesk.changes(from.form, to.form).map((sentence) => ({ ...sentence }));
      return { from: from.version, to: to.version, changes };
    },
  );

  app.post(
    '/api/v1/geo/policies/:id/restore',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Bring a removed policy back as a new version; one that was enforced comes back to watch',
        params,
        body: geoRestoreForm,
        response: { 200: geoPolicy, 400: problem, 404: problem, 409: problem, 422: problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { policies } = request.store.geo;
      const [newest] = await versionsOf(request, id);
      if (newest.removedAt === undefined) throw notRemoved();
      const wanted = request.body.version === undefined ? newest : await policies.version(id, request.body.version);
      if (!wanted) throw new Problem(404, 'There is no such version.', 'version');
      const state = wanted.form.state === 'enforced' ? 'watch' : wanted.form.state;
      const form = withProposal({ ...wanted.form, state }, deps.clock());
      await checkScope(request, form.scope);
      const faults = deps.geoDesk.faults(form, '');
      if (faults.length > 0)
        throw new Problem(422, faults[0].sentence, faults[0].field, '/problems/geo-faults', { faults });
      const back = await policies.restore(id, form);
      if (!back) throw notRemoved();
      await deps.geoDesk.changed('policies');
      tagged(reply, back);
      return presentPolicy(back);
    },
  );
}

/** Newest first, at least one. */
async function versionsOf(request: FastifyRequest, id: string): Promise<readonly GeoPolicyVersion[]> {
  const versions = await request.store.geo.policies.versions(id);
  if (versions.length === 0 || !maySee(request, versions[0].form.scope.tenant || 'provider'))
    throw new Problem(404, 'There is no such policy.');
  return versions;
}

function notRemoved(): Problem {
  return new Problem(409, 'This policy is there; nothing has to be brought back.');
}
