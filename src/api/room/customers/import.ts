import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { type ImportProgress, importProgress, importQuery, importResult } from '../../schema/customers.ts';
import { PlanBuilder } from './import/plan-builder.ts';
import { readCsv } from './import/read-csv.ts';
import { importTemplate } from './import/template.ts';

const maxBody = 10 * 1024 * 1024;
const tags = ['customers'];
/** Imports whose progress is told; a finished one for so long. */
const mostTold = 100;
const toldMs = 60_000;

/** Customers from a CSV file: all of it or nothing. */
export function importRoutes(server: FastifyInstance, deps: ApiDeps): void {
  /** By who runs it and the id they chose. */
  const running = new Map<string, ImportProgress>();

  server.register(async (scoped) => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser(['text/csv', 'application/csv'], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scoped.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/customers/import',
      {
        bodyLimit: maxBody,
        config: { needs: 'customers:write' },
        schema: {
          tags,
          summary: 'Add and change customers from CSV in UTF-8: all of it, or nothing when a line is wrong',
          consumes: ['text/csv'],
          querystring: importQuery,
          response: { 200: importResult, 413: problem, 415: problem, 422: importResult },
        },
      },
      async (request, reply) => {
        if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider imports customers.');
        const bytes = request.body as unknown;
        if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw new Problem(400, 'Send a CSV file.', 'body');
        const dryRun = request.query.dry_run === 'true';
        const began = performance.now();
        const key = `${actorOf(request).id} ${request.query.id ?? ''}`;
        const tell = (phase: ImportProgress['phase'], done: number, total: number) => {
          if (request.query.id === undefined) return;
          if (!running.has(key) && running.size >= mostTold) return;
          running.set(key, { phase, done, total });
        };
        try {
          tell('reading', 0, bytes.length);
          const builder = new PlanBuilder();
          for await (const record of readCsv(bytes, (read) => tell('reading', read, bytes.length))) {
            if (record.ok) builder.add(record.value);
            else builder.trouble(record.reason);
            if (builder.isHopeless) break;
            // Others are served meanwhile.
            if (builder.lines % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
          }
          const isGood = builder.troubles.length === 0;
          const stored = isGood
            ? await request.store.customers.import(builder.plan(), { dryRun, progress: tell })
            : { counts: nothing, troubles: builder.troubles };
          const done = stored.troubles.length === 0 && !dryRun;
          if (done) {
            await request.store.audit.add({
              action: 'customers.imported',
              objectKind: 'customers',
              objectId: '',
              detail: { lines: builder.lines, ...stored.counts },
            });
            await deps.changed('tenants');
          }
          return reply.code(stored.troubles.length === 0 ? 200 : 422).send({
            done,
            dryRun,
            lines: builder.lines,
            errors: stored.troubles.map((trouble) => ({ ...trouble })).sort((a, b) => a.line - b.line),
            moreErrors: builder.moreTroubles,
            counts: { ...stored.counts },
            seconds: Math.round(performance.now() - began) / 1000,
          });
        } finally {
          tell('done', 1, 1);
          setTimeout(() => running.delete(key), toldMs).unref();
        }
      },
    );
  });

  const app = server.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/v1/customers/import/template.csv',
    {
      config: { needs: 'customers:write' },
      schema: {
        tags,
        summary: 'A file to fill in, with every column and an example',
        querystring: z.object({ language: z.enum(['nl', 'en']).default('en') }),
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { language } = request.query;
      const name = language === 'nl' ? 'klanten.csv' : 'customers.csv';
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .serializer(String)
        .send(importTemplate(language));
    },
  );

  app.get(
    '/api/v1/customers/import/:id',
    {
      config: { needs: 'customers:write' },
      schema: {
        tags,
        summary: 'How an import that you began with this id fares',
        params: z.object({ id: z.uuid() }),
        response: { 200: importProgress },
      },
    },
    async (request) =>
      running.get(`${actorOf(request).id} ${request.params.id}`) ?? { phase: 'waiting' as const, done: 0, total: 0 },
  );
}

const nothing = { customersMade: 0, customersChanged: 0, sites: 0, networks: 0, numbers: 0, assets: 0 };
