import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { measureActions } from '../../../core/incident/measure-action.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { KeptApprovals } from '../../ports/measures.ts';
import type { ApiDeps } from '../../ports.ts';
import { problem } from '../../schema/common.ts';
import { type MeasureSettings, measureSettings, measureSettingsForm } from '../../schema/measures.ts';

const tags = ['measures'];

/** Which measures need a second person. */
export function measureSettingRoutes(server: FastifyInstance, _deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/measure-settings',
    {
      config: { needs: 'incidents:read' },
      schema: { tags, summary: 'Which measures need a second person', response: { 200: measureSettings } },
    },
    async (request, reply) => {
      const kept = await request.store.measureSettings.get();
      tagged(reply, kept);
      return show(kept);
    },
  );

  app.put(
    '/api/v1/measure-settings',
    {
      config: { needs: 'settings:write', stepUp: true, versioned: true },
      schema: {
        tags,
        summary: 'Set which measures need a second person',
        body: measureSettingsForm,
        response: { 200: measureSettings, 400: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const { measureSettings: settings } = request.store;
      const before = await settings.get();
      const kept = await settings.put(request.body.approvals, expectedVersion(request, before));
      if (!kept) throw stale(await settings.get());
      tagged(reply, kept);
      return show(kept);
    },
  );
}

function show({ approvals, version }: KeptApprovals): MeasureSettings {
  const all = measureActions.map((action) => [action, approvals[action] ?? 'wide'] as const);
  return { approvals: Object.fromEntries(all) as MeasureSettings['approvals'], version };
}
