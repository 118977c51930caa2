import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { scopeOf } from '../access/actor.ts';
import { detailsFor } from '../dutch/in-dutch.ts';
import type { ApiDeps } from '../ports.ts';
import { presentAlert } from '../present/alert.ts';
import { presentDecision } from '../present/decision.ts';
import { iso } from '../present/instant.ts';
import { presentSource } from '../present/source.ts';
import { overview } from '../schema/overview.ts';

const dayMs = 86_400_000;
const stepS = 300;

/** The first screen: what is wrong, for whom, since when, what was done. */
export function overviewRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/v1/overview',
    {
      config: { needs: 'overview:read' },
      schema: {
        tags: ['overview'],
        summary: 'Everything the first screen shows',
        querystring: z.object({ tenant: z.string().max(100).optional() }),
        response: { 200: overview },
      },
    },
    async (request) => {
      const tenant = scopeOf(request, request.query.tenant);
      const now = deps.clock();
      const { store } = request;
      const [counts, alerts, blocks, points, normalFailed, countries, sources, settings] = await Promise.all([
        store.overview.counts(tenant, now),
        store.alerts.worst(tenant, 10),
        store.decisions.newest(tenant, 10),
        store.overview.registrations(tenant, now, stepS),
        store.overview.normalFailed(tenant, now, stepS),
        store.overview.countries(tenant, now),
        store.sources.list(tenant),
        // One mode for all, which a customer may know but whose row is the provider's.
        deps.system.settings.get(),
      ]);
      const { date, stale } = deps.geo.state();
      return {
        at: iso(now),
        mode: settings.mode,
        demo: deps.demo(),
        counts: {
          ...counts,
          sources: sources.length,
          sourcesDelivering: sources.filter(({ health }) => health === 'delivering' || health === 'troubled').length,
        },
        alerts: alerts.map(presentAlert),
        blocks: blocks.map(presentDecision),
        registrations: {
          stepS,
          points: points.map(({ at, failed, succeeded }) => ({ at: iso(at), failed, succeeded })),
          normalFailed: normalFailed ?? null,
        },
        countries: [...countries],
        sources: sources.map(presentSource),
        enforcers: detailsFor(request, deps.enforcers(tenant)),
        geo: {
          date: date === undefined ? null : iso(date),
          ageDays: date === undefined ? null : Math.floor((now - date) / dayMs),
          stale,
        },
      };
    },
  );
}
