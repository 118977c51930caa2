import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { askerOf } from '../../access/asker.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentSuggestion } from '../../present/playbooks/playbook.ts';
import { presentRun, presentRunHead } from '../../present/playbooks/run.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { run, runStartForm, runSummary } from '../../schema/playbook-runs.ts';
import { suggestedPlaybook } from '../../schema/playbooks.ts';
import { playbookBody, reasons } from './refusals.ts';

const tags = ['playbooks'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Playbooks of an incident: which fit, which run, starting one. */
export function incidentRunRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/incidents/:id/playbooks',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'Playbooks in use that fit the incident, best first, with what it fills in',
        params,
        response: { 200: z.array(suggestedPlaybook), 404: problem },
      },
    },
    async (request) => {
      const fitting = await deps.playbooks.library.suggest(request.params.id, request.work);
      if (!fitting) throw noIncident();
      return fitting.map(presentSuggestion);
    },
  );

  app.get(
    '/api/v1/incidents/:id/runs',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'Runs of an incident, newest first, at most 200; people of a customer see none',
        params,
        response: { 200: z.array(runSummary), 404: problem },
      },
    },
    async (request) => {
      await knownIncident(request, request.params.id);
      const { items } = await deps.playbooks.runs.list({ incident: request.params.id, limit: 200 }, request.work);
      return items.map((head) => presentRunHead(head, deps.clock()));
    },
  );

  app.post(
    '/api/v1/incidents/:id/runs',
    {
      bodyLimit: playbookBody,
      // Steps act on the network: as much is asked of who starts them as of who acts there by hand.
      config: { needs: 'playbooks:run', stepUp: true },
      schema: {
        tags,
        summary: 'Start a playbook for an incident',
        params,
        body: runStartForm,
        response: { 200: run, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { playbook, values } = request.body;
      await knownIncident(request, request.params.id);
      const started = await deps.playbooks.start(playbook, request.params.id, values, askerOf(request));
      if (!started.ok) throw reasons(409, started.reason);
      const shown = await deps.playbooks.runs.get(started.value.run, request.work);
      if (!shown) throw new Problem(404, 'There is no such run.');
      return presentRun(shown, deps.clock());
    },
  );

  async function knownIncident(request: FastifyRequest, id: string): Promise<void> {
    if (!(await deps.incidentDesk.get(id, request.work))) throw noIncident();
  }
}

function noIncident(): Problem {
  return new Problem(404, 'There is no such incident.');
}
