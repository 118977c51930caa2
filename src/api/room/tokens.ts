import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { customerTokenPermissions, type Permission } from '../../core/access.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { NewTokenRecord, TokenRecord } from '../../core/token.ts';
import { actorOf } from '../access/actor.ts';
import { newSecret, secretHash } from '../access/secret.ts';
import { expectedVersion, stale } from '../access/version.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { createdToken, type NewToken, newToken, type Token, token, tokenPresets } from '../schema/settings.ts';

const params = z.object({ id: z.string().min(1).max(128) });
const dayMs = 86_400_000;
const usualDays = 365;
const soonMs = 30 * dayMs;

/** Machine access. */
export function tokenRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const show = (made: TokenRecord) => presentToken(made, deps.clock());

  app.get(
    '/api/v1/tokens',
    {
      config: { needs: 'tokens:read' },
      schema: {
        tags: ['tokens'],
        summary: 'List tokens, those that end soonest first when asked for',
        querystring: z.strictObject({
          tenant: z.string().max(100).optional(),
          /** Only those that end within 30 days or have ended. */
          expiring: z.enum(['true', 'false']).optional(),
        }),
        response: { 200: z.array(token) },
      },
    },
    async (request) => {
      const { tenant, expiring } = request.query;
      const all = (await request.store.tokens.list()).filter(isManaged).map(show);
      const wanted = tenant === undefined ? all : all.filter((made) => made.tenant === tenant);
      if (expiring !== 'true') return wanted;
      return wanted
        .filter(({ state }) => state === 'expiring' || state === 'expired')
        .sort((a, b) => a.expiresAt!.localeCompare(b.expiresAt!));
    },
  );

  app.post(
    '/api/v1/tokens',
    {
      config: { needs: 'tokens:write', shownOnce: true },
      schema: {
        tags: ['tokens'],
        summary: 'Make a token; its secret is shown this once',
        body: newToken,
        response: { 200: createdToken, 400: problem, 403: problem },
      },
    },
    async (request) => {
      const { kind, name, tenant = actorOf(request).tenant ?? providerTenant } = request.body;
      if (!(await request.store.tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(400, 'There is no such tenant.', 'tenant');
      const secret = newSecret(kind);
      const wish: NewTokenRecord = {
        kind,
        name,
        tenant,
        permissions: permissionsFor(request, request.body, tenant),
        expiresAt: await endOf(request, request.body, deps.clock()),
        madeBy: await makerOf(request),
      };
      const made = await request.store.tokens.insert(wish, secretHash(secret));
      await deps.changed('tokens');
      return { ...show(made), secret };
    },
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      config: { needs: 'tokens:write' },
      schema: { tags: ['tokens'], summary: 'Withdraw a token', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const known = await request.store.tokens.get(id);
      if (!known || !isManaged(known)) throw new Problem(404, 'There is no such token.');
      // Withdrawing is right whatever became of it: a version counts only when it is sent.
      const version = request.headers['if-match'] === undefined ? undefined : expectedVersion(request, known);
      if (!(await request.store.tokens.remove(id, version))) {
        const now = await request.store.tokens.get(id);
        throw now ? stale(now) : new Problem(404, 'There is no such token.');
      }
      await deps.changed('tokens');
      return reply.code(204).send(null);
    },
  );
}

/** The one of the command line comes and goes by itself. */
function isManaged(made: TokenRecord): boolean {
  return made.kind !== 'local';
}

/** What an api token may do: as asked, within what its maker and a customer's token may. */
function permissionsFor(request: FastifyRequest, body: NewToken, tenant: string): readonly Permission[] {
  const { kind, permissions, preset } = body;
  if (kind !== 'api') {
    if (permissions?.length || preset) {
      throw new Problem(400, `A token of kind ${kind} opens one door; it takes no permissions.`, 'permissions');
    }
    return [];
  }
  if (permissions && preset)
    throw new Problem(400, 'Give a set or single permissions, not both.', permissions ? 'permissions' : 'preset');
  const own = actorOf(request).permissions;
  const may = (name: Permission) =>
    name !== 'self' && own.has(name) && (tenant === providerTenant || customerTokenPermissions.has(name));
  if (!permissions) return tokenPresets[preset ?? 'operate'].filter(may);
  const at = permissions.findIndex((name) => !may(name));
  if (at >= 0) {
    const name = permissions[at];
    throw new Problem(
      403,
      own.has(name) && name !== 'self'
        ? `A token of a customer cannot have ${name}.`
        : `You cannot give ${name}: you do not have it yourself.`,
      `permissions.${at}`,
      '/problems/not-permitted',
    );
  }
  return [...new Set(permissions)];
}

/** When it ends; one that a token makes ends with that token at the latest. */
async function endOf(request: FastifyRequest, { expiresInDays }: NewToken, now: number): Promise<number | undefined> {
  const { role, kind, id } = actorOf(request);
  if (expiresInDays !== null) {
    const maker = kind === 'token' ? await request.store.tokens.get(id) : undefined;
    return Math.min(now + (expiresInDays ?? usualDays) * dayMs, maker?.expiresAt ?? Number.POSITIVE_INFINITY);
  }
  if (role === 'owner' || kind === 'local') return undefined;
  throw new Problem(403, 'Only an owner gives a token without an end.', 'expiresInDays', '/problems/not-permitted');
}

/** The person behind it: a token that makes a token passes its own maker on. */
async function makerOf(request: FastifyRequest): Promise<NewTokenRecord['madeBy']> {
  const { kind, id, name } = actorOf(request);
  if (kind === 'person') return { id, name };
  if (kind === 'local') return undefined;
  return (await request.store.tokens.get(id))?.madeBy;
}

/** A token as the API shows it; `now` in ms. */
export function presentToken(made: TokenRecord, now: number): Token {
  const { id, kind, name, tenant, permissions, madeBy, expiresAt, createdAt, lastUsedAt, lastUsedAddress, version } =
    made;
  return {
    id,
    kind: kind as Token['kind'],
    name,
    tenant,
    permissions: [...permissions],
    madeBy: madeBy.name,
    createdAt: iso(createdAt),
    expiresAt: expiresAt === undefined ? null : iso(expiresAt),
    state: stateOf(made, now),
    lastUsedAt: lastUsedAt === undefined ? null : iso(lastUsedAt),
    lastUsedAddress,
    version,
  };
}

function stateOf({ expiresAt, stopped }: TokenRecord, now: number): Token['state'] {
  if (expiresAt !== undefined && expiresAt <= now) return 'expired';
  if (stopped) return 'stopped';
  return expiresAt !== undefined && expiresAt - now < soonMs ? 'expiring' : 'active';
}
