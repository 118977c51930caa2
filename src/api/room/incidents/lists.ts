import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { titlesOf } from '../../../core/incident/incident.ts';
import { actorOf, scopeOf } from '../../access/actor.ts';
import { askerOf } from '../../access/asker.ts';
import { presentPage, readCursor } from '../../cursor.ts';
import type { ApiDeps } from '../../ports.ts';
import { isMine, presentIncidentSummary, presentOnWall, presentTask } from '../../present/incident.ts';
import { onWallForCustomer, patternsForCustomer, summaryForCustomer } from '../../present/incident-for-customer.ts';
import { iso } from '../../present/instant.ts';
import {
  incidentPage,
  incidentPattern,
  incidentPatternQuery,
  incidentQuery,
  incidentTaskOf,
  incidentTasksQuery,
  incidentWall,
} from '../../schema/incidents.ts';

const tags = ['incidents'];
const dayMs = 86_400_000;
/** Incidents on one screen. */
const mostOnWall = 50;

/** Incidents in lists: all, those that go on on one screen, tasks, and what they have in common. */
export function incidentListRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/incidents',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'List incidents, newest first; `q` looks into timelines too',
        querystring: incidentQuery,
        response: { 200: incidentPage },
      },
    },
    async (request) => {
      const { cursor, tenant, drill, ...filters } = request.query;
      const slice = await request.store.incidents.list({
        ...filters,
        ...(drill !== undefined && { drill: drill === 'true' }),
        tenant: scopeOf(request, tenant),
        after: readCursor(cursor),
      });
      const isCustomer = actorOf(request).tenant !== undefined;
      return presentPage(slice, (one) =>
        isCustomer ? summaryForCustomer(presentIncidentSummary(one)) : presentIncidentSummary(one),
      );
    },
  );

  app.get(
    '/api/v1/incidents/wall',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'Incidents that go on, for one screen: gravest first, drills last',
        response: { 200: incidentWall },
      },
    },
    async (request) => {
      const { incidents } = request.store;
      const { items, total } = await incidents.wall(mostOnWall);
      const customers = [...new Set(items.map(({ tenant }) => tenant))];
      const names = await incidents.names({ customers, sites: [], assets: [] });
      return {
        at: iso(deps.clock()),
        total,
        items: items
          .map((one) => presentOnWall(one, deps.incidentDesk.view(one), names.customers))
          .map((one) => (actorOf(request).tenant === undefined ? one : onWallForCustomer(one))),
      };
    },
  );

  app.get(
    '/api/v1/incidents/tasks',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'Open tasks, first due first: the own ones and those of roles one holds, or all',
        querystring: incidentTasksQuery,
        response: { 200: z.array(incidentTaskOf) },
      },
    },
    async (request) => {
      const { owner, limit } = request.query;
      const me = askerOf(request).by;
      const now = deps.clock();
      const open = (await request.store.incidents.openTasks()).map((one) => ({
        ...one,
        mine: isMine(one.task, one, me),
      }));
      return (
        open
          // People of a customer see those that are theirs.
          .filter(({ mine }) => (owner === 'all' && actorOf(request).tenant === undefined) || mine)
          .slice(0, limit)
          .map(({ incident, number, title, titles, severity, drill, task, mine }) => ({
            ...{ incident, number, title, titles: titlesOf({ title, titles }), severity, drill },
            task: presentTask(task, mine, now),
          }))
      );
    },
  );

  app.get(
    '/api/v1/incidents/patterns',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'What incidents of a time have in common: customer, network of the attacker, cause',
        querystring: incidentPatternQuery,
        response: { 200: z.array(incidentPattern) },
      },
    },
    async (request) => {
      const { incidents } = request.store;
      const found = await incidents.patterns(deps.clock() - request.query.days * dayMs);
      const customers = found.flatMap(({ kind, value }) => (kind === 'customer' ? [value] : []));
      const names = (await incidents.names({ customers, sites: [], assets: [] })).customers;
      const shown = found.map(({ kind, value, incidents: count, last }) => ({
        ...{ kind, value, incidents: count, last: iso(last) },
        name: kind === 'customer' ? (names.get(value) ?? value) : kind === 'network' ? `AS${value}` : value,
      }));
      return actorOf(request).tenant === undefined ? shown : patternsForCustomer(shown);
    },
  );
}
