import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../../ports.ts';
import { presentPlanReview } from '../../present/plan.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { planReview, planReviewDone } from '../../schema/plan.ts';
import { handOf } from './plan-hand.ts';

const tags = ['plan'];

/** Reviews that the plan asks for. */
export function planReviewRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/plan/reviews',
    {
      config: { needs: 'plan:read' },
      schema: { tags, summary: 'Reviews, the most urgent first', response: { 200: z.array(planReview) } },
    },
    async () => {
      await deps.plan.ready();
      return (await deps.plan.reviews()).map(presentPlanReview);
    },
  );

  app.post(
    '/api/v1/plan/reviews/:id/done',
    {
      config: { needs: 'plan:write' },
      schema: {
        tags,
        summary: 'A review was done; the next one counts from there',
        params: z.object({ id: z.string().min(1).max(64) }),
        body: planReviewDone,
        response: { 200: z.array(planReview), 404: problem },
      },
    },
    async (request) => {
      await deps.plan.ready();
      const { name } = await handOf(request);
      if (!(await deps.plan.reviewDone(request.params.id, name, request.body.note)))
        throw new Problem(404, 'There is no such review, or nothing more to do for it.', 'id');
      return (await deps.plan.reviews()).map(presentPlanReview);
    },
  );
}
