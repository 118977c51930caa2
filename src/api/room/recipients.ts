import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { expectedVersion, stale } from '../access/version.ts';
import type { ApiDeps, RecipientRecord } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { newRecipient, type Recipient, recipient } from '../schema/settings.ts';

const params = z.object({ id: z.string().min(1).max(128) });

/** Who is told about alerts. */
export function recipientRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/recipients',
    {
      config: { needs: 'settings:read' },
      schema: { tags: ['recipients'], summary: 'List recipients', response: { 200: z.array(recipient) } },
    },
    async (request) => {
      return (await request.store.recipients.list()).map(present);
    },
  );

  app.post(
    '/api/v1/recipients',
    {
      config: { needs: 'settings:write' },
      schema: {
        tags: ['recipients'],
        summary: 'Add a recipient',
        body: newRecipient,
        response: { 200: recipient, 400: problem },
      },
    },
    async (request) => {
      const { kind, address } = request.body;
      const good = kind === 'mail' ? z.email().safeParse(address).success : isWebAddress(address);
      if (!good) {
        throw new Problem(
          400,
          kind === 'mail' ? 'This is no e-mail address.' : 'This is no http or https address.',
          'address',
        );
      }
      const made = await request.store.recipients.insert(request.body);
      await deps.changed('recipients');
      return present(made);
    },
  );

  app.delete(
    '/api/v1/recipients/:id',
    {
      config: { needs: 'settings:write', versioned: true },
      schema: {
        tags: ['recipients'],
        summary: 'Remove a recipient',
        params,
        response: { 204: z.null(), 404: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const { recipients } = request.store;
      const find = async () => (await recipients.list()).find(({ id }) => id === request.params.id);
      const known = await find();
      if (!known) throw missing();
      if (!(await recipients.remove(known.id, expectedVersion(request, known)))) {
        const now = await find();
        throw now ? stale(now) : missing();
      }
      await deps.changed('recipients');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/recipients/:id/test',
    {
      config: { needs: 'settings:write', rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags: ['recipients'],
        summary: 'Send a test message now',
        params,
        response: { 200: z.object({ ok: z.boolean(), error: z.string() }), 404: problem },
      },
    },
    async (request) => {
      if (!(await request.store.recipients.list()).some(({ id }) => id === request.params.id)) throw missing();
      return deps.notifier.test(request.params.id);
    },
  );
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function present({ lastDelivery, changedAt, changedBy, ...rest }: RecipientRecord): Recipient {
  return { ...rest, lastDelivery: lastDelivery ? { ...lastDelivery, at: iso(lastDelivery.at) } : null };
}

function missing(): Problem {
  return new Problem(404, 'There is no such recipient.');
}
