import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../../ports.ts';
import { iso } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { playbookSecret, playbookSecretForm, playbookSecretName } from '../../schema/playbook-secrets.ts';

const tags = ['playbooks'];
const params = z.object({ name: playbookSecretName });

/** What requests of playbooks sign in with: kept sealed, each for one host, never told again. */
export function playbookSecretRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/playbook-secrets',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'Secrets that playbooks sign in with: names and hosts, never what they are',
        response: { 200: z.array(playbookSecret) },
      },
    },
    async (request) => {
      const all = await deps.playbooks.secrets.list(request.work);
      return all.map(({ sealedAt, ...one }) => ({ ...one, keptAt: iso(sealedAt) }));
    },
  );

  app.put(
    '/api/v1/playbook-secrets/:name',
    {
      config: { needs: 'settings:write' },
      schema: {
        tags,
        summary: 'Keep a secret, for requests to one host; replaces what has that name',
        params,
        body: playbookSecretForm,
        response: { 204: z.null(), 400: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const kept = await deps.playbooks.secrets.put(request.params.name, request.body, request.work);
      if (kept === 'no-host')
        throw new Problem(400, 'Give one host, such as crm.example.nl or 192.0.2.9:8443.', 'host');
      if (kept === 'too-many') throw new Problem(409, 'There are as many secrets as there can be.');
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/playbook-secrets/:name',
    {
      config: { needs: 'settings:write' },
      schema: { tags, summary: 'Forget a secret', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      if (!(await deps.playbooks.secrets.forget(request.params.name, request.work)))
        throw new Problem(404, 'There is no such secret.', 'name');
      return reply.code(204).send(null);
    },
  );
}
