import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DeliveryRecord } from '../../../core/on-call/records.ts';
import { presentPage, readCursor } from '../../cursor.ts';
import type { ApiDeps } from '../../ports.ts';
import { iso } from '../../present/instant.ts';
import { problem } from '../../schema/common.ts';
import { type DeliveryWire, deliveryPage, deliveryState, heartbeat, onCallChannel } from '../../schema/on-call.ts';

const tags = ['on-call'];

/** What became of messages, and how the ways out are. */
export function deliveryRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/on-call/deliveries',
    {
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary: 'Messages to people on call and out of incidents, newest first, as the outbox has them',
        querystring: z.object({
          state: deliveryState.optional(),
          incident: z.string().min(1).max(128).optional(),
          cursor: z.string().max(500).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: deliveryPage, 400: problem },
      },
    },
    async (request) => {
      const { cursor, ...query } = request.query;
      return presentPage(await request.store.onCall.messages.list({ ...query, after: readCursor(cursor) }), present);
    },
  );

  app.get(
    '/api/v1/on-call/channels',
    {
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary: 'Ways out to people: whether they are set up, and how they do',
        response: { 200: z.array(onCallChannel) },
      },
    },
    async () => [...(await deps.onCall.channels())],
  );

  app.get(
    '/api/v1/on-call/heartbeat',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'Sign of life to a watcher outside', response: { 200: heartbeat } },
    },
    async () => deps.onCall.heartbeat(),
  );
}

function present(record: DeliveryRecord): DeliveryWire {
  const { key, kind, incident, person, personName, channel, address, subject, state, attempts, error } = record;
  return {
    ...{ key, kind, incident, person, personName, channel, address, subject, state, attempts, error },
    incidentNumber: record.incidentNumber ?? null,
    createdAt: iso(record.createdAt),
    nextAttemptAt: state === 'waiting' ? iso(record.nextAttemptAt) : null,
    endedAt: record.endedAt === undefined ? null : iso(record.endedAt),
  };
}
