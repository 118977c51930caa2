import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { planParams as params, planChecklistQuery, planFileQuery } from '../../schema/plan.ts';
import { editionOf } from './edition-of.ts';

const tags = ['plan'];

/** The plan and the checklist as files. */
export function planFileRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/plan/editions/:edition/file',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'An edition as PDF or Markdown, in its own language',
        produces: ['application/pdf', 'text/markdown'],
        params,
        querystring: planFileQuery,
      },
    },
    async (request, reply) => {
      const plan = await editionOf(request, deps, request.params.edition);
      const { format } = request.query;
      const base = plan.language === 'nl' ? 'incidentresponsplan-editie' : 'incident-response-plan-edition';
      const ending = format === 'pdf' ? 'pdf' : 'md';
      reply.header('content-disposition', `attachment; filename="${base}-${plan.edition}.${ending}"`);
      reply.type(format === 'pdf' ? 'application/pdf' : 'text/markdown; charset=utf-8');
      return reply.send(Buffer.from(await deps.plan.file(plan, format)));
    },
  );

  app.get(
    '/api/v1/plan/checklist',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'The checklist as a PDF form, blank or filled in with what is known of an incident',
        produces: ['application/pdf'],
        querystring: planChecklistQuery,
      },
    },
    async (request, reply) => {
      await deps.plan.ready();
      const { language, incident } = request.query;
      const file = await deps.plan.checklist(language, incident, request.work);
      if (!file) throw new Problem(404, 'There is no such incident.', 'incident');
      reply.header('content-disposition', `attachment; filename="checklist-${language}.pdf"`);
      reply.type('application/pdf');
      return reply.send(Buffer.from(file));
    },
  );
}
