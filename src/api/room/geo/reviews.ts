import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GeoReviewRecord } from '../../../core/geo/records.ts';
import { actorOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentReview } from '../../present/geo.ts';
import { iso } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { type GeoReview, geoDecision, geoReportQuery, geoReview, geoReviewSettings } from '../../schema/geo.ts';

const tags = ['geo'];
const params = z.object({ id: z.string().min(1).max(128) });

/** The monthly question whether it is still right, with an owner and an answer to each suggestion. */
export function geoReviewRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/reviews',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Reviews, newest first', response: { 200: z.array(geoReview) } },
    },
    async (request) => (await request.store.geo.reviews.list()).map(presentReview),
  );

  app.post(
    '/api/v1/geo/reviews',
    {
      config: { needs: 'geo:write' },
      schema: { tags, summary: 'Make a review now', response: { 200: geoReview } },
    },
    async (request) => {
      ofProvider(request);
      return show(request, await deps.geoDesk.review());
    },
  );

  app.get(
    '/api/v1/geo/reviews/settings',
    {
      config: { needs: 'geo:read' },
      schema: { tags, summary: 'Whose task the review is, and when', response: { 200: geoReviewSettings } },
    },
    async (request) => shownSettings(request),
  );

  app.put(
    '/api/v1/geo/reviews/settings',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Set whose task the review is, and when',
        body: geoReviewSettings,
        response: { 200: geoReviewSettings },
      },
    },
    async (request) => {
      ofProvider(request);
      const { owner, dayOfMonth } = request.body;
      await request.store.geo.settings.put({ reviewOwner: owner, reviewDay: dayOfMonth });
      await deps.geoDesk.changed('reviews');
      return shownSettings(request);
    },
  );

  app.get(
    '/api/v1/geo/reviews/:id/report',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'A review with what was decided, as Markdown or PDF',
        produces: ['text/markdown', 'application/pdf'],
        params,
        querystring: geoReportQuery,
      },
    },
    async (request, reply) => {
      const { format, language } = request.query;
      const review = await kept(request, request.params.id);
      const name = `${language === 'nl' ? 'controle-geoblokkade' : 'geo-blocking-review'}-${iso(review.at).slice(0, 10)}`;
      reply.header('content-disposition', `attachment; filename="${name}.${format === 'pdf' ? 'pdf' : 'md'}"`);
      reply.type(format === 'pdf' ? 'application/pdf' : 'text/markdown; charset=utf-8');
      return reply.send(Buffer.from(await deps.geoDesk.reviewReport(review, format, language)));
    },
  );

  app.post(
    '/api/v1/geo/reviews/:id/suggestions/:suggestion',
    {
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary:
          'Decide about a suggestion; once all are decided the review is done. Carrying it out is a change of the policy',
        params: params.extend({ suggestion: z.string().min(1).max(128) }),
        body: geoDecision,
        response: { 200: geoReview, 404: problem },
      },
    },
    async (request) => {
      ofProvider(request);
      const { id, suggestion } = request.params;
      const { decision, note } = request.body;
      const review = await show(request, id);
      if (!review.suggestions.some((one) => one.id === suggestion))
        throw new Problem(404, 'There is no such suggestion.');
      const by = actorOf(request).name;
      if (!(await request.store.geo.reviews.decide(suggestion, decision, by, note)))
        throw new Problem(404, 'There is no such suggestion.');
      await deps.geoDesk.changed('reviews');
      return show(request, id);
    },
  );

  async function show(request: FastifyRequest, id: string): Promise<GeoReview> {
    return presentReview(await kept(request, id));
  }
}

async function kept(request: FastifyRequest, id: string): Promise<GeoReviewRecord> {
  const review = await request.store.geo.reviews.get(id);
  if (!review) throw new Problem(404, 'There is no such review.');
  return review;
}

async function shownSettings(request: FastifyRequest) {
  const { reviewOwner, reviewDay } = await request.store.geo.settings.get();
  return { owner: reviewOwner, dayOfMonth: reviewDay };
}

function ofProvider(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider reviews its policies.');
}
