import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Recovery } from '../../../core/incident/recovery.ts';
import { actorOf, ownerOf, scopeOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentProbeTarget, presentRecovery, recoveryForCustomer } from '../../present/measure.ts';
import { Problem } from '../../problem.ts';
import { problem, tenantId } from '../../schema/common.ts';
import {
  probeTarget,
  probeTargetForm,
  type RecoveryWire,
  recovery,
  recoveryBack,
  recoveryPhase,
  recoveryProbe,
  recoverySaid,
  watchForm,
} from '../../schema/measures.ts';
import { visibleIncident } from '../incidents/show-incident.ts';
import { measureAsker } from './measure-asker.ts';
import { must } from './refused.ts';

const tags = ['measures'];
const params = z.object({ id: z.string().min(1).max(128) });
const phaseParams = params.extend({ phase: recoveryPhase });
const answers = { 200: recovery, 400: problem, 404: problem, 409: problem };

/** The way back to production: tests phase by phase, extra watch, where the tests look. */
export function recoveryRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/incidents/:id/recovery',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'How far the return to production is',
        params,
        response: { 200: recovery, 404: problem },
      },
    },
    async (request) => {
      const found = await deps.measures.recovery.get(request.params.id, request.work);
      if (!found) throw new Problem(404, 'The return to production has not begun.');
      return show(request, found);
    },
  );

  app.post(
    '/api/v1/incidents/:id/recovery',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary:
          'Begin the return to production: one phone, one site, everybody; anew once it is done or the incident was reopened',
        params,
        response: answers,
      },
    },
    async (request) => show(request, must(await deps.measures.recovery.begin(request.params.id, asker(request)))),
  );

  app.post(
    '/api/v1/incidents/:id/recovery/:phase/probe',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary:
          'Let our own SIP client sign in or call, and write down what it saw; it never calls an emergency number',
        params: phaseParams,
        body: recoveryProbe,
        response: answers,
      },
    },
    async (request) => {
      const { test, ...form } = request.body;
      const given = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));
      const { id, phase } = request.params;
      return show(request, must(await deps.measures.recovery.probe(id, phase, test, given, asker(request))));
    },
  );

  app.post(
    '/api/v1/incidents/:id/recovery/:phase/said',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'What a person saw of a test; the emergency route is confirmed with the name of who looked',
        params: phaseParams,
        body: recoverySaid,
        response: answers,
      },
    },
    async (request) => {
      const { id, phase } = request.params;
      return show(request, must(await deps.measures.recovery.say(id, phase, request.body, asker(request))));
    },
  );

  app.post(
    '/api/v1/incidents/:id/recovery/:phase/finish',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'Go on to the next phase: every test passed or does not apply',
        params: phaseParams,
        response: answers,
      },
    },
    async (request) => {
      const { id, phase } = request.params;
      return show(request, must(await deps.measures.recovery.finish(id, phase, asker(request))));
    },
  );

  app.post(
    '/api/v1/incidents/:id/recovery/:phase/back',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'Go back to a phase that was done: its tests and those of wider ones are to be done again',
        params: phaseParams,
        body: recoveryBack,
        response: answers,
      },
    },
    async (request) => {
      const { id, phase } = request.params;
      return show(request, must(await deps.measures.recovery.goBack(id, phase, request.body.reason, asker(request))));
    },
  );

  app.post(
    '/api/v1/incidents/:id/recovery/watch',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'Extra watch for so long: alerts of the customers hit, however mild, join the incident',
        params,
        body: watchForm,
        response: answers,
      },
    },
    async (request) =>
      show(request, must(await deps.measures.recovery.watch(request.params.id, request.body.hours, asker(request)))),
  );

  app.delete(
    '/api/v1/incidents/:id/recovery/watch',
    {
      config: { needs: 'incidents:write' },
      schema: { tags, summary: 'End the extra watch', params, response: answers },
    },
    async (request) => show(request, must(await deps.measures.recovery.watch(request.params.id, 0, asker(request)))),
  );

  app.get(
    '/api/v1/probe-targets',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary: 'Where tests of recovery look, by asset',
        querystring: z.object({
          tenant: tenantId.optional(),
          /** Only systems of the customers of this incident: those that its tests may look at. */
          incident: z.string().min(1).max(128).optional(),
        }),
        response: { 200: z.array(probeTarget), 404: problem },
      },
    },
    async (request) => {
      const tenant = scopeOf(request, request.query.tenant);
      const { incident } = request.query;
      const { recovery: desk } = deps.measures;
      const found =
        incident === undefined
          ? await desk.targets(tenant === undefined ? undefined : [tenant], request.work)
          : await desk.targetsOf((await visibleIncident(request, incident)).id, request.work);
      return (found ?? []).filter((one) => tenant === undefined || one.tenant === tenant).map(presentProbeTarget);
    },
  );

  app.put(
    '/api/v1/customers/:tenant/probe-targets/:asset',
    {
      config: { needs: 'settings:write' },
      schema: {
        tags,
        summary:
          'Where tests of an asset look, and the password of an account they sign in with, which goes to the vault',
        params: z.object({ tenant: tenantId, asset: z.string().min(1).max(128) }),
        body: probeTargetForm,
        response: { 200: probeTarget, 400: problem, 404: problem },
      },
    },
    async (request) => {
      const { asset } = request.params;
      const tenant = ownerOf(request, request.params.tenant);
      if (!(await request.store.customers.getPart(tenant, 'assets', asset)))
        throw new Problem(404, 'This customer has no such system.', 'asset');
      const { account, password, ...place } = request.body;
      if ((account === '') !== (password === ''))
        throw new Problem(400, 'An account and its password go together.', account === '' ? 'account' : 'password');
      const target = { tenant, asset, ...place };
      return presentProbeTarget(
        must(await deps.measures.recovery.putTarget(target, { account, password }, request.work)),
      );
    },
  );

  function asker(request: FastifyRequest) {
    return measureAsker(request, deps.clock()).asker;
  }

  async function show(request: FastifyRequest, found: Recovery): Promise<RecoveryWire> {
    const { measures, incidents } = request.store;
    const { items } = await measures.list({ incident: found.incident, state: 'open', limit: 1000 });
    const incident = await incidents.get(found.incident);
    const shown = presentRecovery(found, {
      measures: items.filter(({ state }) => state !== 'waiting').length,
      canBegin: incident !== undefined && deps.measures.recovery.canBegin(found, incident),
    });
    const { tenant } = actorOf(request);
    return tenant === undefined ? shown : recoveryForCustomer(shown, tenant);
  }
}
