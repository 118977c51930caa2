import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Schedule, ScheduleForm } from '../../../core/on-call/schedule.ts';
import { actorOf } from '../../access/actor.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { iso } from '../../present/instant.ts';
import { readOverride, readRoster, refuseFaults, rosterFormOf } from '../../present/on-call/read-forms.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  membersForm,
  noteForm,
  onCallOverrideForm,
  type RosterWire,
  roster,
  rosterCheck,
  rosterCheckQuery,
  rosterForm,
  rosterShifts,
  shiftSpan,
} from '../../schema/on-call.ts';

const tags = ['on-call'];
const id = z.string().min(1).max(128);
const params = z.object({ id });
const maxBody = 2 * 1024 * 1024;
const changed = { 200: roster, 400: problem, 404: problem, 412: problem, 422: problem, 428: problem };

/** Duty rosters: who is on call when, overrides, hand-over notes. */
export function rosterRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const desk = deps.onCall;

  app.get(
    '/api/v1/on-call/rosters',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'Rosters with who is on call now and next', response: { 200: z.array(roster) } },
    },
    async (request) => [...(await desk.showRosters(await request.store.onCall.rosters.list()))],
  );

  app.get(
    '/api/v1/on-call/rosters/:id',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'One roster', params, response: { 200: roster, 404: problem } },
    },
    async (request, reply) => show(reply, await known(request)),
  );

  app.get(
    '/api/v1/on-call/rosters/:id/shifts',
    {
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary: 'Shifts of a span of at most 800 days, without a hole: a gap is a shift without a person',
        params,
        querystring: shiftSpan,
        response: { 200: rosterShifts, 400: problem, 404: problem },
      },
    },
    async (request) => {
      const found = await known(request);
      const { from, until } = spanOf(request.query);
      const shifts = [...(await desk.shifts(found, from, until))];
      return { zone: found.zone, from: iso(from), until: iso(until), shifts };
    },
  );

  app.post(
    '/api/v1/on-call/rosters/check',
    {
      bodyLimit: maxBody,
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary: 'Faults and warnings of a roster, and the shifts it would make',
        body: rosterCheckQuery,
        response: { 200: rosterCheck, 400: problem },
      },
    },
    async (request) => {
      const { roster, from, until } = request.body;
      const span = from && until ? spanOf({ from, until }) : undefined;
      return desk.checkRoster(readRoster(roster), span);
    },
  );

  app.post(
    '/api/v1/on-call/rosters',
    {
      bodyLimit: maxBody,
      config: { needs: 'on-call:write' },
      schema: {
        tags,
        summary: 'Make a roster',
        body: rosterForm,
        response: { 200: roster, 400: problem, 422: problem },
      },
    },
    async (request, reply) => {
      const form = readRoster(request.body);
      refuseFaults((await desk.checkRoster(form, undefined)).faults);
      return show(reply, await request.store.onCall.rosters.insert(form), true);
    },
  );

  app.put(
    '/api/v1/on-call/rosters/:id',
    {
      bodyLimit: maxBody,
      config: { needs: 'on-call:write', versioned: true },
      schema: { tags, summary: 'Change a roster', params, body: rosterForm, response: changed },
    },
    (request, reply) => change(request, reply, () => readRoster(request.body)),
  );

  app.delete(
    '/api/v1/on-call/rosters/:id',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Remove a roster that no escalation policy asks',
        params,
        response: { 204: z.null(), 404: problem, 409: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const found = await known(request);
      const version = expectedVersion(request, found);
      const policies = (await request.store.onCall.policies.list()).filter(({ steps }) =>
        steps.some(({ targets }) => targets.some((target) => target.kind === 'schedule' && target.id === found.id)),
      );
      if (policies.length > 0)
        throw new Problem(
          409,
          `These escalation policies ask it: ${policies
            .slice(0, 5)
            .map(({ name }) => name)
            .join(', ')}.`,
        );
      if (!(await request.store.onCall.rosters.remove(found.id, version))) throw stale(await known(request));
      desk.changed(found.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/on-call/rosters/:id/overrides',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Somebody else for a while; of overrides that overlap the last one holds',
        params,
        body: onCallOverrideForm,
        response: changed,
      },
    },
    (request, reply) =>
      change(request, reply, (found) => ({
        ...rosterFormOf(found),
        overrides: [...found.overrides, { ...readOverride(request.body), id: randomUUID() }],
      })),
  );

  app.delete(
    '/api/v1/on-call/rosters/:id/overrides/:override',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Take an override back',
        params: z.object({ id, override: id }),
        response: changed,
      },
    },
    (request, reply) => {
      const { override } = request.params;
      return change(request, reply, (found) => {
        if (!found.overrides.some((each) => each.id === override)) throw new Problem(404, 'There is no such override.');
        return { ...rosterFormOf(found), overrides: found.overrides.filter((each) => each.id !== override) };
      });
    },
  );

  app.post(
    '/api/v1/on-call/rosters/:id/layers/:layer/members',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Other members of a layer from a date on; turns keep their rhythm and the past stays',
        params: z.object({ id, layer: id }),
        body: membersForm,
        response: changed,
      },
    },
    (request, reply) => {
      const { layer } = request.params;
      const { from, members } = request.body;
      return change(request, reply, (found) => {
        const made = desk.withMembers(found, layer, from, members);
        if (made.ok) return made.value;
        if (made.reason === 'no-layer') throw new Problem(404, 'There is no such layer.');
        throw new Problem(422, made.reason, 'from');
      });
    },
  );

  app.post(
    '/api/v1/on-call/rosters/:id/notes',
    {
      config: { needs: 'on-call:write' },
      schema: {
        tags,
        summary: 'A note for whoever comes on call next',
        params,
        body: noteForm,
        response: { 200: roster, 400: problem, 404: problem, 422: problem },
      },
    },
    async (request, reply) => {
      const { id: author, name } = actorOf(request);
      const left = desk.noteFor(await known(request), author, request.body.text);
      if (!left.ok) throw new Problem(422, left.reason, 'text');
      await request.store.onCall.rosters.addNote(request.params.id, left.value, name);
      return show(reply, await known(request), true);
    },
  );

  app.post(
    '/api/v1/on-call/rosters/:id/notes/read',
    {
      config: { needs: 'on-call:write' },
      schema: {
        tags,
        summary: 'The caller read the notes of others',
        params,
        response: { 200: roster, 404: problem },
      },
    },
    async (request, reply) => {
      const found = await known(request);
      const { id: person, name } = actorOf(request);
      await request.store.onCall.rosters.readNotes(found.id, person, name, deps.clock());
      return show(reply, await known(request), true);
    },
  );

  async function known(request: FastifyRequest): Promise<Schedule> {
    const found = await request.store.onCall.rosters.get((request.params as { id: string }).id);
    if (!found) throw new Problem(404, 'There is no such roster.');
    return found;
  }

  async function change(
    request: FastifyRequest,
    reply: FastifyReply,
    make: (found: Schedule) => ScheduleForm,
  ): Promise<RosterWire> {
    const found = await known(request);
    const version = expectedVersion(request, found);
    const form = make(found);
    refuseFaults((await desk.checkRoster(form, undefined)).faults);
    // What was worked out from what is there may not meet something else, even when the caller takes any version.
    const after = await request.store.onCall.rosters.update(found.id, form, version ?? found.version);
    if (!after) throw stale(await known(request));
    return show(reply, after, true);
  }

  async function show(reply: FastifyReply, found: Schedule, isNews = false): Promise<RosterWire> {
    if (isNews) desk.changed(found.id);
    tagged(reply, found);
    return (await desk.showRosters([found]))[0];
  }
}

function spanOf({ from, until }: { readonly from: string; readonly until: string }) {
  const span = { from: Date.parse(from), until: Date.parse(until) };
  if (!(span.until > span.from && span.until - span.from <= 800 * 86_400_000))
    throw new Problem(400, 'The span ends after it begins, and is at most 800 days.', 'until');
  return span;
}
