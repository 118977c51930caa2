import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Incident } from '../../../core/incident/incident.ts';
import { isIncidentOver } from '../../../core/incident/incident.ts';
import { actorOf } from '../../access/actor.ts';
import type { Asker } from '../../ports/incident-desk.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { answered, answerForm, escalateForm, escalation, incidentMessageForm } from '../../schema/on-call.ts';

const tags = ['on-call'];
const params = z.object({ id: z.string().min(1).max(128) });

/** Who was asked to take an incident, what they say, and messages out of it. */
export function incidentEscalationRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const desk = deps.onCall;

  app.get(
    '/api/v1/incidents/:id/escalations',
    {
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary: 'Whom an incident asked, when and in which way, and what they said; newest first',
        params,
        response: { 200: z.array(escalation), 404: problem },
      },
    },
    async (request) => {
      const incident = await known(request);
      const { kind, id } = actorOf(request);
      return [...(await desk.escalations(incident.id, kind === 'person' ? id : ''))];
    },
  );

  app.post(
    '/api/v1/incidents/:id/escalate',
    {
      config: { needs: 'incidents:write' },
      schema: {
        tags,
        summary: 'Ask people now, in place of what goes on',
        params,
        body: escalateForm,
        response: { 200: z.array(escalation), 400: problem, 404: problem, 409: problem, 422: problem },
      },
    },
    async (request) => {
      const incident = await known(request);
      const { policy } = request.body;
      if (isIncidentOver(incident)) throw new Problem(409, 'This incident is over.');
      if (policy !== '' && policy !== 'usual' && !(await request.store.onCall.policies.get(policy)))
        throw new Problem(422, 'There is no such escalation policy.', 'policy');
      if (!(await desk.escalate(incident, policy)))
        throw new Problem(
          409,
          incident.drill
            ? 'A drill asks those who hold a role in it, and nobody does.'
            : 'Nobody is asked at this severity. Choose a policy.',
        );
      return [...(await desk.escalations(incident.id, ''))];
    },
  );

  for (const act of ['acknowledge', 'decline'] as const) {
    app.post(
      `/api/v1/incidents/:id/${act}`,
      {
        config: { needs: 'incidents:write' },
        schema: {
          tags,
          summary: act === 'acknowledge' ? 'Take an incident; who is first leads it' : 'Say that one cannot take it',
          params,
          body: answerForm,
          response: { 200: answered, 400: problem, 404: problem, 409: problem },
        },
      },
      async (request) => {
        const incident = await known(request);
        const { kind, id } = actorOf(request);
        const person = kind === 'person' ? id : request.body?.person;
        if (!person) throw new Problem(400, 'Say which person this is for.', 'person');
        const said = act === 'acknowledge' ? 'acknowledged' : 'declined';
        const { ok, sentence } = await desk.answer(incident.id, person, kind === 'person' ? 'app' : 'api', said);
        if (!ok) throw new Problem(409, sentence);
        return { ok, sentence: { ...sentence } };
      },
    );
  }

  app.post(
    '/api/v1/incidents/:id/messages',
    {
      config: { needs: 'incidents:write', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Send a message out of an incident; it is kept until it is delivered or given up',
        params,
        body: incidentMessageForm,
        response: { 200: answered, 400: problem, 404: problem, 422: problem },
      },
    },
    async (request) => {
      const { id } = await known(request);
      const { ok, sentence } = await desk.say(
        { ...request.body, incident: id },
        `api:${randomUUID()}`,
        askerOf(request),
      );
      if (!ok) throw new Problem(422, sentence, 'to');
      return { ok, sentence: { ...sentence } };
    },
  );

  async function known(request: FastifyRequest): Promise<Incident> {
    const incident = await request.store.incidents.get((request.params as { id: string }).id);
    if (!incident) throw new Problem(404, 'There is no such incident.');
    return incident;
  }
}

function askerOf(request: FastifyRequest): Asker {
  const { kind, id, name } = actorOf(request);
  return { work: request.work, by: { id: `${kind === 'person' ? 'user' : kind}:${id}`, name } };
}
