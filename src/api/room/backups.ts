import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import type { Refusal } from '../ports/keeping.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import { backup, backupSettings, backupSettingsChange, backups, restoreResult } from '../schema/keeping.ts';

const params = z.object({ name: z.string().min(1).max(100) });
const minPassphrase = 12;
/** No backup is larger, bytes. */
const largest = 1024 ** 4;

/** Backups: made, listed, taken away, brought back. */
export function backupRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { keeping } = deps;

  app.get(
    '/api/v1/backups',
    {
      config: { needs: 'system:read' },
      schema: { tags: ['keeping'], summary: 'Backups on this server, newest first', response: { 200: backups } },
    },
    () => keeping.backups(),
  );

  app.post(
    '/api/v1/backups',
    {
      config: { needs: 'backup:make', stepUp: true },
      schema: {
        tags: ['keeping'],
        summary: 'Make a backup now; the answer comes when it is verified',
        response: { 200: backup, 409: problem },
      },
    },
    async (request) => done(await keeping.makeBackup(request.work)),
  );

  app.get(
    '/api/v1/backups/:name',
    {
      config: { needs: 'data:export', stepUp: true },
      schema: { tags: ['keeping'], summary: 'Download a backup', params, response: { 404: problem } },
    },
    async (request, reply) => {
      const { name } = request.params;
      const path = keeping.backupFile(name);
      if (!path) throw missing();
      await request.store.audit.add({ action: 'backup.downloaded', objectKind: 'backup', objectId: name });
      reply.header('content-length', (await stat(path)).size);
      return sendFile(reply, createReadStream(path), name);
    },
  );

  app.delete(
    '/api/v1/backups/:name',
    {
      config: { needs: 'backup:make', stepUp: true },
      schema: { tags: ['keeping'], summary: 'Remove a backup', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      if (!(await keeping.removeBackup(request.params.name, request.work))) throw missing();
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/backup-settings',
    {
      config: { needs: 'system:read' },
      schema: { tags: ['keeping'], summary: 'When backups are made', response: { 200: backupSettings } },
    },
    async (request, reply) => {
      const kept = await request.store.keeping.backups();
      tagged(reply, kept);
      return kept.value;
    },
  );

  app.patch(
    '/api/v1/backup-settings',
    {
      config: { needs: 'backup:make', versioned: true },
      schema: {
        tags: ['keeping'],
        summary: 'Change when backups are made',
        body: backupSettingsChange,
        response: { 200: backupSettings, 400: problem },
      },
    },
    async (request, reply) => {
      const { keeping: settings } = request.store;
      const kept = await settings.backups();
      expectedVersion(request, kept);
      if (!(await settings.setBackups({ ...kept.value, ...request.body }, kept.version)))
        throw stale(await settings.backups());
      const after = await settings.backups();
      tagged(reply, after);
      return after.value;
    },
  );

  app.get(
    '/api/v1/backup',
    {
      config: { needs: 'data:export', stepUp: true },
      schema: {
        tags: ['keeping'],
        summary: 'A backup as a stream, sealed when the header belwacht-passphrase (percent-encoded) is given',
        querystring: z.object({ keys: z.enum(['true', 'false']).default('false') }),
        response: { 400: problem },
      },
    },
    async (request, reply) => {
      const passphrase = passphraseOf(request);
      const keys = request.query.keys === 'true';
      if (keys && passphrase === undefined)
        throw new Problem(400, 'Keys only leave sealed: give a passphrase.', 'belwacht-passphrase');
      if (passphrase !== undefined && passphrase.length < minPassphrase)
        throw new Problem(400, `A passphrase has at least ${minPassphrase} characters.`, 'belwacht-passphrase');
      // On record before a byte leaves: whoever breaks it off at the end has nearly all of it.
      await request.store.audit.add({
        action: 'backup.begun',
        objectKind: 'backup',
        objectId: '',
        detail: { sealed: passphrase !== undefined, keys },
      });
      const { stream, name } = keeping.streamBackup({ passphrase, keys }, request.work);
      return sendFile(reply, stream, name);
    },
  );

  void app.register(async (scope) => {
    // The file is taken as it comes; it never is in memory.
    scope.addContentTypeParser('application/octet-stream', (_request, payload, taken) => taken(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/restore',
      {
        config: { needs: 'backup:restore', stepUp: true },
        bodyLimit: largest,
        // A restore is not repeated: a key would have to remember the whole file.
        onRequest: async (request) => {
          delete request.headers['idempotency-key'];
        },
        schema: {
          tags: ['keeping'],
          summary: 'Put a backup in the place of everything; the server then starts its parts anew',
          consumes: ['application/octet-stream'],
          querystring: z.object({ giveUpSecrets: z.enum(['true', 'false']).default('false') }),
          response: { 200: restoreResult, 400: problem },
        },
      },
      async (request) => {
        const body = request.body as Readable | undefined;
        if (typeof body?.pipe !== 'function') throw new Problem(415, 'Send the backup as application/octet-stream.');
        const giveUpSecrets = request.query.giveUpSecrets === 'true';
        const result = await keeping.restore({ body, passphrase: passphraseOf(request), giveUpSecrets }, request.work);
        if ('refused' in result) throw new Problem(400, result.refused);
        return result;
      },
    );
  });
}

function done<T extends object>(result: T | Refusal): T {
  if ('refused' in result) throw new Problem(409, result.refused);
  return result;
}

function sendFile(reply: FastifyReply, stream: Readable, name: string): FastifyReply {
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .type('application/octet-stream')
    .send(stream);
}

function passphraseOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['belwacht-passphrase'];
  if (typeof given !== 'string' || given === '') return undefined;
  try {
    const text = decodeURIComponent(given);
    if (text.length <= 500) return text;
  } catch {
    // Told below.
  }
  throw new Problem(
    400,
    'Write the passphrase as percent-encoded UTF-8, 500 characters at most.',
    'belwacht-passphrase',
  );
}

function missing(): Problem {
  return new Problem(404, 'There is no such backup.');
}
