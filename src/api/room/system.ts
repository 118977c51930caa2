import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiDeps } from '../ports.ts';
import { sealingKeys, system } from '../schema/keeping.ts';

/** The system itself: how it is, and the keys its secrets are sealed under. */
export function systemRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/system',
    {
      config: { needs: 'system:read' },
      schema: {
        tags: ['keeping'],
        summary: 'Versions, sizes, queues and what needs attention',
        response: { 200: system },
      },
    },
    () => deps.keeping.system(),
  );

  app.get(
    '/api/v1/secrets',
    {
      config: { needs: 'system:read' },
      schema: {
        tags: ['keeping'],
        summary: 'Keys and sealed secrets by name, no values',
        response: { 200: sealingKeys },
      },
    },
    () => deps.keeping.secrets(),
  );

  app.post(
    '/api/v1/secrets/rotate',
    {
      config: { needs: 'backup:restore', stepUp: true },
      schema: {
        tags: ['keeping'],
        summary: 'Make a new key and seal everything under it; everybody signs in again',
        response: { 200: sealingKeys },
      },
    },
    (request) => deps.keeping.rotate(request.work),
  );
}
