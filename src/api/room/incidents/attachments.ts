import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { maxAttachmentBytes } from '../../../core/incident/timeline.ts';
import { askerOf } from '../../access/asker.ts';
import { drain, drained } from '../../drain.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentAttachment } from '../../present/incident.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { incidentAttachment, incidentAttachQuery } from '../../schema/incidents.ts';
import { sentences } from './refusals.ts';
import { visibleIncident } from './show-incident.ts';

const tags = ['incidents'];
const params = z.object({ id: z.string().min(1).max(128) });
const fileParams = params.extend({ file: z.string().min(1).max(128) });

/** Files of incidents. What strangers sent never opens in a browser: it is always a download of bytes. */
export function attachmentRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/incidents/:id/attachments',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'Files of an incident, oldest first',
        params,
        response: { 200: z.array(incidentAttachment), 404: problem },
      },
    },
    async (request) => {
      const { id } = await visibleIncident(request, request.params.id);
      return (await request.store.incidents.attachments(id)).map(presentAttachment);
    },
  );

  app.get(
    '/api/v1/incidents/:id/attachments/:file',
    {
      config: { needs: 'incidents:read' },
      schema: {
        tags,
        summary: 'A file of an incident, as a download',
        params: fileParams,
        produces: ['application/octet-stream'],
        response: { 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = await visibleIncident(request, request.params.id);
      const { incidents } = request.store;
      const file = await incidents.attachment(request.params.file);
      if (file?.incident !== id) throw new Problem(404, 'There is no such file.');
      return (reply as FastifyReply)
        .header('content-disposition', disposition(file.name))
        .header('content-length', file.size)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .type('application/octet-stream')
        .send(Readable.from(incidents.content(file.id)));
    },
  );

  void app.register(async (scope) => {
    // Taken as it comes; it never is in memory as a whole.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', (_request, payload, taken) => taken(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/incidents/:id/attachments',
      {
        bodyLimit: maxAttachmentBytes + drained,
        config: { needs: 'incidents:write' },
        // A key would have to remember the whole file.
        onRequest: async (request) => {
          delete request.headers['idempotency-key'];
        },
        schema: {
          tags,
          summary: 'Add a file of at most 50 MB, as application/octet-stream; it is kept with its SHA-256',
          params,
          consumes: ['application/octet-stream'],
          querystring: incidentAttachQuery,
          response: { 201: incidentAttachment, 400: problem, 404: problem, 413: problem },
        },
      },
      async (request, reply) => attach(request, reply, deps),
    );
  });
}

async function attach(request: FastifyRequest, reply: FastifyReply, deps: ApiDeps) {
  const body = request.body as Readable | undefined;
  if (typeof body?.pipe !== 'function') throw new Problem(415, 'Send the file as application/octet-stream.');
  const { id } = await visibleIncident(request, (request.params as { id: string }).id);
  const { name, mediaType, internal } = request.query as z.infer<typeof incidentAttachQuery>;
  const file = { name, mediaType, internal: internal === 'true' };
  if (Number(request.headers['content-length'] ?? 0) > maxAttachmentBytes) throw await tooLarge(request, reply, body);
  const content = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const kept = await deps.incidentDesk.attach(id, file, content, askerOf(request));
  if (kept.ok) return reply.code(201).send(presentAttachment(kept.value));
  if (kept.reason === 'too-large') throw await tooLarge(request, reply, body);
  if (kept.reason === 'empty') {
    throw sentences(400, [{ nl: 'Dit bestand is leeg.', en: 'This file is empty.' }], { field: 'body' });
  }
  throw new Problem(404, 'There is no such incident.');
}

async function tooLarge(request: FastifyRequest, reply: FastifyReply, body: Readable): Promise<Problem> {
  await drain(request, reply, body);
  const most = maxAttachmentBytes / 1024 / 1024;
  return sentences(413, [
    {
      nl: `Een bestand is ten hoogste ${most} MB. Splits het, of leg vast waar het te vinden is.`,
      en: `A file is ${most} MB at most. Split it, or note where it can be found.`,
    },
  ]);
}

/** RFC 6266, with the name in RFC 8187 for those that are not plain. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w.() -]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
