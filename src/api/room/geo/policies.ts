import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GeoPolicy, GeoPolicyForm } from '../../../core/geo/geo-policy.ts';
import { maySee, scopeOf } from '../../access/actor.ts';
import { demandDangerous } from '../../access/proof.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { formOf, presentPolicy, readPolicyForm } from '../../present/geo.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  type GeoPolicyWire,
  geoAcknowledge,
  geoCheck,
  geoCheckQuery,
  geoPolicy,
  geoPolicySave,
  geoPreview,
  geoPreviewQuery,
  geoReach,
  geoRevertForm,
  geoStateForm,
} from '../../schema/geo.ts';
import { demandCuts } from './demand-cuts.ts';
import { callerOf, checkScope } from './geo-caller.ts';
import { withProposal } from './with-proposal.ts';

const tags = ['geo'];
const params = z.object({ id: z.string().min(1).max(128) });
const maxBody = 4 * 1024 * 1024;
const changedAnswers = { 400: problem, 404: problem, 409: problem, 412: problem, 422: problem };

/** Policies: read, write, check, preview, turn on, go back. */
export function geoPolicyRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/policies',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Policies, widest scope first',
        querystring: z.object({ tenant: z.string().max(100).optional() }),
        response: { 200: z.array(geoPolicy) },
      },
    },
    async (request) => {
      const all = await request.store.geo.policies.list(scopeOf(request, request.query.tenant));
      return all.map(presentPolicy);
    },
  );

  app.get(
    '/api/v1/geo/policies/:id',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'One policy', params, response: { 200: geoPolicy, 404: problem } },
    },
    async (request, reply) => {
      const policy = await known(request, request.params.id);
      tagged(reply, policy);
      return presentPolicy(policy);
    },
  );

  app.get(
    '/api/v1/geo/policies/:id/reach',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Who carries a policy out: the kernel at which addresses, calls, sign-in, other programs',
        params,
        response: { 200: geoReach, 404: problem },
      },
    },
    async (request) => deps.geoDesk.reach(await known(request, request.params.id)),
  );

  app.post(
    '/api/v1/geo/policies/check',
    {
      bodyLimit: maxBody,
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Faults of a policy, and whom it would cut off were it enforced',
        body: geoCheckQuery,
        response: { 200: geoCheck, 400: problem },
      },
    },
    async (request) => {
      const form = readPolicyForm(request.body.policy);
      await checkScope(request, form.scope);
      return deps.geoDesk.check(form, request.body.id, callerOf(request));
    },
  );

  app.post(
    '/api/v1/geo/policies/preview',
    {
      bodyLimit: maxBody,
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'What a policy would have done in the last days, were it enforced',
        body: geoPreviewQuery,
        response: { 200: geoPreview, 400: problem, 422: problem, 503: problem },
      },
    },
    async (request) => {
      const { policy, id, days } = request.body;
      const form = readPolicyForm(policy);
      await checkScope(request, form.scope);
      refuseFaults(deps.geoDesk.faults(form, id));
      const preview = await deps.geoDesk.preview(form, id, days);
      if (!preview) throw new Problem(503, 'Previews are being worked out for others. Try again in a few seconds.');
      return preview;
    },
  );

  app.post(
    '/api/v1/geo/policies',
    {
      bodyLimit: maxBody,
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Make a policy; to enforce it at once needs a fresh second factor and its cuts confirmed',
        body: geoPolicySave,
        response: { 200: geoPolicy, ...changedAnswers },
      },
    },
    async (request, reply) => {
      const { confirm, acknowledgeCuts, ...form } = request.body;
      return save(request, reply, {
        ...{ id: '', form: readPolicyForm(form), confirm, acknowledgeCuts },
        ...{ before: undefined, version: undefined },
      });
    },
  );

  app.put(
    '/api/v1/geo/policies/:id',
    {
      bodyLimit: maxBody,
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary: 'Change a policy; one that is or will be enforced needs a fresh second factor and its cuts confirmed',
        params,
        body: geoPolicySave,
        response: { 200: geoPolicy, ...changedAnswers },
      },
    },
    async (request, reply) => {
      const before = await known(request, request.params.id);
      const version = expectedVersion(request, before);
      const { confirm, acknowledgeCuts, ...form } = request.body;
      return save(request, reply, {
        ...{ id: before.id, form: readPolicyForm(form), confirm, acknowledgeCuts, before, version },
      });
    },
  );

  app.post(
    '/api/v1/geo/policies/:id/state',
    {
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary:
          'Off, watch or enforced; from and to enforced needs a fresh second factor, enforcing its cuts confirmed',
        params,
        body: geoStateForm,
        response: { 200: geoPolicy, ...changedAnswers },
      },
    },
    async (request, reply) => {
      const before = await known(request, request.params.id);
      const version = expectedVersion(request, before);
      const { state, confirm, acknowledgeCuts } = request.body;
      const form = { ...formOf(before), state };
      return save(request, reply, { id: before.id, form, confirm, acknowledgeCuts, before, version });
    },
  );

  app.delete(
    '/api/v1/geo/policies/:id',
    {
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary: 'Remove a policy; its versions are kept. One that lets somebody pass who works now is confirmed',
        params,
        querystring: geoAcknowledge,
        response: { 204: z.null(), 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const before = await known(request, request.params.id);
      const version = expectedVersion(request, before);
      if (before.state === 'enforced') demandDangerous(request, 'geo:write', deps.clock());
      const cuts = await deps.geoDesk.cutsOf({ what: 'policy-gone', id: before.id }, callerOf(request));
      demandCuts(cuts, { all: request.query.acknowledgeCuts === 'true' });
      if (!(await request.store.geo.policies.remove(before.id, version)))
        throw stale(await known(request, request.params.id));
      await deps.geoDesk.changed('policies');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/geo/policies/:id/revert',
    {
      config: { needs: 'geo:write', versioned: true },
      schema: {
        tags,
        summary: 'Go back: the form of an earlier version as a new one, in the state that one had',
        params,
        body: geoRevertForm,
        response: { 200: geoPolicy, ...changedAnswers },
      },
    },
    async (request, reply) => {
      const before = await known(request, request.params.id);
      const version = expectedVersion(request, before);
      const wanted = await request.store.geo.policies.version(before.id, request.body.version);
      if (!wanted) throw new Problem(404, 'There is no such version.', 'version');
      const { confirm, acknowledgeCuts } = request.body;
      return save(request, reply, { id: before.id, form: wanted.form, confirm, acknowledgeCuts, before, version });
    },
  );

  async function known(request: FastifyRequest, id: string): Promise<GeoPolicy> {
    const policy = await request.store.geo.policies.get(id);
    if (!policy || !maySee(request, policy.scope.tenant || 'provider'))
      throw new Problem(404, 'There is no such policy.');
    return policy;
  }

  async function save(
    request: FastifyRequest,
    reply: FastifyReply,
    wish: {
      readonly id: string;
      readonly form: GeoPolicyForm;
      readonly confirm: readonly string[];
      readonly acknowledgeCuts: boolean;
      readonly before: GeoPolicy | undefined;
      readonly version: number | undefined;
    },
  ): Promise<GeoPolicyWire> {
    const { id, form, before, version } = wish;
    await checkScope(request, form.scope);
    refuseFaults(deps.geoDesk.faults(form, before ? id : ''));
    if (form.state === 'enforced' || before?.state === 'enforced') demandDangerous(request, 'geo:write', deps.clock());
    const change = { what: 'policy', id: before ? id : '', form } as const;
    demandCuts(await deps.geoDesk.cutsOf(change, callerOf(request)), { keys: wish.confirm, all: wish.acknowledgeCuts });
    const { policies } = request.store.geo;
    const after = before
      ? await policies.update(id, form, version)
      : await policies.insert(withProposal(form, deps.clock()));
    if (!after) throw stale(await known(request, id));
    await deps.geoDesk.changed('policies');
    tagged(reply, after);
    return presentPolicy(after);
  }
}

function refuseFaults(faults: z.infer<typeof geoCheck>['faults']): void {
  if (faults.length === 0) return;
  throw new Problem(422, faults[0].sentence, faults[0].field, '/problems/geo-faults', { faults });
}
