import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PlanSettings } from '../../../core/plan/plan-records.ts';
import type { Versioned } from '../../../core/versioned.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { iso } from '../../present/instant.ts';
import { presentPlanCopy, presentPlanMail } from '../../present/plan.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { type PlanSettingsWire, planCopy, planMails, planSettings, planSettingsForm } from '../../schema/plan.ts';

const tags = ['plan'];
const hindrances = {
  'no-address': 'Say first to which address copies go.',
  'no-mail': 'No mail is set up: see smtp in the settings file.',
  'nothing-in-force': 'No edition is in force yet.',
  off: 'Copies are off.',
} as const;

/** Copies to a safe place, and whom reviews are told to. */
export function planMailRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/plan/settings',
    {
      config: { needs: 'plan:read' },
      schema: { tags, summary: 'What goes out by mail by itself', response: { 200: planSettings } },
    },
    async (request, reply) => {
      const settings = await request.store.plan.settings();
      tagged(reply, settings);
      return present(settings);
    },
  );

  app.put(
    '/api/v1/plan/settings',
    {
      config: { needs: 'plan:write', versioned: true },
      schema: {
        tags,
        summary: 'Set the monthly copy and whom reviews are told to',
        body: planSettingsForm,
        response: { 200: planSettings, 400: problem, 412: problem },
      },
    },
    async (request, reply) => {
      const { plan } = request.store;
      const version = expectedVersion(request, await plan.settings());
      const { copyOn, copyTo } = request.body;
      if (copyOn && copyTo === '') throw new Problem(400, hindrances['no-address'], 'copyTo');
      const after = await plan.putSettings(request.body, version);
      if (!after) throw stale(await plan.settings());
      deps.plan.changed(0);
      tagged(reply, after);
      return present(after);
    },
  );

  app.post(
    '/api/v1/plan/copy',
    {
      config: { needs: 'plan:write' },
      schema: {
        tags,
        summary: 'Send a copy to the safe address now',
        body: z.strictObject({}).optional(),
        response: { 200: planCopy, 409: problem },
      },
    },
    async () => {
      const hindrance = await deps.plan.sendCopy();
      if (hindrance !== '') throw new Problem(409, hindrances[hindrance], undefined, '/problems/plan-copy');
      return presentPlanCopy(await deps.plan.copyState());
    },
  );

  app.get(
    '/api/v1/plan/mail',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'Copies and reminders that went out, newest first, at most 100 of each',
        response: { 200: planMails },
      },
    },
    async (request) => {
      const { plan } = request.store;
      const [copies, reminders] = [await plan.mails('copy'), await plan.mails('reminder')];
      return { copies: copies.map(presentPlanMail), reminders: reminders.map(presentPlanMail) };
    },
  );
}

function present({
  copyOn,
  copyTo,
  copyDay,
  remindTo,
  version,
  changedAt,
  changedBy,
}: PlanSettings & Versioned): PlanSettingsWire {
  return {
    ...{ copyOn, copyTo, copyDay, remindTo, version, changedBy },
    changedAt: version === 0 ? null : iso(changedAt),
  };
}
