import type { FastifyInstance, RouteOptions } from 'fastify';
import { z } from 'zod';

/**
 * Fields that nobody knows are refused, in every part of a request to /api/v1: a mistyped filter must not look like one that
 * found everything. Routes that read other bodies than JSON state their own.
 */
export function strict(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/v1/') || !route.schema) return;
    const { schema } = route;
    schema.querystring = closed(schema.querystring) ?? z.strictObject({});
    if (schema.body) schema.body = closed(schema.body);
    else if (takesJson(route)) schema.body = z.strictObject({}).nullish();
  });
}

function takesJson({ method, schema }: RouteOptions): boolean {
  const methods = [method].flat();
  return methods.some((name) => name === 'POST' || name === 'PATCH' || name === 'PUT') && !schema?.consumes;
}

/** The same schema without room for further fields. */
function closed(schema: unknown): unknown {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}
