import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatCidr, readCidr } from '../../../core/ip.ts';
import type { Result } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { actorOf } from '../../access/actor.ts';
import { demandDangerous } from '../../access/proof.ts';
import type { GeoChange } from '../../ports/geo-desk.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentCorrection } from '../../present/geo.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  type GeoCorrectionForm,
  geoAcknowledge,
  geoCorrection,
  geoCorrectionForm,
  geoData,
  geoDataForm,
  geoDataSettings,
  geoDataSettingsForm,
  geoUpdateForm,
} from '../../schema/geo.ts';
import { demandCuts } from './demand-cuts.ts';
import { callerOf } from './geo-caller.ts';

const tags = ['geo'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Where countries come from: age, updates, own corrections. */
export function geoDataRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/data',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Data in use: origin, age, coverage; what waits for a person',
        response: { 200: geoData },
      },
    },
    async () => deps.geoDesk.data(),
  );

  app.post(
    '/api/v1/geo/data/update',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Fetch new data, check them, and use them unless too much changed; answers at once',
        body: geoUpdateForm,
        response: { 202: geoData, 400: problem, 409: problem },
      },
    },
    async (request, reply) => {
      ofProvider(request);
      const { from, url } = request.body;
      if (from === 'url' && url === '') throw new Problem(400, 'Say which address or file.', 'url');
      // A path names a file of the server: who may read that is not who may change policies.
      if (from === 'url' && !/^https?:\/\//i.test(url) && actorOf(request).kind !== 'local')
        throw new Problem(403, 'Files of the server are named on its own command line: ./belwacht geo update.', 'url');
      if (!deps.geoDesk.update(request.body)) throw new Problem(409, 'An update is running.');
      return reply.code(202).send(await deps.geoDesk.data());
    },
  );

  for (const [what, { summary, act }] of Object.entries({
    accept: {
      summary: 'Use the update that waits for a person; whom it cuts off is acknowledged',
      act: () => deps.geoDesk.acceptData(),
    },
    revert: {
      summary: 'Go back to the data before; whom it cuts off is acknowledged',
      act: () => deps.geoDesk.revertData(),
    },
  }))
    app.post(
      `/api/v1/geo/data/${what}`,
      {
        config: { needs: 'geo:write' },
        schema: { tags, summary, body: geoDataForm, response: { 200: geoData, 409: problem } },
      },
      async (request) => {
        ofProvider(request);
        const change = { what: what === 'accept' ? 'data-accept' : 'data-revert' } as const;
        await demandPlaces(request, change, request.body.acknowledgeCuts);
        return shownData(await act());
      },
    );

  app.post(
    '/api/v1/geo/data/dismiss',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Throw the update that waits for a person away',
        response: { 200: geoData, 409: problem },
      },
    },
    async (request) => {
      ofProvider(request);
      return shownData(await deps.geoDesk.dismissData());
    },
  );

  app.get(
    '/api/v1/geo/data/settings',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Licence and limits of updates', response: { 200: geoDataSettings } },
    },
    async (request) => shownSettings(request),
  );

  app.put(
    '/api/v1/geo/data/settings',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Set licence and limits of updates',
        body: geoDataSettingsForm,
        response: { 200: geoDataSettings, 400: problem },
      },
    },
    async (request) => {
      ofProvider(request);
      const { maxmindAccount, maxmindKey, holdAbove } = request.body;
      await request.store.geo.settings.put({ maxmindAccount, heldFrom: holdAbove });
      if (maxmindKey !== '') await deps.geoDesk.keepLicence(maxmindKey, request.work);
      await deps.geoDesk.changed('data');
      return shownSettings(request);
    },
  );

  app.get(
    '/api/v1/geo/corrections',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'What the provider knows better', response: { 200: z.array(geoCorrection) } },
    },
    async (request) => (await request.store.geo.corrections.list()).map(presentCorrection),
  );

  app.post(
    '/api/v1/geo/corrections',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Say where a range is; the narrowest wins',
        body: geoCorrectionForm,
        response: { 200: geoCorrection, 400: problem, 409: problem },
      },
    },
    async (request) => {
      const correction = await asked(request, request.body, '');
      const after = await request.store.geo.corrections.insert(correction);
      if (!after) throw taken();
      await deps.geoDesk.changed('data');
      return presentCorrection(after);
    },
  );

  app.put(
    '/api/v1/geo/corrections/:id',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Change a correction; whom that cuts off is acknowledged',
        params,
        body: geoCorrectionForm,
        response: { 200: geoCorrection, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      const correction = await asked(request, request.body, id);
      const after = await request.store.geo.corrections.update(id, correction);
      if (after === 'taken') throw taken();
      if (!after) throw new Problem(404, 'There is no such correction.');
      await deps.geoDesk.changed('data');
      return presentCorrection(after);
    },
  );

  app.delete(
    '/api/v1/geo/corrections/:id',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Take a correction back; whom that cuts off is acknowledged',
        params,
        querystring: geoAcknowledge,
        response: { 204: z.null(), 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      ofProvider(request);
      const acknowledged = request.query.acknowledgeCuts === 'true';
      await demandPlaces(request, { what: 'correction-gone', id: request.params.id }, acknowledged);
      if (!(await request.store.geo.corrections.remove(request.params.id)))
        throw new Problem(404, 'There is no such correction.');
      await deps.geoDesk.changed('data');
      return reply.code(204).send(null);
    },
  );

  /** A correction that reads, and that cuts nobody off unseen. */
  async function asked(request: FastifyRequest, form: GeoCorrectionForm, instead: string) {
    ofProvider(request);
    const { country, hosting, note, acknowledgeCuts } = form;
    const cidr = readCidr(form.range.trim());
    if (!cidr) throw new Problem(400, 'This is no address or range.', 'range');
    if (country === '' && hosting === null)
      throw new Problem(400, 'Say which country, or whether it is hosting.', 'country');
    const correction = { range: formatCidr(cidr), country, hosting };
    await demandPlaces(request, { what: 'correction', correction, instead }, acknowledgeCuts);
    return { ...correction, note, by: actorOf(request).name };
  }

  /** What moves addresses to other countries is as dangerous as the policies that go by them. */
  async function demandPlaces(request: FastifyRequest, change: GeoChange, acknowledged: boolean): Promise<void> {
    const cuts = await deps.geoDesk.cutsOf(change, callerOf(request));
    if (cuts.inForce) demandDangerous(request, 'geo:write', deps.clock());
    demandCuts(cuts, { all: acknowledged });
  }

  async function shownData(done: Result<true, Text>) {
    if (!done.ok) throw new Problem(409, done.reason, undefined, undefined, { sentence: done.reason });
    return deps.geoDesk.data();
  }

  async function shownSettings(request: FastifyRequest) {
    const { maxmindAccount, heldFrom } = await request.store.geo.settings.get();
    return { maxmindAccount, maxmindKeySet: await deps.geoDesk.hasLicence(), holdAbove: heldFrom };
  }
}

function taken(): Problem {
  return new Problem(409, 'This range has a correction. Take that one back first.', 'range');
}

function ofProvider(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider decides about data.');
}
