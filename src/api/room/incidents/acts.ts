import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Incident } from '../../../core/incident/incident.ts';
import { askerOf } from '../../access/asker.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { IncidentOutcome } from '../../ports/incidents.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  type IncidentActForm,
  incident,
  incidentActForm,
  incidentMergeForm,
  incidentSplitForm,
} from '../../schema/incidents.ts';
import { readAct } from './read-act.ts';
import { kept, refusal } from './refusals.ts';
import { showIncident, visibleIncident } from './show-incident.ts';
import { answerPlaybook } from './task-answers.ts';

const tags = ['incidents'];
const params = z.object({ id: z.string().min(1).max(128) });
const answers = { 200: incident, 400: problem, 404: problem, 409: problem };

/** Acts that write over what somebody has seen; others add up. */
const overwrites: ReadonlySet<IncidentActForm['act']> = new Set([
  'describe',
  'impact',
  'change-task',
  'give-role',
  'set-severity',
  'own-measure',
  'keep-measure',
]);

/** What people do to incidents: acts, merge, split. */
export function incidentActRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/api/v1/incidents/:id/acts',
    {
      bodyLimit: 1024 * 1024,
      config: { needs: 'incidents:write', versioned: true },
      schema: {
        tags,
        summary:
          'Do something to an incident; what writes over what was seen (describe, impact, change-task, give-role, set-severity, own-measure, keep-measure) needs If-Match, the rest adds up',
        params,
        body: incidentActForm,
        response: answers,
      },
    },
    async (request, reply) => {
      const before = await visibleIncident(request, request.params.id);
      const form = request.body;
      const version = overwrites.has(form.act) ? expectedVersion(request, before) : undefined;
      const { act, at } = await readAct(request, deps, before, form);
      const refused = deps.incidentDesk.refuses(before, act, at);
      // Before a playbook is told of it.
      if (refused) throw refusal(refused);
      const isAnswered = await answerPlaybook(request, deps, before, form);
      const outcome = await deps.incidentDesk.act(before.id, act, askerOf(request), at, version);
      const after = isAnswered && isSettled(outcome) ? await visibleIncident(request, before.id) : kept(outcome);
      if (after === 'stale') throw stale(await visibleIncident(request, before.id));
      tagged(reply, after);
      return showIncident(request, deps, after);
    },
  );

  app.post(
    '/api/v1/incidents/:id/merge',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'Make an incident part of another; its timeline is told there too',
        params,
        body: incidentMergeForm,
        response: answers,
      },
    },
    async (request, reply) => {
      const from = await visibleIncident(request, request.params.id);
      const { into, reason } = request.body;
      await other(request, into);
      const after = settled(await deps.incidentDesk.merge(from.id, into, reason, askerOf(request)));
      tagged(reply, after);
      return showIncident(request, deps, after);
    },
  );

  app.post(
    '/api/v1/incidents/:id/split',
    {
      bodyLimit: 1024 * 1024,
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'Take alerts, tasks and measures out into an incident of their own; the answer is the new one',
        params,
        body: incidentSplitForm,
        response: answers,
      },
    },
    async (request, reply) => {
      const from = await visibleIncident(request, request.params.id);
      const { tenant = from.tenant, ...wish } = request.body;
      if (tenant !== from.tenant && !(await request.store.tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(400, 'There is no such customer.', 'tenant');
      const after = settled(await deps.incidentDesk.split(from.id, { ...wish, tenant }, askerOf(request)));
      tagged(reply, after);
      return showIncident(request, deps, after);
    },
  );
}

/** The playbook that took the answer was faster with settling the task. */
function isSettled(outcome: IncidentOutcome): boolean {
  return !outcome.ok && typeof outcome.reason === 'object' && outcome.reason.code === 'already';
}

async function other(request: FastifyRequest, id: string): Promise<void> {
  try {
    await visibleIncident(request, id);
  } catch {
    throw new Problem(400, 'There is no such incident.', 'into');
  }
}

function settled(outcome: Parameters<typeof kept>[0]): Incident {
  const after = kept(outcome);
  // Nobody named a version.
  if (after === 'stale') throw new Problem(409, 'Somebody was faster. Look again.');
  return after;
}
