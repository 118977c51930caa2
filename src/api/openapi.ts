import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** Describes every route in OpenAPI 3.1 from the schemas the routes use. */
export async function openapi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Belwacht',
        version,
        description: 'Errors are problem documents (RFC 9457). Times are ISO 8601 in UTC.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'belwacht.session_token' },
          token: { type: 'http', scheme: 'bearer' },
          bouncerKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    transform: jsonSchemaTransform,
  });
}

/** The description itself. */
export function openapiRoute(app: FastifyInstance): void {
  app.get(
    '/api/openapi.json',
    { config: { access: 'open' }, schema: { tags: ['watch'], summary: 'This description', security: [] } },
    async (_request, reply) => {
      return reply
        .type('application/json; charset=utf-8')
        .serializer((document: unknown) => JSON.stringify(document))
        .send(app.swagger());
    },
  );
}
