import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { askerOf } from '../../access/asker.ts';
import { tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentRun, presentRunHead } from '../../present/playbooks/run.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  type RunWire,
  run,
  runAnswerForm,
  runState,
  runStepForm,
  runStopForm,
  runSummary,
} from '../../schema/playbook-runs.ts';
import { playbookBody, takenOr } from './refusals.ts';

const tags = ['playbooks'];
const params = z.object({ id: z.string().min(1).max(128) });
const actAnswers = { 200: run, 400: problem, 404: problem, 409: problem };

/** Runs: what goes on, and what people do about it. */
export function runRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { runs } = deps.playbooks;

  app.get(
    '/api/v1/runs',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'Runs of playbooks, newest first',
        querystring: z.object({
          state: runState.optional(),
          playbook: z.string().max(80).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
        response: { 200: z.array(runSummary) },
      },
    },
    async (request) => {
      const { state, playbook, limit } = request.query;
      const { items } = await runs.list({ state, playbook: playbook || undefined, limit }, request.work);
      return items.map((head) => presentRunHead(head, deps.clock()));
    },
  );

  app.get(
    '/api/v1/runs/:id',
    {
      config: { needs: 'playbooks:read' },
      schema: { tags, summary: 'A run with its steps and values', params, response: { 200: run, 404: problem } },
    },
    async (request, reply) => shown(request, reply, request.params.id),
  );

  app.post(
    '/api/v1/runs/:id/stop',
    {
      config: { needs: 'playbooks:run' },
      schema: {
        tags,
        summary: 'Stop a run; what it did stays, what it asked of people is dropped',
        params,
        body: runStopForm,
        response: actAnswers,
      },
    },
    async (request, reply) => {
      takenOr(await runs.stop(request.params.id, request.body.reason, askerOf(request)));
      return shown(request, reply, request.params.id);
    },
  );

  app.post(
    '/api/v1/runs/:id/answers',
    {
      bodyLimit: playbookBody,
      config: { needs: 'playbooks:run' },
      schema: {
        tags,
        summary: 'A task of a run is done, could not be done, or does not apply',
        params,
        body: runAnswerForm,
        response: actAnswers,
      },
    },
    async (request, reply) => {
      const { key, ...answer } = request.body;
      if (!answer.applies && answer.detail.trim() === '')
        throw new Problem(400, 'Say why it does not apply.', 'detail');
      if (!answer.applies && !answer.ok)
        throw new Problem(400, 'What does not apply has not failed: say one of them.', 'applies');
      takenOr(await runs.answer(request.params.id, key, answer, askerOf(request)));
      return shown(request, reply, request.params.id);
    },
  );

  app.post(
    '/api/v1/runs/:id/steps',
    {
      config: { needs: 'playbooks:run' },
      schema: {
        tags,
        summary: 'An automatic step again, taken as done or failed; or a delay cut short',
        params,
        body: runStepForm,
        response: actAnswers,
      },
    },
    async (request, reply) => {
      const { key, act, reason } = request.body;
      takenOr(await runs.step(request.params.id, key, act, reason, askerOf(request)));
      return shown(request, reply, request.params.id);
    },
  );

  async function shown(request: FastifyRequest, reply: FastifyReply, id: string): Promise<RunWire> {
    const found = await runs.get(id, request.work);
    if (!found) throw new Problem(404, 'There is no such run.');
    tagged(reply, found.head);
    return presentRun(found, deps.clock());
  }
}
