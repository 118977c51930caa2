import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { publishedRiskGroups } from '../../../core/phone/risk-groups.ts';
import { actorOf, authorOf, scopeOf } from '../../access/actor.ts';
import { searches, Turns } from '../../access/turns.ts';
import { presentPage, readCursor } from '../../cursor.ts';
import type { NormalSeries } from '../../ports/calls.ts';
import type { ApiDeps } from '../../ports.ts';
import { euroOf, presentCall } from '../../present/call.ts';
import { iso } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import { callRule } from '../../schema/call-settings.ts';
import { cdrTaken, cdrUpload } from '../../schema/call-sources.ts';
import {
  callDestinations,
  callMoney,
  callPage,
  callProfile,
  callQuery,
  callReport,
  callReportQuery,
  callsNow,
} from '../../schema/calls.ts';
import { problem } from '../../schema/common.ts';
import { customerOf, customerParams } from '../customers/customer-of.ts';
import { checkTimeZone } from '../sources.ts';
import { authoriseRoutes } from './authorise.ts';
import { rateDeckRoutes } from './decks.ts';
import { numberListRoutes } from './number-lists.ts';
import { callSettingsRoutes } from './settings.ts';
import { callSourceRoutes } from './sources.ts';
import { callStopRoutes } from './stops.ts';

const tags = ['calls'];
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const maxCdrBody = 16 * 1024 * 1024;
const byTenant = z.object({ tenant: z.string().max(100).optional() });
const risky = new Set(publishedRiskGroups.flatMap(({ countries }) => countries));

/** Calls, what they cost, what is normal, what was held back, and all that decides about it. */
export function callRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const turns = new Turns(searches);

  app.get(
    '/api/v1/calls',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'List calls, newest first, those that run with what they cost so far; total counts to 10,000',
        querystring: callQuery,
        response: { 200: callPage },
      },
    },
    async (request) => {
      const { cursor, tenant, abroad, ...filters } = request.query;
      const query = {
        ...filters,
        ...(abroad && { abroad: abroad === 'true' }),
        tenant: scopeOf(request, tenant),
        after: readCursor(cursor),
      };
      const search = () => request.store.calls.list(query);
      const slice = filters.q ? await turns.run(actorOf(request).tenant ?? authorOf(request), search) : await search();
      const now = deps.clock();
      return presentPage(slice, (listing) => presentCall(listing, now));
    },
  );

  app.get(
    '/api/v1/calls/now',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'Calls now against what is normal, and the money they cost',
        querystring: byTenant,
        response: { 200: callsNow },
      },
    },
    async (request) => deps.calls.now(scopeOf(request, request.query.tenant)),
  );

  app.get(
    '/api/v1/calls/destinations',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'Where calls went: calls, minutes, money and what was refused per country',
        querystring: byTenant.extend({ hours: z.coerce.number().int().min(1).max(744).default(24) }),
        response: { 200: callDestinations },
      },
    },
    async (request) => {
      const to = deps.clock();
      const from = to - request.query.hours * hourMs;
      const sums = await request.store.calls.destinations(scopeOf(request, request.query.tenant), from, to + dayMs);
      return {
        from: iso(from),
        to: iso(to),
        items: sums.map(({ cost, ...rest }) => ({
          ...rest,
          costEur: euroOf(cost),
          risk: risky.has(rest.country) ? ('watched' as const) : ('' as const),
        })),
      };
    },
  );

  app.get(
    '/api/v1/customers/:tenant/call-profile',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'What is normal for a customer, an account or a country by hour of the week, and the last seven days',
        params: customerParams,
        querystring: z.object({
          payer: z.string().max(256).default(''),
          country: z.union([z.literal(''), z.string().regex(/^[A-Z]{2}$/)]).default(''),
        }),
        response: { 200: callProfile, 404: problem },
      },
    },
    async (request) => {
      const { id, timeZone } = await customerOf(request, request.params.tenant);
      const { payer, country } = request.query;
      const now = deps.clock();
      const { calls } = request.store;
      const [normal, line, partners] = await Promise.all([
        deps.calls.normal(id, payer, country),
        calls.hours(id, payer, country, now - 7 * dayMs),
        calls.partners(id, now - 28 * dayMs),
      ]);
      const band = (name: NormalSeries) => {
        const { median = [], high = [] } = normal?.normal[name] ?? {};
        return median.map((value, weekHour) => {
          const top = high[weekHour] ?? value;
          return { weekHour, median: value, low: Math.max(0, 2 * value - top), high: top };
        });
      };
      return {
        ...{ tenant: id, payer, country, timeZone, days: (normal?.weeks ?? 0) * 7 },
        ...{ calls: band('calls'), minutes: band('minutes'), costEur: band('eur') },
        ...{ concurrent: band('concurrent'), destinations: band('destinations'), failed: band('failed') },
        line: line.map(({ at, cost, ...rest }) => ({ at: iso(at), ...rest, costEur: euroOf(cost) })),
        payers: partners.payers.map(({ name, calls: n, cost }) => ({ payer: name, calls: n, costEur: euroOf(cost) })),
        countries: partners.countries.map((one) => ({
          ...{ country: one.name, calls: one.calls, costEur: euroOf(one.cost) },
        })),
      };
    },
  );

  app.get(
    '/api/v1/customers/:tenant/call-money',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'What a customer spends now, by account, number, trunk and destination; the 100 with most of each',
        params: customerParams,
        response: { 200: callMoney, 404: problem },
      },
    },
    async (request) => {
      const { id } = await customerOf(request, request.params.tenant);
      return (await deps.calls.money(id)).map(({ kind, name, running, hour, day, week, month }) => ({
        ...{ kind, name, running, hourEur: euroOf(hour), dayEur: euroOf(day) },
        ...{ weekEur: euroOf(week), monthEur: euroOf(month) },
      }));
    },
  );

  app.get(
    '/api/v1/call-rules',
    {
      config: { needs: 'calls:read' },
      schema: { tags, summary: 'Rules about calls with their figures', response: { 200: z.array(callRule) } },
    },
    async () =>
      deps.calls.rules().map(({ id, title, about, level, response, figures }) => ({
        ...{ id, title, about, level, response: response.action },
        figures: Object.entries(figures).map(([name, figure]) => ({ key: `${id}.${name}`, name, ...figure })),
      })),
  );

  app.get(
    '/api/v1/call-report',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'What report-only would have refused day by day, and what that would have saved',
        querystring: callReportQuery,
        response: { 200: callReport },
      },
    },
    async (request) => {
      const tenant = scopeOf(request, request.query.tenant);
      const now = deps.clock();
      const from = now - request.query.days * dayMs;
      const { calls, callSettings, tenants } = request.store;
      const [days, reported, settings, names] = await Promise.all([
        calls.report(tenant, from),
        calls.list({ tenant, from, verdict: 'reported', limit: 200 }),
        callSettings.all(),
        tenants.list(),
      ]);
      const customers = [...new Set(days.map((day) => day.tenant))].map((id) => {
        const own = days.filter((day) => day.tenant === id);
        const set = settings.find((one) => one.tenant === id);
        return {
          tenant: id,
          tenantName: names.find((one) => one.id === id)?.name ?? id,
          mode: set?.mode ?? ('report-only' as const),
          since: set && set.modeSince > 0 ? iso(set.modeSince) : null,
          refused: own.reduce((sum, { refused }) => sum + refused, 0),
          savedEur: euroOf(own.reduce((sum, { saved }) => sum + saved, 0)),
          days: own.map(({ day, calls: n, cost, refused, saved }) => ({
            ...{ day, calls: n, costEur: euroOf(cost), refused, savedEur: euroOf(saved) },
          })),
        };
      });
      return {
        ...{ from: iso(from), to: iso(now), customers },
        calls: reported.items.map((listing) => presentCall(listing, now)),
      };
    },
  );

  server.register(async (scoped) => {
    // Whatever its content type says, the body is taken as bytes.
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scoped.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/calls/cdr',
      {
        bodyLimit: maxCdrBody,
        config: { access: 'ingest' },
        schema: {
          tags,
          summary: 'Deliver call detail records; answers once they are durable',
          consumes: ['text/plain'],
          querystring: cdrUpload,
          response: { 200: cdrTaken, 400: problem, 401: problem, 413: problem, 503: problem },
        },
      },
      async (request) => {
        const body = request.body as unknown;
        if (!Buffer.isBuffer(body) || body.length === 0) throw new Problem(400, 'Send call detail records.', 'body');
        const { format, timezone, source, fields } = request.query;
        if (timezone !== undefined) checkTimeZone(timezone);
        const names = fields?.split(',').map((name) => name.trim());
        const contentType = request.headers['content-type'] ?? '';
        return deps.calls.takeCdr(
          body,
          { format, timeZone: timezone, fields: names, source, contentType },
          request.token!,
        );
      },
    );
  });

  authoriseRoutes(server, deps);
  callStopRoutes(server, deps);
  callSettingsRoutes(server, deps);
  rateDeckRoutes(server, deps);
  numberListRoutes(server, deps);
  callSourceRoutes(server, deps);
}
