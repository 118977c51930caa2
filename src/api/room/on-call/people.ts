import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ContactWay } from '../../../core/on-call/responder.ts';
import { actorOf } from '../../access/actor.ts';
import { demandDangerous } from '../../access/proof.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { readResponder, refuseFaults } from '../../present/on-call/read-forms.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  type ResponderFormWire,
  type ResponderWire,
  responder,
  responderCheck,
  responderForm,
  responderSummary,
  type WayTestResult,
  wayTestForm,
  wayTestResult,
} from '../../schema/on-call.ts';

const tags = ['on-call'];
const params = z.object({ id: z.string().min(1).max(128) });
const changed = { 200: responder, 400: problem, 404: problem, 412: problem, 422: problem, 428: problem };
const tested = { 200: wayTestResult, 400: problem, 404: problem };
const testing = { max: 20, timeWindow: 60_000 };

/** How people want to be reached: everybody the own ways, who keeps rosters those of others. */
export function responderRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const desk = deps.onCall;

  app.get(
    '/api/v1/on-call/people',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'People who can be asked', response: { 200: z.array(responderSummary) } },
    },
    async () => [...(await desk.showResponders())],
  );

  app.get(
    '/api/v1/on-call/people/:id',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'How somebody is reached', params, response: { 200: responder, 404: problem } },
    },
    (request, reply) => show(reply, request.params.id),
  );

  app.put(
    '/api/v1/on-call/people/:id',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Change how somebody is reached',
        params,
        body: responderForm,
        response: { ...changed, 403: problem },
      },
    },
    (request, reply) => save(request, reply, request.params.id, request.body),
  );

  app.post(
    '/api/v1/on-call/people/:id/test',
    {
      config: { needs: 'on-call:write', rateLimit: testing },
      schema: {
        tags,
        summary: 'Send a test message now in one of their ways',
        params,
        body: wayTestForm,
        response: tested,
      },
    },
    (request) => test(request.params.id, request.body.way),
  );

  app.get(
    '/api/v1/on-call/me',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'How the caller is reached', response: { 200: responder, 403: problem, 404: problem } },
    },
    (request, reply) => show(reply, own(request)),
  );

  app.put(
    '/api/v1/on-call/me',
    {
      config: { needs: 'self', versioned: true },
      schema: {
        tags,
        summary: 'Change how the caller is reached',
        body: responderForm,
        response: { ...changed, 403: problem },
      },
    },
    (request, reply) => save(request, reply, own(request), request.body),
  );

  app.post(
    '/api/v1/on-call/me/check',
    {
      config: { needs: 'self' },
      schema: {
        tags,
        summary: 'Faults and warnings of how the caller would be reached',
        body: responderForm,
        response: { 200: responderCheck, 400: problem, 403: problem },
      },
    },
    (request) => desk.checkResponder(own(request), readResponder(request.body)),
  );

  app.post(
    '/api/v1/on-call/me/test',
    {
      config: { needs: 'self', rateLimit: testing },
      schema: {
        tags,
        summary: 'Send a test message now in one of the own ways',
        body: wayTestForm,
        response: { ...tested, 403: problem },
      },
    },
    (request) => test(own(request), request.body.way),
  );

  async function show(reply: FastifyReply, id: string): Promise<ResponderWire> {
    const shown = await desk.showResponder(id);
    if (!shown) throw missing();
    tagged(reply, shown);
    return shown;
  }

  async function save(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    body: ResponderFormWire,
  ): Promise<ResponderWire> {
    const { responders } = request.store.onCall;
    const kept = await responders.get(id);
    const before = kept ?? { version: 0, changedAt: 0, changedBy: '' };
    const form = readResponder(body);
    // Who leads the alarms of somebody else elsewhere lets an attack go unheard.
    if (actorOf(request).id !== id && !isSameReach(kept?.ways ?? [], form.ways))
      demandDangerous(request, 'on-call:write', deps.clock());
    if (!(await desk.showResponder(id))) throw missing();
    const version = expectedVersion(request, before);
    refuseFaults((await desk.checkResponder(id, form)).faults);
    if (!(await responders.put(id, form, version))) throw stale((await responders.get(id)) ?? before);
    desk.changed(id);
    return show(reply, id);
  }

  async function test(id: string, way: string): Promise<WayTestResult> {
    const result = await desk.testWay(id, way);
    if (!result) throw new Problem(404, 'There is no such way.', 'way');
    return result;
  }
}

/** Whether somebody is still reached in the same ways at the same addresses. */
function isSameReach(before: readonly ContactWay[], after: readonly ContactWay[]): boolean {
  const reach = (ways: readonly ContactWay[]) => JSON.stringify(ways.map(({ channel, address }) => [channel, address]));
  return reach(before) === reach(after);
}

/** Id of the caller, who has to be somebody of the provider. */
function own(request: FastifyRequest): string {
  const { kind, id, tenant } = actorOf(request);
  if (kind !== 'person' || tenant !== undefined)
    throw new Problem(403, 'Only people of the provider are asked to take incidents.');
  return id;
}

function missing(): Problem {
  return new Problem(404, 'There is nobody of this id who can be asked.');
}
