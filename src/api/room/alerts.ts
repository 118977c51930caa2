import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AlertRecord } from '../../core/alert-record.ts';
import { toEcs } from '../../core/event.ts';
import { titlesOf } from '../../core/incident/incident.ts';
import { actorOf, maySee, scopeOf } from '../access/actor.ts';
import { presentPage, readCursor } from '../cursor.ts';
import type { ApiDeps } from '../ports.ts';
import { presentAlert } from '../present/alert.ts';
import { presentDecision } from '../present/decision.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { type AlertDetail, alertDetail, alertPage, alertQuery } from '../schema/alerts.ts';
import { problem } from '../schema/common.ts';

const params = z.object({ id: z.string().min(1).max(128) });

/** Alerts: list, one with its evidence, acknowledge, close. */
export function alertRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/alerts',
    {
      config: { needs: 'alerts:read' },
      schema: {
        tags: ['alerts'],
        summary: 'List alerts, newest first',
        querystring: alertQuery,
        response: { 200: alertPage },
      },
    },
    async (request) => {
      const { cursor, tenant, ...filters } = request.query;
      const slice = await request.store.alerts.list({
        ...filters,
        tenant: scopeOf(request, tenant),
        after: readCursor(cursor),
      });
      return presentPage(slice, presentAlert);
    },
  );

  app.get(
    '/api/v1/alerts/:id',
    {
      config: { needs: 'alerts:read' },
      schema: {
        tags: ['alerts'],
        summary: 'One alert with evidence, decisions and timeline',
        params,
        response: { 200: alertDetail, 404: problem },
      },
    },
    async (request) => detail(request, await visible(request, request.params.id)),
  );

  for (const act of ['acknowledge', 'close'] as const) {
    app.post(
      `/api/v1/alerts/:id/${act}`,
      {
        config: { needs: 'alerts:act' },
        schema: {
          tags: ['alerts'],
          summary: act === 'close' ? 'Close an alert' : 'Acknowledge an alert',
          params,
          response: { 200: alertDetail, 404: problem },
        },
      },
      async (request) => {
        const { id } = request.params;
        await visible(request, id);
        if (!(await request.store.alerts[act](id, actorOf(request).name))) throw missing();
        return detail(request, await visible(request, id));
      },
    );
  }

  async function visible(request: FastifyRequest, id: string): Promise<AlertRecord> {
    const record = await request.store.alerts.get(id);
    if (!record || !maySee(request, record.alert.tenant)) throw missing();
    return record;
  }

  async function detail(request: FastifyRequest, record: AlertRecord): Promise<AlertDetail> {
    const { alert } = record;
    const { alerts, decisions: orders } = request.store;
    const [timeline, decisions, series, modes, incident] = await Promise.all([
      alerts.timeline(alert.id),
      orders.ofAlert(alert.id),
      alerts.series(record),
      deps.system.ruleModes.modes(),
      incidentOf(request, alert.id),
    ]);
    const rule =
      deps.rules.list().find(({ id }) => id === alert.rule) ?? deps.calls.rules().find(({ id }) => id === alert.rule);
    return {
      ...presentAlert(record),
      group: { ...alert.group },
      distinct: alert.distinct,
      evidence: alert.evidence.map(toEcs),
      decisions: decisions.map(presentDecision),
      timeline: timeline.map(({ at, kind, text }) => ({ at: iso(at), kind, text })),
      series: series.map(({ at, count }) => ({ at: iso(at), count })),
      ruleTitle: rule?.title ?? { nl: alert.rule, en: alert.rule },
      ruleMode: modes.get(alert.rule) ?? 'enforce',
      incident,
    };
  }

  async function incidentOf(request: FastifyRequest, alert: string): Promise<AlertDetail['incident']> {
    if (!actorOf(request).permissions.has('incidents:read')) return null;
    const { incidents } = request.store;
    const id = await incidents.ofAlert(alert);
    const incident = id && (await incidents.get(id));
    return incident
      ? { id: incident.id, number: incident.number, title: incident.title, titles: titlesOf(incident) }
      : null;
  }
}

function missing(): Problem {
  return new Problem(404, 'There is no such alert.');
}
