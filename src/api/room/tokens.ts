import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { providerTenant } from '../../core/tenant.ts';
import { newSecret, secretHash } from '../access/secret.ts';
import type { ApiDeps, TokenKind, TokenRecord } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { createdToken, newToken, type Token, token } from '../schema/settings.ts';

const params = z.object({ id: z.string().min(1).max(128) });

/** Machine access. */
export function tokenRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/tokens',
    {
      config: { needs: 'tokens:read' },
      schema: { tags: ['tokens'], summary: 'List tokens', response: { 200: z.array(token) } },
    },
    async (request) => {
      return (await request.store.tokens.list()).filter(isManaged).map(present);
    },
  );

  app.post(
    '/api/v1/tokens',
    {
      config: { needs: 'tokens:write' },
      schema: {
        tags: ['tokens'],
        summary: 'Make a token; its secret is shown this once',
        body: newToken,
        response: { 200: createdToken, 400: problem },
      },
    },
    async (request) => {
      const { kind, name, tenant = providerTenant } = request.body;
      if (!(await request.store.tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(400, 'There is no such tenant.', 'tenant');
      const secret = newSecret(kind);
      const made = { ...(await request.store.tokens.insert({ kind, name, tenant }, secretHash(secret))), kind };
      await deps.changed('tokens');
      return { ...present(made), secret };
    },
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      config: { needs: 'tokens:write' },
      schema: { tags: ['tokens'], summary: 'Withdraw a token', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      if (!(await request.store.tokens.remove(request.params.id))) throw new Problem(404, 'There is no such token.');
      await deps.changed('tokens');
      return reply.code(204).send(null);
    },
  );
}

/** The one of the command line comes and goes by itself. */
function isManaged<T extends { readonly kind: TokenKind }>(made: T): made is T & { readonly kind: Token['kind'] } {
  return made.kind !== 'local';
}

function present({
  id,
  kind,
  name,
  tenant,
  createdAt,
  lastUsedAt,
}: TokenRecord & { readonly kind: Token['kind'] }): Token {
  return {
    id,
    kind,
    name,
    tenant,
    createdAt: iso(createdAt),
    lastUsedAt: lastUsedAt === undefined ? null : iso(lastUsedAt),
  };
}
