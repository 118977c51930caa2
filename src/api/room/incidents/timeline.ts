import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type IncidentEntryKind, incidentEntryKinds } from '../../../core/incident/timeline.ts';
import { actorOf } from '../../access/actor.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type { TimelineWriter } from '../../ports/incident-desk.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentEntry } from '../../present/incident.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { incidentExportQuery, incidentTimeline, incidentTimelineQuery } from '../../schema/incidents.ts';
import { visibleIncident } from './show-incident.ts';

const tags = ['incidents'];
const params = z.object({ id: z.string().min(1).max(128) });
/** Lines of a file that are read at once. */
const page = 500;

/** Timelines: to read and as files. Lines that are internal are kept from customers by the store. */
export function timelineRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/incidents/:id/timeline',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'Lines of a timeline, by when they happened; both times of each',
        params,
        querystring: incidentTimelineQuery,
        response: { 200: incidentTimeline, 400: problem, 404: problem },
      },
    },
    async (request) => {
      const { id } = await visibleIncident(request, request.params.id);
      const { order, kinds, addedAfter, cursor, limit } = request.query;
      const lines = await request.store.incidents.timeline(id, {
        newestFirst: order === 'newest',
        forCustomer: actorOf(request).tenant !== undefined,
        after: positionOf(cursor),
        limit: limit + 1,
        ...(addedAfter !== undefined && { addedAfter }),
        ...(kinds !== undefined && { kinds: kindsOf(kinds) }),
      });
      const items = lines.slice(0, limit);
      const last = items.at(-1);
      const next = lines.length > limit && last ? writeCursor({ at: last.at, id: String(last.id) }) : null;
      return { items: items.map(presentEntry), next };
    },
  );

  app.get(
    '/api/v1/incidents/:id/export',
    {
      config: { needs: 'incidents:read', limit: 'exports' },
      schema: {
        tags,
        summary: 'The timeline as a file: CSV (safe against formulas), JSON or Markdown',
        params,
        querystring: incidentExportQuery,
        produces: ['text/csv', 'application/json', 'text/markdown'],
        response: { 404: problem },
      },
    },
    async (request, reply) => {
      const incident = await visibleIncident(request, request.params.id);
      const { format, language, forCustomer } = request.query;
      const file = deps.incidentDesk.timelineFile(incident, format, language);
      reply
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .header('cache-control', 'no-store')
        .type(file.mediaType);
      return (reply as FastifyReply).send(
        Readable.from(
          written(request, incident.id, file, forCustomer === 'true' || actorOf(request).tenant !== undefined),
        ),
      );
    },
  );
}

async function* written(
  { store }: FastifyRequest,
  id: string,
  file: TimelineWriter,
  forCustomer: boolean,
): AsyncGenerator<string> {
  yield file.head;
  let after: { readonly at: number; readonly id: number } | undefined;
  for (let first = true; ; first = false) {
    const lines = await store.incidents.timeline(id, { after, forCustomer, limit: page });
    if (lines.length > 0) yield file.lines(lines, first);
    const last = lines.at(-1);
    if (!last || lines.length < page) break;
    after = { at: last.at, id: last.id };
  }
  yield file.tail;
}

function positionOf(cursor: string | undefined): { readonly at: number; readonly id: number } | undefined {
  const position = readCursor(cursor);
  if (!position) return undefined;
  const id = Number(position.id);
  if (!Number.isSafeInteger(id)) throw new Problem(400, 'This is no cursor of this list.', 'cursor');
  return { at: position.at, id };
}

function kindsOf(text: string): readonly IncidentEntryKind[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !(incidentEntryKinds as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new Problem(400, 'There is no such kind of line.', 'kinds');
  return kinds as IncidentEntryKind[];
}
