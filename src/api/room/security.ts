import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Accounts } from '../access/accounts.ts';
import { actorOf } from '../access/actor.ts';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { type Security, security, securityChange } from '../schema/people.ts';

const tags = ['people'];

/** Rules of signing in: which roles need a second factor; and the single sign-on that is set up. */
export function securityRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const present = async (): Promise<Security> => ({
    mfaRoles: [...(await accounts.mfaRoles())],
    providers: deps.signIn.providers.map(({ id, name, issuer, roleClaim }) => ({
      ...{ id, name, issuer, roleClaim },
      callback: `${deps.signIn.url()}/api/auth/callback/${id}`,
    })),
  });

  app.get(
    '/api/v1/security',
    {
      config: { needs: 'settings:read' },
      schema: { tags, summary: 'Rules of signing in', response: { 200: security } },
    },
    async (_request, reply) => {
      tagged(reply, await deps.system.security.get());
      return present();
    },
  );

  app.patch(
    '/api/v1/security',
    {
      config: { needs: 'people:write', stepUp: true },
      schema: {
        tags,
        summary: 'Choose which roles need a second factor',
        body: securityChange,
        response: { 200: security, 403: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      if (actorOf(request).tenant !== undefined)
        throw new Problem(403, 'Only the provider may do this.', undefined, '/problems/not-permitted');
      const current = await request.store.security.get();
      const roles = [...new Set(request.body.mfaRoles)];
      const done = await request.store.security.setMfaRoles(roles, expectedVersion(request, current));
      accounts.forgetMfaRoles();
      if (!done) throw stale(await request.store.security.get());
      await accounts.watch.changed();
      tagged(reply, await request.store.security.get());
      return present();
    },
  );
}
