import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatCidr, readCidr } from '../../core/ip.ts';
import { actorOf } from '../access/actor.ts';
import { demandDangerous } from '../access/proof.ts';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import { detailsFor } from '../dutch/in-dutch.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { enforcer } from '../schema/overview.ts';
import { type Settings, settings, settingsChange } from '../schema/settings.ts';

/** Settings that the screen decides, and the enforcers they steer. */
export function settingsRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/settings',
    {
      config: { needs: 'settings:read' },
      schema: { tags: ['settings'], summary: 'Mode, allowlist, networks and limits', response: { 200: settings } },
    },
    async (request, reply) => {
      const { settings } = request.store;
      // The version first: what changes in between is told at the next change, not overwritten.
      tagged(reply, await settings.version());
      return settings.get();
    },
  );

  app.patch(
    '/api/v1/settings',
    {
      config: { needs: 'settings:write', versioned: true },
      schema: {
        tags: ['settings'],
        summary: 'Change settings',
        body: settingsChange,
        response: { 200: settings, 400: problem },
      },
    },
    async (request, reply) => {
      const { allowlist, ownNetworks, ...rest } = request.body;
      const { settings } = request.store;
      const version = expectedVersion(request, await settings.version());
      const change = {
        ...rest,
        ...(allowlist && {
          allowlist: allowlist.map(({ value, note }, i) => ({ value: network(value, `allowlist.${i}.value`), note })),
        }),
        ...(ownNetworks && { ownNetworks: ownNetworks.map((value, i) => network(value, `ownNetworks.${i}`)) }),
      };
      if (liftsGuard(await settings.get(), change)) demandDangerous(request, 'guards:lift', deps.clock());
      const after = await settings.change(change, version);
      if (!after) throw stale(await settings.version());
      await deps.changed('settings');
      tagged(reply, await settings.version());
      return after;
    },
  );

  app.get(
    '/api/v1/enforcers',
    {
      config: { needs: 'overview:read' },
      schema: { tags: ['settings'], summary: 'What carries blocks out', response: { 200: z.array(enforcer) } },
    },
    async (request) => detailsFor(request, deps.enforcers(actorOf(request).tenant)),
  );
}

/** Whether less is spared than before: then it is a dangerous act. */
function liftsGuard(now: Settings, change: Partial<Settings>): boolean {
  const gone = <T>(before: readonly T[], after: readonly T[] | undefined, of: (one: T) => string) =>
    after !== undefined && before.some((one) => !after.some((other) => of(other) === of(one)));
  return (
    gone(now.allowlist, change.allowlist, ({ value }) => value) ||
    gone(now.ownNetworks, change.ownNetworks, (value) => value) ||
    (change.maxBlocksPerMinute ?? 0) > now.maxBlocksPerMinute ||
    (change.minPrefix4 ?? now.minPrefix4) < now.minPrefix4 ||
    (change.minPrefix6 ?? now.minPrefix6) < now.minPrefix6
  );
}

function network(text: string, field: string): string {
  const cidr = readCidr(text.trim());
  if (!cidr) throw new Problem(400, 'This is no address or range.', field);
  return formatCidr(cidr);
}
