import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { enforcerSecret, shownKey } from '../schema/keeping.ts';

const params = z.object({ id: z.string().min(1).max(63) });

/** Secrets that Belwacht shows others to prove itself. They are sealed, and never shown again. */
export function credentialRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.put(
    '/api/v1/enforcers/:id/secret',
    {
      config: { needs: 'enforcers:write', stepUp: true },
      schema: {
        tags: ['keeping'],
        summary: 'Set the secret that an enforcer signs with; the server then starts its parts anew',
        params,
        body: enforcerSecret,
        response: { 204: z.null(), 400: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const enforcer = deps.enforcers().find((candidate) => candidate.id === id);
      if (!enforcer) throw new Problem(404, 'There is no such enforcer.');
      if (enforcer.kind !== 'webhook') throw new Problem(400, 'Only an enforcer of kind webhook has a secret.');
      const refusal = await deps.keeping.setEnforcerSecret(id, request.body.secret, request.work);
      if (refusal) throw new Problem(400, refusal.refused, 'secret');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/webhook-key',
    {
      config: { needs: 'settings:write', stepUp: true, shownOnce: true },
      schema: {
        tags: ['keeping'],
        summary: 'Make a new key that messages to webhooks are signed with; it is shown this once',
        response: { 200: shownKey, 409: problem },
      },
    },
    async (request) => {
      const made = await deps.keeping.renewWebhookKey(request.work);
      if ('refused' in made) throw new Problem(409, made.refused);
      return made;
    },
  );
}
