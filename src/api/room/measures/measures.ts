import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { MeasureAction } from '../../../core/incident/measure-action.ts';
import type { MeasureListing } from '../../../core/incident/measure-record.ts';
import { authorOf, maySee, scopeOf } from '../../access/actor.ts';
import { presentPage, readCursor } from '../../cursor.ts';
import type { MeasureWish } from '../../ports/measures.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { incident } from '../../schema/incidents.ts';
import {
  type MeasureWishForm,
  measure,
  measureExtend,
  measureOffer,
  measurePage,
  measurePreview,
  measureQuery,
  measureReason,
  measureWish,
} from '../../schema/measures.ts';
import { showIncident, visibleIncident } from '../incidents/show-incident.ts';
import { measureAsker } from './measure-asker.ts';
import { recoveryRoutes } from './recovery.ts';
import { must } from './refused.ts';
import { measureSettingRoutes } from './settings.ts';
import { showMeasure, showMeasures } from './show-measure.ts';

const tags = ['measures'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Measures on the network out of an incident: looked at before, taken, agreed to, extended, undone. */
export function measureRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/measures',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'List measures, newest first; with state=open the temporary ones that are still to be undone',
        querystring: measureQuery,
        response: { 200: measurePage, 400: problem },
      },
    },
    async (request) => {
      const { cursor, tenant, ...filters } = request.query;
      const query = { ...filters, tenant: scopeOf(request, tenant), after: readCursor(cursor) };
      const slice = await request.store.measures.list(query);
      const shown = new Map((await showMeasures(request, deps, slice.items)).map((one) => [one.id, one]));
      return presentPage(slice, ({ id }) => shown.get(id)!);
    },
  );

  app.get(
    '/api/v1/measures/offer',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary: 'Where calls can be sent, and which PBXs can be steered',
        response: { 200: measureOffer },
      },
    },
    async (request) => deps.measures.offer(request.work),
  );

  app.get(
    '/api/v1/measures/:id',
    {
      config: { needs: 'incidents:read' },
      schema: { tags, summary: 'One measure', params, response: { 200: measure, 404: problem } },
    },
    async (request) => showMeasure(request, deps, await visible(request, request.params.id)),
  );

  app.post(
    '/api/v1/incidents/:id/measures/preview',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary:
          'What a measure would touch, who carries it out, which guards refuse it, and whether somebody else has to agree',
        params,
        body: measureWish,
        response: { 200: measurePreview, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { asker, proved } = measureAsker(request, deps.clock());
      return must(await deps.measures.preview(wishOf(request.params.id, request.body), asker, proved));
    },
  );

  app.post(
    '/api/v1/incidents/:id/measures',
    {
      config: { needs: 'measures:act', stepUp: true },
      schema: {
        tags,
        summary:
          'Take a measure; answers once the network has confirmed it or had its time, or when it waits for a second person',
        params,
        body: measureWish,
        response: { 200: measure, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { asker, proved } = measureAsker(request, deps.clock());
      const wish = wishOf(request.params.id, request.body);
      // Whoever sends the same key again is answered by the one before; the measure itself knows it too.
      const key = `api:${authorOf(request)}:${request.onceKey?.key ?? randomUUID()}`;
      const { measure: id, sentence } = await deps.measures.take(wish, key, asker, proved);
      if (id === '') throw new Problem(409, sentence, undefined, undefined, { sentence });
      return showMeasure(request, deps, await visible(request, id));
    },
  );

  app.post(
    '/api/v1/measures/:id/approve',
    {
      config: { needs: 'measures:act', stepUp: true },
      schema: {
        tags,
        summary: 'Agree as the second person: it is taken now, or holds as much longer as was asked',
        params,
        response: { 200: measure, 403: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await visible(request, id);
      must(await deps.measures.approve(id, measureAsker(request, deps.clock()).asker));
      return showMeasure(request, deps, await visible(request, id));
    },
  );

  app.post(
    '/api/v1/measures/:id/refuse',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary: 'Do not agree, or take back what was asked for: the measure, or its later end',
        params,
        body: measureReason,
        response: { 200: measure, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await visible(request, id);
      must(await deps.measures.refuse(id, request.body.reason, measureAsker(request, deps.clock()).asker));
      return showMeasure(request, deps, await visible(request, id));
    },
  );

  app.post(
    '/api/v1/measures/:id/extend',
    {
      config: { needs: 'measures:act', stepUp: true },
      schema: {
        tags,
        summary:
          'Let a measure end later (or sooner): so long from now; a later end of what a second person had to agree to waits for one again',
        params,
        body: measureExtend,
        response: { 200: measure, 400: problem, 403: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await visible(request, id);
      const { asker, proved } = measureAsker(request, deps.clock());
      must(await deps.measures.extend(id, request.body.hours, asker, proved));
      return showMeasure(request, deps, await visible(request, id));
    },
  );

  app.post(
    '/api/v1/measures/:id/undo',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary:
          'Take a measure back everywhere; answers once that is confirmed. Until then its state is undoing, and it is tried again',
        params,
        body: measureReason,
        response: { 200: measure, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      const record = await visible(request, id);
      if (!record.lastsMs) throw new Problem(409, 'A call that was hung up cannot be put back.');
      await deps.measures.undo(record.incident, id, request.body.reason, measureAsker(request, deps.clock()).asker);
      return showMeasure(request, deps, await visible(request, id));
    },
  );

  app.post(
    '/api/v1/incidents/:id/measures/:measure/undo',
    {
      config: { needs: 'measures:act' },
      schema: {
        tags,
        summary:
          'Take back any measure in the list of an incident: one that was ordered here, a block, stop, diversion or attack mode that came about elsewhere',
        params: params.extend({ measure: z.string().min(1).max(300) }),
        body: measureReason,
        response: { 200: incident, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id, measure: one } = request.params;
      const { measures } = await visibleIncident(request, id);
      if (!measures.some((listed) => listed.id === one)) throw new Problem(404, 'There is no such measure.');
      const { asker } = measureAsker(request, deps.clock());
      const { ok, sentence } = await deps.measures.undo(id, one, request.body.reason, asker);
      if (!ok) throw new Problem(409, sentence, undefined, undefined, { sentence });
      return showIncident(request, deps, await visibleIncident(request, id));
    },
  );

  async function visible(request: FastifyRequest, id: string): Promise<MeasureListing> {
    const record = await request.store.measures.get(id);
    if (!record || !maySee(request, record.tenant)) throw new Problem(404, 'There is no such measure.');
    return record;
  }

  recoveryRoutes(server, deps);
  measureSettingRoutes(server, deps);
}

/** The form as parameters of an action: text, without what is empty. */
function wishOf(incident: string, { action, ...form }: MeasureWishForm): MeasureWish {
  const given = Object.entries(form).map(([name, value]) => [
    name,
    typeof value === 'number' ? String(Math.round(value * 1e6) / 1e6) : value,
  ]);
  return {
    ...{ action: action as MeasureAction, incident },
    with: Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== '')),
  };
}
