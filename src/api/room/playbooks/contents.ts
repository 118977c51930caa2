import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PlaybookRecord } from '../../../core/playbook/playbook-record.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { PlaybookOutcome, ShownPlaybook } from '../../ports/playbooks.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentPlaybook, presentShown, presentVersion } from '../../present/playbooks/playbook.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  cacao,
  type PlaybookSummaryWire,
  playbook,
  playbookActivateForm,
  playbookDiff,
  playbookDiffQuery,
  playbookDraftForm,
  playbookId,
  playbookImportForm,
  playbookNewForm,
  playbookSummary,
  playbookVersion,
  playbookWhich,
} from '../../schema/playbooks.ts';
import { keptOr, playbookBody } from './refusals.ts';

const tags = ['playbooks'];
const params = z.object({ id: playbookId });
const versionQuery = z.object({ version: playbookWhich.or(z.literal('')).optional() });
const changedAnswers = { 400: problem, 404: problem, 409: problem, 412: problem, 422: problem };

/** Playbooks themselves: read, write, put to use, take in and give out. */
export function playbookContentRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { library } = deps.playbooks;

  app.post(
    '/api/v1/playbooks',
    {
      config: { needs: 'playbooks:write' },
      schema: {
        tags,
        summary: 'A new playbook as a draft, from nothing or as a copy',
        body: playbookNewForm,
        response: { 200: playbookSummary, ...changedAnswers },
      },
    },
    async (request, reply) => answered(reply, await library.create(request.body, request.work)),
  );

  app.post(
    '/api/v1/playbooks/import',
    {
      bodyLimit: playbookBody,
      config: { needs: 'playbooks:write' },
      schema: {
        tags,
        summary: 'Take in CACAO JSON: all of it, or nothing and every fault with its step',
        body: playbookImportForm,
        response: { 200: playbookSummary, ...changedAnswers },
      },
    },
    async (request, reply) => {
      const { playbook: content, as, activate } = request.body;
      return answered(reply, await library.take(content, as, activate, request.work));
    },
  );

  app.get(
    '/api/v1/playbooks/:id',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'A playbook with its content, steps, variables and faults',
        params,
        querystring: versionQuery,
        response: { 200: playbook, 404: problem },
      },
    },
    async (request, reply) => {
      const shown = await shownOf(request, request.params.id, request.query.version);
      tagged(reply, shown.record);
      return presentShown(shown);
    },
  );

  app.get(
    '/api/v1/playbooks/:id/export',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'The playbook as a file of CACAO JSON',
        params,
        querystring: versionQuery,
        response: { 200: cacao, 404: problem },
      },
    },
    async (request, reply) => {
      const { content, record } = await shownOf(request, request.params.id, request.query.version);
      reply.header('content-disposition', `attachment; filename="${fileName(record)}"`);
      return content as unknown as Record<string, unknown>;
    },
  );

  app.get(
    '/api/v1/playbooks/:id/versions',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'Versions, newest first',
        params,
        response: { 200: z.array(playbookVersion), 404: problem },
      },
    },
    async (request) => {
      const record = await known(request, request.params.id);
      return (await library.versions(record.id, request.work)).map((mark) => presentVersion(mark, record));
    },
  );

  app.get(
    '/api/v1/playbooks/:id/diff',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'What differs between two versions, step by step',
        params,
        querystring: playbookDiffQuery,
        response: { 200: playbookDiff, 404: problem },
      },
    },
    async (request) => {
      const { from, to } = request.query;
      const changes = await library.diff(request.params.id, from, to, request.work);
      if (!changes) throw new Problem(404, 'There is no such playbook, or not both versions of it.');
      return { from, to, changes: changes.map((change) => ({ ...change })) };
    },
  );

  app.put(
    '/api/v1/playbooks/:id/draft',
    {
      bodyLimit: playbookBody,
      config: { needs: 'playbooks:write', versioned: true },
      schema: {
        tags,
        summary: 'Keep a draft; its steps need not hang together yet',
        params,
        body: playbookDraftForm,
        response: { 200: playbookSummary, ...changedAnswers },
      },
    },
    async (request, reply) =>
      change(request, reply, (id, version) => library.saveDraft(id, request.body.playbook, version, request.work)),
  );

  app.delete(
    '/api/v1/playbooks/:id/draft',
    {
      config: { needs: 'playbooks:write', versioned: true },
      schema: { tags, summary: 'Throw the draft away', params, response: { 200: playbookSummary, ...changedAnswers } },
    },
    async (request, reply) => change(request, reply, (id, version) => library.dropDraft(id, version, request.work)),
  );

  app.post(
    '/api/v1/playbooks/:id/activate',
    {
      config: { needs: 'playbooks:write', versioned: true },
      schema: {
        tags,
        summary: 'Put the draft, or a version there was, to use; runs that go on keep theirs',
        params,
        body: playbookActivateForm,
        response: { 200: playbookSummary, ...changedAnswers },
      },
    },
    async (request, reply) =>
      change(request, reply, (id, version) => library.activate(id, request.body.version, version, request.work)),
  );

  for (const [act, summary] of [
    ['retire', 'Take it out of use; runs that go on run to their end'],
    ['dismiss', 'Wave the offered version away'],
  ] as const)
    app.post(
      `/api/v1/playbooks/:id/${act}`,
      {
        config: { needs: 'playbooks:write', versioned: true },
        schema: { tags, summary, params, response: { 200: playbookSummary, ...changedAnswers } },
      },
      async (request, reply) => change(request, reply, (id, version) => library[act](id, version, request.work)),
    );

  app.delete(
    '/api/v1/playbooks/:id',
    {
      config: { needs: 'playbooks:write', versioned: true },
      schema: {
        tags,
        summary: 'Remove a playbook with its versions; runs keep theirs',
        params,
        response: { 204: z.null(), ...changedAnswers },
      },
    },
    async (request, reply) => {
      const record = await known(request, request.params.id);
      const outcome = await library.remove(record.id, expectedVersion(request, record), request.work);
      if (keptOr(outcome) === 'stale') throw stale(await known(request, record.id));
      return reply.code(204).send(null);
    },
  );

  async function known(request: FastifyRequest, id: string): Promise<PlaybookRecord> {
    const record = await library.record(id, request.work);
    if (!record) throw new Problem(404, 'There is no such playbook.');
    return record;
  }

  async function shownOf(request: FastifyRequest, id: string, which: string | undefined): Promise<ShownPlaybook> {
    const shown = await library.get(id, which === '' ? undefined : which, request.work);
    if (!shown) throw new Problem(404, 'There is no such playbook, or not this version of it.');
    return shown;
  }

  async function change(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (id: string, version: number | undefined) => Promise<PlaybookOutcome>,
  ): Promise<PlaybookSummaryWire> {
    const { id } = request.params as z.infer<typeof params>;
    const before = await known(request, id);
    const outcome = await work(id, expectedVersion(request, before));
    if (!outcome.ok && outcome.reason === 'stale') throw stale(await known(request, id));
    return answered(reply, outcome);
  }
}

function answered(reply: FastifyReply, outcome: PlaybookOutcome): PlaybookSummaryWire {
  const record = keptOr(outcome);
  if (record === 'stale') throw new Problem(409, 'Somebody changed this playbook at the same time. Try again.');
  tagged(reply, record);
  return presentPlaybook(record);
}

/** A name that is safe in a header and as a file. */
function fileName({ type, language, name, id }: PlaybookRecord): string {
  const base = type === '' ? name : `${type}${language === '' ? '' : `.${language}`}`;
  const plain = base
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return `${plain || id.slice(0, 80)}.json`;
}
