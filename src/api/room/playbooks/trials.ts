import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../../ports.ts';
import { problem } from '../../schema/common.ts';
import { playbookCheck, playbookCheckForm, playbookDry, playbookDryForm, playbookId } from '../../schema/playbooks.ts';
import { keptOr, playbookBody } from './refusals.ts';

const tags = ['playbooks'];

/** What is wrong with a playbook, and what it would do. Nothing is kept and nothing done. */
export function playbookTrialRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { library } = deps.playbooks;

  app.post(
    '/api/v1/playbooks/check',
    {
      bodyLimit: playbookBody,
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'Faults of a playbook, each with its step',
        body: playbookCheckForm,
        response: { 200: playbookCheck, 400: problem },
      },
    },
    async (request) => library.check(request.body.playbook, request.work),
  );

  app.post(
    '/api/v1/playbooks/dry-run',
    {
      bodyLimit: playbookBody,
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'What each step of a playbook that is not kept would do',
        body: playbookDryForm.extend({ playbook: playbookDryForm.shape.playbook.unwrap() }),
        response: { 200: playbookDry, 400: problem, 404: problem, 422: problem },
      },
    },
    async (request) => {
      const { playbook, incident, values } = request.body;
      return dry(await library.dryRun({ content: playbook }, incident, values, request.work));
    },
  );

  app.post(
    '/api/v1/playbooks/:id/dry-run',
    {
      bodyLimit: playbookBody,
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'What each step of a version would do, with what an incident fills in',
        params: z.object({ id: playbookId }),
        body: playbookDryForm,
        response: { 200: playbookDry, 400: problem, 404: problem, 422: problem },
      },
    },
    async (request) => {
      const { playbook, version, incident, values } = request.body;
      const of = playbook === undefined ? { id: request.params.id, which: version } : { content: playbook };
      return dry(await library.dryRun(of, incident, values, request.work));
    },
  );
}

/** A trial keeps nothing, so nobody can have been faster. */
function dry(outcome: Awaited<ReturnType<ApiDeps['playbooks']['library']['dryRun']>>) {
  const kept = keptOr(outcome);
  if (kept === 'stale') throw new Error('a trial has no version');
  return kept;
}
