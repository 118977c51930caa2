import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AuditEntry, AuditHead, AuditVerdict } from '../../core/audit-entry.ts';
import { csvLine } from '../../core/csv.ts';
import { actorOf, authorOf, scopeOf } from '../access/actor.ts';
import { searches, Turns } from '../access/turns.ts';
import { presentPage, readCursor } from '../cursor.ts';
import type { AuditPort } from '../ports/audit.ts';
import type { ApiDeps } from '../ports.ts';
import { iso } from '../present/instant.ts';
import { Problem } from '../problem.ts';
import {
  type AuditEntry as AuditEntryDocument,
  auditActions,
  auditExportQuery,
  auditPage,
  auditQuery,
  auditVerdict,
  auditVerifyQuery,
} from '../schema/audit.ts';
import { problem } from '../schema/common.ts';

/** Between two lines of progress, ms. */
const progressMs = 500;

/** The record: list, export, check. It is written by what is done, never here. */
export function auditRoutes(server: FastifyInstance, _deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const turns = new Turns(searches);
  // Each goes through all of the record.
  const checks = new Turns({ one: 1, all: 2, waiting: 10 });

  app.get(
    '/api/v1/audit',
    {
      config: { needs: 'audit:read' },
      schema: {
        tags: ['audit'],
        summary: 'Who did what, newest first; total counts to 10,000 and no further',
        querystring: auditQuery,
        response: { 200: auditPage, 400: problem, 503: problem },
      },
    },
    async (request) => {
      const { cursor, tenant, ...filters } = request.query;
      const wanted = { ...filters, tenant: scopeOf(request, tenant), after: readCursor(cursor) };
      const search = () => request.store.audit.list(wanted);
      const slice = filters.q ? await turns.run(actorOf(request).tenant ?? authorOf(request), search) : await search();
      return presentPage(slice, present);
    },
  );

  app.get(
    '/api/v1/audit/actions',
    {
      config: { needs: 'audit:read' },
      schema: { tags: ['audit'], summary: 'Actions that occur in the record', response: { 200: auditActions } },
    },
    async (request) => [...(await request.store.audit.actions())],
  );

  app.get(
    '/api/v1/audit/export',
    {
      config: { needs: 'audit:export' },
      schema: {
        tags: ['audit'],
        summary: 'The record as a file, oldest first: CSV, or JSON with what is hashed word for word',
        querystring: auditExportQuery,
        produces: ['text/csv', 'application/json'],
        response: { 400: problem },
      },
    },
    async (request, reply) => {
      const { format, tenant, ...filters } = request.query;
      const { audit } = request.store;
      const query = { ...filters, tenant: scopeOf(request, tenant) };
      // On record before a byte leaves, so the export also shows itself.
      await audit.add({ action: 'audit.exported', objectKind: 'audit', objectId: '', detail: { format, ...query } });
      const { total, portions } = await audit.read(query);
      const lines = format === 'csv' ? csvLines(portions) : jsonLines(portions);
      return reply
        .headers({
          'content-disposition': `attachment; filename="belwacht-audit.${format}"`,
          'belwacht-entries': String(total),
        })
        .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8')
        .send(Readable.from(lines, { objectMode: false }) as never);
    },
  );

  app.get(
    '/api/v1/audit/verify',
    {
      config: { needs: 'audit:read' },
      schema: {
        tags: ['audit'],
        summary: 'Go through the whole record: any change or gap. `Accept: application/x-ndjson` gives progress first',
        querystring: auditVerifyQuery,
        response: { 200: auditVerdict, 400: problem, 403: problem },
      },
    },
    async (request, reply) => {
      if (actorOf(request).tenant !== undefined)
        throw new Problem(403, 'The chain runs over all customers, so only the provider can go through it.');
      const { audit } = request.store;
      const expected = readHead(request.query.head);
      const outcome = async (onProgress?: (read: number, total: number) => void) => {
        const verdict = await checks.run(authorOf(request), () => audit.verify(expected, onProgress));
        const { ok, entries, head, fault } = verdict;
        await audit.add({
          action: 'audit.verified',
          objectKind: 'audit',
          objectId: '',
          detail: { ok, entries, head, fault },
        });
        return verdict;
      };
      if (!request.headers.accept?.includes('application/x-ndjson')) return outcome();
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .send(Readable.from(verdictLines(outcome), { objectMode: false }) as never);
    },
  );
}

function present({ payload: _, at, ...entry }: AuditEntry): AuditEntryDocument {
  return { ...entry, at: iso(at) };
}

function readHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const [seq, hash] = text.split(':');
  return { seq: Number(seq), hash };
}

const columns = [
  ...['seq', 'at', 'tenant', 'actor_kind', 'actor_id', 'actor_name', 'address', 'act', 'action', 'object_kind'],
  ...['object_id', 'before', 'after', 'detail', 'reason', 'rule', 'prev_hash', 'hash'],
];
const json = (value: unknown) => (value === null ? '' : JSON.stringify(value));

type Portions = Awaited<ReturnType<AuditPort['read']>>['portions'];

async function* csvLines(portions: Portions): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const portion of portions) {
    yield portion
      .map(({ seq, at, tenant, actor, act, action, object, before, after, detail, reason, rule, prevHash, hash }) =>
        csvLine([
          ...[seq, iso(at), tenant, actor.kind, actor.id, actor.name, actor.address, act, action, object.kind],
          ...[object.id, json(before), json(after), json(detail), reason, rule, prevHash, hash],
        ]),
      )
      .join('');
  }
}

/** An array with an entry a line: `entry` is word for word what was hashed, so that the file can be checked by itself. */
async function* jsonLines(portions: Portions): AsyncGenerator<string> {
  yield '[\n';
  let first = true;
  for await (const portion of portions) {
    const lines = portion.map(
      ({ seq, prevHash, hash, payload }) =>
        `{"seq":${seq},"prevHash":"${prevHash}","hash":"${hash}","entry":${payload}}`,
    );
    yield `${first ? '' : ',\n'}${lines.join(',\n')}`;
    first = false;
  }
  yield '\n]\n';
}

/** Lines of progress while it goes on, at last the verdict. */
async function* verdictLines(
  outcome: (onProgress: (read: number, total: number) => void) => Promise<AuditVerdict>,
): AsyncGenerator<string> {
  let at: { readonly read: number; readonly total: number } | undefined;
  const ending = outcome((read, total) => {
    at = { read, total };
  }).then(
    (verdict) => ({ type: 'verdict', ...verdict }),
    () => ({ type: 'error', sentence: 'The record could not be read to its end; the log has the reason.' }),
  );
  for (;;) {
    const { promise: pause, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, progressMs, undefined);
    const last = await Promise.race([ending, pause]);
    clearTimeout(timer);
    if (last) {
      yield `${JSON.stringify(last)}\n`;
      return;
    }
    if (at) yield `${JSON.stringify({ type: 'progress', ...at })}\n`;
  }
}
