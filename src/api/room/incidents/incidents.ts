import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { alertLink } from '../../../core/incident/alert-link.ts';
import { authorOf, ownerOf } from '../../access/actor.ts';
import { askerOf } from '../../access/asker.ts';
import { tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { incident, newIncident } from '../../schema/incidents.ts';
import { incidentActRoutes } from './acts.ts';
import { attachmentRoutes } from './attachments.ts';
import { incidentListRoutes } from './lists.ts';
import { refusal } from './refusals.ts';
import { incidentSettingsRoutes } from './settings.ts';
import { showIncident, visibleIncident } from './show-incident.ts';
import { timelineRoutes } from './timeline.ts';

const tags = ['incidents'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Incidents: open one, look at one, and all that is done to it. */
export function incidentRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  incidentListRoutes(server, deps);
  incidentSettingsRoutes(server, deps);

  app.post(
    '/api/v1/incidents',
    {
      config: { needs: 'incidents:open' },
      schema: {
        tags,
        summary: 'Open an incident; the same Idempotency-Key opens it once, for good',
        body: newIncident,
        response: { 200: incident, 201: incident, 400: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const { tenant: asked, alerts, detectedAt, ...form } = request.body;
      const tenant = ownerOf(request, asked);
      if (!(await request.store.tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(400, 'There is no such customer.', 'tenant');
      const links = await alertsOf(request, alerts, form.drill);
      const given = request.onceKey?.key;
      const opening = await deps.incidentDesk.open(
        given === undefined ? '' : `api:${authorOf(request)}:${given}`,
        { ...form, tenant },
        links,
        askerOf(request),
        detectedAt === undefined ? undefined : Date.parse(detectedAt),
      );
      if (!opening.ok) throw refusal(opening.reason);
      tagged(reply, opening.value.incident);
      reply.code(opening.value.isNew ? 201 : 200);
      return showIncident(request, deps, opening.value.incident);
    },
  );

  app.get(
    '/api/v1/incidents/:id',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'An incident with everything its page shows, but its timeline',
        params,
        response: { 200: incident, 404: problem },
      },
    },
    async (request, reply) => {
      const found = await visibleIncident(request, request.params.id);
      tagged(reply, found);
      return showIncident(request, deps, found);
    },
  );

  incidentActRoutes(server, deps);
  timelineRoutes(server, deps);
  attachmentRoutes(server, deps);
}

async function alertsOf({ store }: FastifyRequest, ids: readonly string[], drill: boolean) {
  const records = await store.alerts.byIds(ids);
  if (records.length < new Set(ids).size) throw new Problem(400, 'There is no such alert.', 'alerts');
  return records.map(({ alert }) => alertLink(alert, drill));
}
