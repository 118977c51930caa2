import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { problem } from '../../schema/common.ts';
import { incidentSettings, incidentSettingsForm, severityMatrix } from '../../schema/incidents.ts';

const tags = ['incidents'];

/** What alerts do with incidents by themselves, and what severity comes from. */
export function incidentSettingsRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/incidents/settings',
    {
      config: { needs: 'settings:read' },
      schema: {
        tags,
        summary: 'From which severity alerts open an incident, and which join one',
        response: { 200: incidentSettings },
      },
    },
    async (request, reply) => {
      const settings = await deps.incidentDesk.settings(request.work);
      tagged(reply, settings);
      return settings;
    },
  );

  app.get(
    '/api/v1/incidents/severity-matrix',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'What impact and urgency come to: the matrix of the plan in force, or the built-in one',
        response: { 200: severityMatrix },
      },
    },
    async () => {
      const { edition, matrix } = await deps.incidentDesk.severityMatrix();
      const { low, medium, high } = matrix;
      return { edition: edition ?? null, matrix: { low: { ...low }, medium: { ...medium }, high: { ...high } } };
    },
  );

  app.patch(
    '/api/v1/incidents/settings',
    {
      config: { needs: 'settings:write', versioned: true },
      schema: {
        tags,
        summary: 'Change what alerts do with incidents by themselves',
        body: incidentSettingsForm,
        response: { 200: incidentSettings, 400: problem },
      },
    },
    async (request, reply) => {
      const { work, body } = request;
      const version = expectedVersion(request, await deps.incidentDesk.settings(work));
      const after = await deps.incidentDesk.changeSettings(body, version, work);
      if (!after) throw stale(await deps.incidentDesk.settings(work));
      tagged(reply, after);
      return after;
    },
  );
}
