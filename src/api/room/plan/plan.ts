import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { waitingReaders } from '../../../core/plan/plan-acts.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentPlanCopy, presentPlanReview, presentPlanSummary } from '../../present/plan.ts';
import { planStanding } from '../../schema/plan.ts';
import { planActRoutes } from './acts.ts';
import { planEditionRoutes } from './editions.ts';
import { planFileRoutes } from './files.ts';
import { planMailRoutes } from './mail.ts';
import { handOf } from './plan-hand.ts';
import { readingTeam } from './readers.ts';
import { planReviewRoutes } from './reviews.ts';
import { planShapeRoutes } from './shape.ts';

/** The incident response plan: editions, who approved and read them, files, reviews, copies. */
export function planRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/plan',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags: ['plan'],
        summary: 'How it stands: what is in force, what is worked on, what is due',
        response: { 200: planStanding },
      },
    },
    async (request) => {
      await deps.plan.ready();
      const { plan } = request.store;
      const [inForce, open] = [await plan.inForce(), await plan.open()];
      const { by } = await handOf(request);
      const team = (await readingTeam(request)).map(({ id }) => id);
      return {
        inForce: inForce ? presentPlanSummary(inForce) : null,
        open: open ? presentPlanSummary(open) : null,
        reviews: (await deps.plan.reviews()).map(presentPlanReview),
        copy: presentPlanCopy(await deps.plan.copyState()),
        waiting: inForce ? waitingReaders(inForce, team).length : 0,
        read: inForce?.readers.some((reader) => reader.by === by) ?? false,
      };
    },
  );

  planEditionRoutes(server, deps);
  planActRoutes(server, deps);
  planFileRoutes(server, deps);
  planReviewRoutes(server, deps);
  planMailRoutes(server, deps);
  planShapeRoutes(server);
}
