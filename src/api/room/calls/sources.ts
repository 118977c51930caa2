import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CallSourceListing } from '../../../core/calls/call-records.ts';
import { actorOf, maySee, ownerOf, scopeOf } from '../../access/actor.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import { detailsFor, inDutch, inLanguageOf } from '../../dutch/in-dutch.ts';
import type { CallSourceState, CallSourceWish } from '../../ports/calls.ts';
import type { ApiDeps } from '../../ports.ts';
import { iso } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import {
  type CallSource,
  type CallSourceForm,
  callSource,
  callSourceForm,
  callSourceTest,
  mappingProposal,
  mappingSample,
} from '../../schema/call-sources.ts';
import { problem } from '../../schema/common.ts';
import { checkTimeZone } from '../sources.ts';

const tags = ['calls'];
const params = z.object({ id: z.string().min(1).max(128) });
const leaving = z.object({
  /** `true`: also when the PBX goes on holding what it was told. */
  force: z.enum(['true', 'false']).optional(),
});

/** Sources of calls: PBXs that are followed live, and files and streams of call detail records. */
export function callSourceRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/call-sources',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'List sources of calls with how they fare',
        querystring: z.object({ tenant: z.string().max(100).optional() }),
        response: { 200: z.array(callSource) },
      },
    },
    async (request) => {
      const listings = await request.store.callSources.list(scopeOf(request, request.query.tenant));
      const states = new Map((await deps.calls.sourceStates()).map((state) => [state.id, state]));
      return detailsFor(
        request,
        listings.map((listing) => present(listing, states.get(listing.id))),
      );
    },
  );

  app.post(
    '/api/v1/call-sources',
    {
      config: { needs: 'calls:write' },
      schema: {
        tags,
        summary: 'Add a source of calls',
        body: callSourceForm,
        response: { 200: callSource, 400: problem },
      },
    },
    async (request, reply) => {
      demandProvider(request);
      const wish = wishOf(request, request.body, ownerOf(request, request.body.tenant));
      if (!(await request.store.tenants.list()).some(({ id }) => id === wish.tenant))
        throw new Problem(400, 'There is no such customer.', 'tenant');
      const id = await request.store.callSources.insert(wish);
      if (request.body.secret !== undefined)
        await deps.calls.keepSecret(wish.tenant, id, request.body.secret, request.work);
      await deps.calls.changed('sources');
      const made = await visible(request, id);
      tagged(reply, made);
      return show(request, made);
    },
  );

  app.get(
    '/api/v1/call-sources/:id',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'One source of calls with its last records',
        params,
        response: { 200: callSource, 404: problem },
      },
    },
    async (request, reply) => {
      const listing = await visible(request, request.params.id);
      tagged(reply, listing);
      return show(request, listing);
    },
  );

  app.put(
    '/api/v1/call-sources/:id',
    {
      config: { needs: 'calls:write', versioned: true },
      schema: {
        tags,
        summary: 'Change a source of calls; its customer stays, and its secret unless another is given',
        params,
        querystring: leaving,
        body: callSourceForm,
        response: { 200: callSource, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      demandProvider(request);
      const known = await visible(request, request.params.id);
      const version = expectedVersion(request, known);
      const wish = wishOf(request, request.body, known.tenant);
      // A kept secret is for the host it was given for: nobody has it sent to another one.
      const elsewhere = wish.setup.host !== known.setup.host || wish.setup.url !== known.setup.url;
      if (known.hasSecret && elsewhere && request.body.secret === undefined)
        throw new Problem(400, 'It is another host: give its secret.', 'secret');
      await leave(known, steersOn(known, wish), request.query.force, async () => {
        if (!(await request.store.callSources.update(known.id, wish, version)))
          throw stale(await visible(request, known.id));
        if (request.body.secret !== undefined)
          await deps.calls.keepSecret(known.tenant, known.id, request.body.secret, request.work);
        await deps.calls.changed('sources');
      });
      const after = await visible(request, known.id);
      tagged(reply, after);
      return show(request, after);
    },
  );

  app.delete(
    '/api/v1/call-sources/:id',
    {
      config: { needs: 'calls:write', versioned: true },
      schema: {
        tags,
        summary: 'Remove a source of calls; what Belwacht holds at its PBX is taken back first',
        params,
        querystring: leaving,
        response: { 204: z.null(), 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      demandProvider(request);
      const known = await visible(request, request.params.id);
      const version = expectedVersion(request, known);
      await leave(known, false, request.query.force, async () => {
        if (!(await request.store.callSources.remove(known.id, version))) throw stale(await visible(request, known.id));
        await deps.calls.changed('sources');
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/call-sources/:id/test',
    {
      config: { needs: 'calls:write' },
      schema: {
        tags,
        summary: 'Connect once more and say what happened',
        params,
        response: { 200: callSourceTest, 404: problem },
      },
    },
    async (request) => {
      const { id } = await visible(request, request.params.id);
      const { ok, detail } = await deps.calls.testSource(id);
      return { ok, detail: inLanguageOf(request, detail) };
    },
  );

  app.post(
    '/api/v1/call-sources/csv-mapping',
    {
      config: { needs: 'calls:write' },
      bodyLimit: 1024 * 1024,
      schema: {
        tags,
        summary: 'What a sample of a CSV file of calls seems to be, and how it reads so',
        body: mappingSample,
        response: { 200: mappingProposal, 400: problem },
      },
    },
    async (request) => {
      const { sample, timeZone, mapping } = request.body;
      if (timeZone !== '') checkTimeZone(timeZone);
      return deps.calls.propose(sample, timeZone, mapping);
    },
  );

  /**
   * Does what ends the steering of a PBX. A stop there has no end of its own, so it is taken back first; where that does not
   * work, a person decides whether to go on and take it out by hand.
   * @throws Problem 409 when something may be left there and nobody said to go on
   */
  async function leave(
    known: CallSourceListing,
    steersOn: boolean,
    force: string | undefined,
    act: () => Promise<void>,
  ) {
    if (steersOn) return act();
    try {
      const left = await deps.calls.releaseSource(known.id);
      if (left !== '' && force !== 'true')
        throw new Problem(
          409,
          { nl: `${inDutch(left)} ${advice.nl}`, en: `${left} ${advice.en}` },
          undefined,
          '/problems/pbx-still-holds',
          { left: { nl: inDutch(left), en: left } },
        );
      await act();
    } finally {
      deps.calls.resumeSource(known.id);
    }
  }

  async function visible(request: FastifyRequest, id: string): Promise<CallSourceListing> {
    const listing = await request.store.callSources.get(id);
    if (!listing || !maySee(request, listing.tenant)) throw new Problem(404, 'There is no such source of calls.');
    return listing;
  }

  async function show(request: FastifyRequest, listing: CallSourceListing): Promise<CallSource> {
    const state = (await deps.calls.sourceStates()).find(({ id }) => id === listing.id);
    const shown = present(listing, state);
    return { ...shown, detail: inLanguageOf(request, shown.detail) };
  }

  function wishOf(_request: FastifyRequest, form: CallSourceForm, tenant: string): CallSourceWish {
    const { tenant: _t, secret: _s, name, kind, enabled, ...setup } = form;
    const trouble = deps.calls.refuses(kind, setup);
    if (trouble !== '') throw new Problem(400, trouble, fieldOf(kind));
    return { tenant, name, kind, enabled, setup };
  }
}

const advice = {
  nl: 'Probeer het opnieuw als hij antwoordt, of ga toch door en haal het in de centrale met de hand weg.',
  en: 'Try again when it answers, or go on all the same and take that out at the PBX by hand.',
};

/** Whether the same PBX is steered as before. */
function steersOn(known: CallSourceListing, wish: CallSourceWish): boolean {
  if (!known.enabled || !known.setup.control) return true;
  const same = (['host', 'port', 'url', 'domain'] as const).every((key) => known.setup[key] === wish.setup[key]);
  return wish.enabled && wish.setup.control && wish.kind === known.kind && same;
}

/** It connects from this machine to wherever it is told: that is for who runs it. */
function demandProvider(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined)
    throw new Problem(403, 'Only the provider sets up sources.', undefined, '/problems/not-permitted');
}

function fieldOf(kind: string): string {
  if (kind === '3cx-xapi' || kind === 'kamailio-rpc') return 'url';
  if (kind === 'cdr-file' || kind === 'asterisk-cel') return 'path';
  return kind.includes('cdr') ? 'port' : 'host';
}

function present(listing: CallSourceListing, state: CallSourceState | undefined): CallSource {
  const { id, tenant, tenantName, name, kind, enabled, setup, hasSecret, version } = listing;
  return {
    ...(structuredClone(setup) as Omit<CallSource, 'id'>),
    ...{ id, tenant, tenantName, name, kind: kind as CallSource['kind'], enabled, hasSecret, version },
    up: state?.up ?? false,
    detail: state?.detail ?? '',
    lastSeen: state && state.lastSeen > 0 ? iso(state.lastSeen) : null,
    tally: {
      received: state?.received ?? 0,
      recognised: state?.recognised ?? 0,
      ignored: state?.ignored ?? 0,
      malformed: state?.malformed ?? 0,
    },
    running: state?.running ?? 0,
    last: (state?.last ?? []).map(({ at, summary }) => ({ at: iso(at), summary })),
  };
}
