import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf, maySee } from '../access/actor.ts';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import type { ApiDeps, BacktestRecord, RuleInfo } from '../ports.ts';
import { presentAlert } from '../present/alert.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { type Backtest, backtest, newBacktest, type Rule, rule, ruleChange, ruleTitle } from '../schema/settings.ts';

const params = z.object({ id: z.string().min(1).max(128) });
const dayMs = 86_400_000;
/** A mode that nobody has set yet. */
const unset = { version: 0, changedAt: 0, changedBy: '' };

/** Rules: list, mode, and a run over stored events. */
export function ruleRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/rules',
    {
      config: { needs: 'rules:read' },
      schema: { tags: ['rules'], summary: 'List rules', response: { 200: z.array(rule) } },
    },
    async (request) => present(request, deps.rules.list()),
  );

  app.get(
    '/api/v1/rule-titles',
    {
      config: { needs: 'alerts:read' },
      schema: {
        tags: ['rules'],
        summary: 'What each rule is called, for who reads alerts and may not read rules',
        response: { 200: z.array(ruleTitle) },
      },
    },
    async () => [...deps.rules.list(), ...deps.calls.rules()].map(({ id, title }) => ({ id, title })),
  );

  app.patch(
    '/api/v1/rules/:id',
    {
      config: { needs: 'rules:write', versioned: true },
      schema: {
        tags: ['rules'],
        summary: 'Change the mode of a rule',
        params,
        body: ruleChange,
        response: { 200: rule, 404: problem },
      },
    },
    async (request, reply) => {
      const info = known(request.params.id);
      const { ruleModes } = request.store;
      const version = async () => (await ruleModes.versions()).get(info.id) ?? unset;
      if (!(await ruleModes.setMode(info.id, request.body.mode, expectedVersion(request, await version())))) {
        throw stale(await version());
      }
      await deps.changed('rules');
      const [after] = await present(request, [info]);
      tagged(reply, after);
      return after;
    },
  );

  app.post(
    '/api/v1/rules/:id/backtests',
    {
      config: { needs: 'rules:write' },
      schema: {
        tags: ['rules'],
        summary: 'Run a rule over the last days',
        params,
        body: newBacktest,
        response: { 200: backtest, 404: problem },
      },
    },
    async (request) => {
      const { id } = known(request.params.id);
      return visible(request, await deps.rules.backtest(id, request.body.days, actorOf(request).tenant, request.work));
    },
  );

  app.get(
    '/api/v1/backtests/:id',
    {
      config: { needs: 'rules:read' },
      schema: { tags: ['rules'], summary: 'How a backtest fares', params, response: { 200: backtest, 404: problem } },
    },
    async (request) => visible(request, request.params.id),
  );

  function known(id: string): RuleInfo {
    const info = deps.rules.list().find((rule) => rule.id === id);
    if (!info) throw new Problem(404, 'There is no such rule.');
    return info;
  }

  async function present(request: FastifyRequest, infos: readonly RuleInfo[]): Promise<Rule[]> {
    const [modes, versions, activity] = await Promise.all([
      deps.system.ruleModes.modes(),
      deps.system.ruleModes.versions(),
      request.store.ruleModes.activity(deps.clock() - dayMs),
    ]);
    return infos.map((info) => {
      const did = activity.get(info.id);
      return {
        ...info,
        tags: [...info.tags],
        mode: modes.get(info.id) ?? 'enforce',
        version: versions.get(info.id)?.version ?? 0,
        alerts24h: did?.alerts ?? 0,
        blocks24h: did?.blocks ?? 0,
        reported24h: did?.reported ?? 0,
      };
    });
  }

  async function visible(request: FastifyRequest, id: string): Promise<Backtest> {
    const record = await request.store.backtests.get(id);
    if (!record) throw new Problem(404, 'There is no such backtest.');
    return presentBacktest(record, request);
  }
}

function presentBacktest(record: BacktestRecord, request: FastifyRequest): Backtest {
  return {
    ...record,
    alerts: record.alerts.filter(({ alert }) => maySee(request, alert.tenant)).map(presentAlert),
  };
}
