import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GeoAttack } from '../../../core/geo/geo-policy.ts';
import { actorOf, authorOf, maySee } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentAttack, readScope } from '../../present/geo.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  type GeoAttackForm,
  type GeoAttackWire,
  geoAttack,
  geoAttackForm,
  geoAttackPreview,
  geoExtendForm,
  geoProposal,
} from '../../schema/geo.ts';
import { demandAttackCuts } from './demand-cuts.ts';
import { callerOf, checkScope } from './geo-caller.ts';

const tags = ['geo'];
const params = z.object({ id: z.string().min(1).max(128) });
/** Modes of before that a list shows besides those that are on. */
const shown = 50;

/** The doors in an emergency: shut, extend, open; and what Belwacht proposes. */
export function geoAttackRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/attacks',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Attack modes, newest first', response: { 200: z.array(geoAttack) } },
    },
    async (request) => {
      const { attacks } = request.store.geo;
      const tenant = actorOf(request).tenant;
      const [current, past] = await Promise.all([
        attacks.list({ tenant, state: 'current', limit: 200 }),
        attacks.list({ tenant, limit: shown }),
      ]);
      const all = new Map([...current.items, ...past.items].map((record) => [record.id, record]));
      return [...all.values()].sort((a, b) => b.from - a.from).map(presentAttack);
    },
  );

  app.post(
    '/api/v1/geo/attacks/preview',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Whom an attack mode would cut off, and what it would have refused in the last hour',
        body: geoAttackForm,
        response: { 200: geoAttackPreview, 400: problem },
      },
    },
    async (request) => deps.geoDesk.previewAttack(await attackOf(request, request.body), callerOf(request)),
  );

  app.post(
    '/api/v1/geo/attacks',
    {
      config: { needs: 'geo:attack', stepUp: true },
      schema: {
        tags,
        summary: 'Shut doors for a while; answers once the kernel has confirmed it',
        body: geoAttackForm,
        response: { 200: geoAttack, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const attack = await attackOf(request, request.body);
      // Whoever knows is not kept waiting.
      if (!request.body.acknowledgeCuts) demandAttackCuts(await deps.geoDesk.attackCuts(attack, callerOf(request)));
      await deps.geoDesk.raise(attack, request.work);
      if (request.body.proposal) deps.geoDesk.taken(request.body.proposal);
      return show(request, attack.id);
    },
  );

  app.post(
    '/api/v1/geo/attacks/:id/extend',
    {
      config: { needs: 'geo:attack' },
      schema: {
        tags,
        summary: 'Let an attack mode end later (or sooner): so long from now',
        params,
        body: geoExtendForm,
        response: { 200: geoAttack, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await show(request, id);
      if (!(await deps.geoDesk.extend(id, deps.clock() + request.body.durationS * 1000, request.work)))
        throw new Problem(409, 'This mode is not on any more.');
      return show(request, id);
    },
  );

  app.post(
    '/api/v1/geo/attacks/:id/lift',
    {
      config: { needs: 'geo:attack' },
      schema: {
        tags,
        summary: 'Open the doors again; answers once the kernel has confirmed it',
        params,
        response: { 200: geoAttack, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await show(request, id);
      if (!(await deps.geoDesk.lift(id, request.work))) throw new Problem(409, 'This mode is not on any more.');
      return show(request, id);
    },
  );

  app.get(
    '/api/v1/geo/proposals',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Attack modes that running alerts speak for', response: { 200: z.array(geoProposal) } },
    },
    async () => [...deps.geoDesk.proposals()],
  );

  app.post(
    '/api/v1/geo/proposals/:id/dismiss',
    {
      config: { needs: 'geo:attack' },
      schema: {
        tags,
        summary: 'Not now: it is not proposed again for these alerts',
        params,
        response: { 204: z.null(), 404: problem },
      },
    },
    async (request, reply) => {
      if (!(await deps.geoDesk.dismiss(request.params.id, request.work)))
        throw new Problem(404, 'There is no such proposal.');
      return reply.code(204).send(null);
    },
  );

  async function show(request: FastifyRequest, id: string): Promise<GeoAttackWire> {
    const record = await request.store.geo.attacks.get(id);
    if (!record || !maySee(request, record.scope.tenant || 'provider'))
      throw new Problem(404, 'There is no such attack mode.');
    return presentAttack(record);
  }

  async function attackOf(request: FastifyRequest, form: GeoAttackForm): Promise<GeoAttack> {
    const scope = readScope(form.scope);
    await checkScope(request, scope);
    if (form.kind === 'refuse-countries' && form.countries.length === 0)
      throw new Problem(400, 'Say which countries.', 'countries');
    if (form.services.includes('calls-out'))
      throw new Problem(400, 'Calls out are stopped with call stops.', 'services');
    if (form.alert !== '') {
      const record = await request.store.alerts.get(form.alert);
      if (!record) throw new Problem(400, 'There is no such alert.', 'alert');
    }
    const named = form.kind === 'only-home' || form.kind === 'refuse-countries' ? form.countries : [];
    const countries = form.kind === 'only-home' && named.length === 0 ? await deps.geoDesk.homeOf({ scope }) : named;
    if (form.kind === 'only-home' && countries.length === 0)
      throw new Problem(
        400,
        'No site in this scope says in which country it is. Say which countries are home.',
        'countries',
      );
    const from = deps.clock();
    return {
      ...{ id: `attack-${randomUUID()}`, kind: form.kind, scope, services: form.services, countries },
      ...{
        from,
        until: from + form.durationS * 1000,
        author: authorOf(request),
        reason: form.reason,
        alert: form.alert,
      },
    };
  }
}
