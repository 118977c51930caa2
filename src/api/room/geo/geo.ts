import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { providerTenant } from '../../../core/tenant.ts';
import { scopeOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { geoCatalogue, geoExplained, geoExplainQuery, geoMap, geoMapQuery, geoStanding } from '../../schema/geo.ts';
import { geoAttackRoutes } from './attacks.ts';
import { geoDataRoutes } from './data.ts';
import { geoFileRoutes } from './files.ts';
import { geoGroupRoutes } from './groups.ts';
import { geoPolicyRoutes } from './policies.ts';
import { geoPolicyHistoryRoutes } from './policy-history.ts';
import { geoReviewRoutes } from './reviews.ts';

const tags = ['geo'];

/** Geo-blocking: how it stands, what an address gets and why, and all that decides about it. */
export function geoRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/standing',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Whether the kernel carries the policy out, how old the data are, what is on',
        response: { 200: geoStanding },
      },
    },
    async () => deps.geoDesk.standing(),
  );

  app.get(
    '/api/v1/geo/catalogue',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'What an editor offers: groups, templates, countries, kinds of numbers',
        response: { 200: geoCatalogue },
      },
    },
    async (request) => deps.geoDesk.catalogue(await request.store.geo.groups.list()),
  );

  app.get(
    '/api/v1/geo/explain',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'What an address, a range or a number gets, and why',
        querystring: geoExplainQuery,
        response: { 200: geoExplained, 400: problem },
      },
    },
    async (request) => {
      const { subject, customer, site, asset, service, at } = request.query;
      const tenant = scopeOf(request, customer || undefined) ?? '';
      if (tenant && tenant !== providerTenant && !(await request.store.customers.get(tenant)))
        throw new Problem(400, 'There is no such customer.', 'customer');
      const time = at === undefined ? deps.clock() : Date.parse(at);
      const answer = await deps.geoDesk.explain({ subject, tenant, site, asset, service, at: time });
      if (!answer.ok) throw new Problem(400, answer.reason, 'subject', undefined, { sentence: answer.reason });
      return answer.value;
    },
  );

  app.get(
    '/api/v1/geo/map',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Verdict, traffic and refusals of each country',
        querystring: geoMapQuery,
        response: { 200: geoMap },
      },
    },
    async (request) => {
      const { tenant, service, hours } = request.query;
      return deps.geoDesk.map(scopeOf(request, tenant) ?? '', service, hours);
    },
  );

  geoPolicyRoutes(server, deps);
  geoPolicyHistoryRoutes(server, deps);
  geoFileRoutes(server, deps);
  geoGroupRoutes(server, deps);
  geoAttackRoutes(server, deps);
  geoDataRoutes(server, deps);
  geoReviewRoutes(server, deps);
}
