import swagger from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance, RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { permissions } from '../core/access.ts';
import { problem } from './schema/common.ts';

/** The parts of the description that are worked on here; the rest is left as it is. */
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}
interface Operation {
  operationId?: string;
  parameters?: unknown[];
  requestBody?: unknown;
  responses: Record<string, { headers?: Record<string, unknown>; description?: string; content?: unknown }>;
  'x-belwacht-needs'?: string;
  'x-belwacht-access'?: string;
  'x-belwacht-versioned'?: boolean;
  [key: string]: unknown;
}

/** Describes every route in OpenAPI 3.1 from the schemas the routes use, and what holds for all of them. */
export async function openapi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Belwacht',
        version,
        description:
          'Errors are problem documents (RFC 9457). Times are ISO 8601 in UTC. `x-belwacht-needs` names the permission of a route. See docs/api.md.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'belwacht.session_token' },
          token: { type: 'http', scheme: 'bearer' },
          bouncerKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        },
      },
    },
    transform: (given) => {
      const { querystring } = (given.schema ?? {}) as { querystring?: unknown };
      // What takes any query (a way back from a sign-in elsewhere) has no parameters to name.
      const named = querystring === undefined || querystring instanceof z.ZodObject;
      const made = jsonSchemaTransform(
        named ? given : { ...given, schema: { ...given.schema, querystring: undefined } },
      );
      const { config = {} } = given.route as RouteOptions & { config?: FastifyContextConfig };
      return { ...made, schema: { ...made.schema, ...marks(config), security: securityOf(config) } };
    },
  });
}

/** The description itself. */
export function openapiRoute(app: FastifyInstance): void {
  let text: string | undefined;
  app.get(
    '/api/openapi.json',
    { config: { access: 'open' }, schema: { tags: ['watch'], summary: 'This description' } },
    async (_request, reply) => {
      text ??= JSON.stringify(complete(app.swagger() as unknown as Description));
      return reply.type('application/json; charset=utf-8').serializer(String).send(text);
    },
  );
}

function marks({ needs, access, stepUp, versioned }: FastifyContextConfig): Record<string, unknown> {
  return {
    ...(needs && { 'x-belwacht-needs': needs }),
    ...(access && { 'x-belwacht-access': access }),
    ...(stepUp && { 'x-belwacht-step-up': true }),
    ...(versioned && { 'x-belwacht-versioned': true }),
  };
}

function securityOf({ access, needs }: FastifyContextConfig): Record<string, string[]>[] {
  if (needs) return [{ session: [] }, { token: [] }];
  if (access === 'ingest') return [{ token: [] }];
  if (access === 'bouncer') return [{ bouncerKey: [] }];
  // Open, or the token stands in the address.
  return [];
}

/** Adds to every route what the hooks do: refusals, headers that are taken and given. */
function complete(given: Description): Description {
  // Methods of one route share their description until here.
  const description = JSON.parse(JSON.stringify(given)) as Description;
  description.components = { ...description.components, ...components() };
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) describe(path, method, operation);
  }
  return description;
}

function describe(path: string, method: string, operation: Operation): void {
  operation.operationId = nameOf(method, path);
  const known = operation['x-belwacht-needs'] !== undefined;
  const acts = method !== 'get' && method !== 'head';
  const versioned = operation['x-belwacht-versioned'] === true;
  const parameters = [...(operation.parameters ?? [])];
  if (versioned) parameters.push(ref('parameters', 'If-Match'));
  if (method === 'post' && operation['x-belwacht-access'] !== 'open')
    parameters.push(ref('parameters', 'Idempotency-Key'));
  if (acts && known) parameters.push(ref('parameters', 'Belwacht-Reason'));
  if (parameters.length > 0) operation.parameters = parameters;

  const refusals = new Set(['429', '500', '503']);
  if (parameters.length > 0 || operation.requestBody) refusals.add('400');
  if (known || operation['x-belwacht-access'] !== 'open') for (const status of ['401', '403']) refusals.add(status);
  if (path.includes('{')) refusals.add('404');
  if (operation.requestBody) for (const status of ['413', '415']) refusals.add(status);
  if (method === 'post' && known) for (const status of ['409', '422']) refusals.add(status);
  if (versioned) for (const status of ['412', '428']) refusals.add(status);
  for (const status of Object.keys(operation.responses)) if (Number(status) >= 400) refusals.add(status);

  for (const [status, response] of Object.entries(operation.responses)) {
    if (Number(status) >= 400) continue;
    response.headers = {
      ...response.headers,
      RateLimit: ref('headers', 'RateLimit'),
      'RateLimit-Policy': ref('headers', 'RateLimit-Policy'),
      ...(versioned && { ETag: ref('headers', 'ETag') }),
      ...(method === 'post' && known && { 'Idempotency-Replayed': ref('headers', 'Idempotency-Replayed') }),
    };
  }
  for (const status of refusals) {
    // A health check answers 503 in its own words.
    if (status === '503' && operation.responses['503']) continue;
    operation.responses[status] = ref('responses', status === '429' ? 'TooManyRequests' : 'Problem') as object;
  }
}

/** `get /api/v1/alerts/{id}` → `getApiV1AlertsById`. */
function nameOf(method: string, path: string): string {
  const words = path.split(/[^a-zA-Z0-9{}]+/).filter(Boolean);
  return (
    method + words.map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word))).join('')
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function ref(kind: string, name: string): { $ref: string } {
  return { $ref: `#/components/${kind}/${name}` };
}

function components(): Record<string, Record<string, unknown>> {
  const { $schema: _, ...problemSchema } = z.toJSONSchema(problem, { io: 'output' });
  const content = { 'application/problem+json': { schema: ref('schemas', 'Problem') } };
  const text = { type: 'string' };
  return {
    schemas: {
      Problem: { ...problemSchema, additionalProperties: true },
      Permission: { type: 'string', enum: [...permissions] },
    },
    responses: {
      Problem: { description: 'Refused; says why, and which field.', content },
      TooManyRequests: {
        description: 'Too many requests.',
        headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
        content,
      },
    },
    headers: {
      ETag: { description: 'Version; goes back in If-Match.', schema: text },
      RateLimit: { description: 'What is left, and for how many seconds: `"reads";r=1199;t=60`.', schema: text },
      'RateLimit-Policy': { description: 'The limit: `"reads";q=1200;w=60`.', schema: text },
      'Idempotency-Replayed': { description: '`true` when this is the answer of an earlier request.', schema: text },
    },
    parameters: {
      'If-Match': {
        name: 'If-Match',
        in: 'header',
        description: 'ETag of what was seen, or `*`. Demanded of people, optional for tokens.',
        schema: { type: 'string', maxLength: 1000 },
      },
      'Idempotency-Key': {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'The same request with the same key is done once, for 24 hours.',
        schema: { type: 'string', minLength: 1, maxLength: 128 },
      },
      'Belwacht-Reason': {
        name: 'Belwacht-Reason',
        in: 'header',
        description: 'Why, for the record: percent-encoded UTF-8.',
        schema: { type: 'string', maxLength: 4500 },
      },
    },
  };
}
