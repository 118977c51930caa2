import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { StopListing } from '../../../core/calls/call-records.ts';
import type { CallStop } from '../../../core/calls/call-stop.ts';
import { leadsToHelp } from '../../../core/phone/leads-to-help.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { actorOf, authorOf, maySee, ownerOf, scopeOf } from '../../access/actor.ts';
import { demandDangerous } from '../../access/proof.ts';
import { presentPage, readCursor } from '../../cursor.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentStop } from '../../present/call.ts';
import { Problem } from '../../problem.ts';
import { callStop, callStopPage, callStopQuery, type NewCallStop, newCallStop } from '../../schema/calls.ts';
import { problem } from '../../schema/common.ts';

const tags = ['calls'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Stops of calls: list, impose, take back. */
export function callStopRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/call-stops',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'List stops, newest first',
        querystring: callStopQuery,
        response: { 200: callStopPage },
      },
    },
    async (request) => {
      const { cursor, tenant, ...filters } = request.query;
      const query = { ...filters, tenant: scopeOf(request, tenant), after: readCursor(cursor) };
      return presentPage(await request.store.callStops.list(query), presentStop);
    },
  );

  app.get(
    '/api/v1/call-stops/:id',
    {
      config: { needs: 'calls:read' },
      schema: { tags, summary: 'One stop', params, response: { 200: callStop, 404: problem } },
    },
    async (request) => presentStop(await visible(request, request.params.id)),
  );

  app.post(
    '/api/v1/call-stops',
    {
      config: { needs: 'calls:stop' },
      schema: {
        tags,
        summary: 'Stop calls; emergency numbers, own and allowed numbers pass all the same',
        body: newCallStop,
        response: { 200: callStop, 400: problem, 404: problem },
      },
    },
    async (request) => {
      const wish = request.body;
      if (wish.scope === 'provider') {
        if (actorOf(request).tenant !== undefined)
          throw new Problem(403, 'Only the provider stops everybody.', 'scope');
        // It stops the calls of all customers at once.
        demandDangerous(request, 'decisions:mass', deps.clock());
      }
      const stop = await stopOf(request, wish, deps.clock());
      await deps.calls.impose(stop, request.work);
      return presentStop(await visible(request, stop.id));
    },
  );

  app.delete(
    '/api/v1/call-stops/:id',
    {
      config: { needs: 'calls:stop' },
      schema: {
        tags,
        summary: 'Take a stop back, at once and everywhere; the answer is the stop as it was lifted',
        params,
        response: { 200: callStop, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await visible(request, id);
      if (!(await deps.calls.lift(id, request.work))) throw new Problem(409, 'This stop does not hold any more.');
      return presentStop(await visible(request, id));
    },
  );

  async function visible(request: FastifyRequest, id: string): Promise<StopListing> {
    const record = await request.store.callStops.get(id);
    if (!record || !maySee(request, record.stop.tenant)) throw new Problem(404, 'There is no such stop.');
    return record;
  }
}

async function stopOf(request: FastifyRequest, wish: NewCallStop, now: number): Promise<CallStop> {
  const { scope, payer, reach, country, divertTo, hangUp, durationS, reason, alert } = wish;
  const tenant = scope === 'provider' ? providerTenant : ownerOf(request, wish.tenant);
  if (scope !== 'provider') {
    if (tenant === providerTenant) throw new Problem(400, 'Say whose calls.', 'tenant');
    if (!(await request.store.tenants.list()).some(({ id }) => id === tenant))
      throw new Problem(400, 'There is no such customer.', 'tenant');
  }
  if (scope === 'account' && payer === '') throw new Problem(400, 'Say which account, accountcode or number.', 'payer');
  if (scope === 'destination' && (country === '') === (wish.prefix === ''))
    throw new Problem(400, 'Give a country or a prefix.', 'country');
  if (divertTo !== '' && !/^sips?:[\x21-\x7e]+$/.test(divertTo))
    throw new Problem(400, 'Write a SIP URI such as sip:announcement@192.0.2.7.', 'divertTo');
  if (divertTo !== '' && leadsToHelp(divertTo))
    throw new Problem(400, 'Calls are not sent on to a short number: it may be an emergency number.', 'divertTo');
  if (alert !== '') {
    const record = await request.store.alerts.get(alert);
    if (!record || !maySee(request, record.alert.tenant)) throw new Problem(400, 'There is no such alert.', 'alert');
  }
  const of =
    scope === 'destination' ? { country, prefix: wish.prefix.replace(/^\+/, '') } : { country: '', prefix: '' };
  return {
    ...{ id: randomUUID(), tenant, scope, payer: scope === 'account' || scope === 'destination' ? payer : '' },
    ...{ reach, ...of, spared: [], divertTo, hangUp, from: now, until: now + durationS * 1000 },
    ...{ reason: { nl: reason, en: reason }, author: authorOf(request), alert, rule: '', state: 'in-force' },
  };
}
