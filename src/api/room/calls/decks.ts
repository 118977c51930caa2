import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DeckListing, NewDeck } from '../../../core/calls/call-records.ts';
import { destinationOf } from '../../../core/phone/destination.ts';
import { actorOf, maySee, ownerOf, scopeOf } from '../../access/actor.ts';
import { Turns } from '../../access/turns.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { euroOf } from '../../present/call.ts';
import { iso } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { type RateDeck, rateDeck, rateDeckQuery, rateDeckUpload, rateQuery, rateShown } from '../../schema/rates.ts';
import { deckReading } from './deck-reading.ts';

const tags = ['calls'];
const params = z.object({ id: z.string().min(1).max(128) });
const maxBody = 256 * 1024 * 1024;

/** Rate decks: upload, list, put in use, remove; and what a number costs. */
export function rateDeckRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  // Reading one takes a processor for seconds.
  const turns = new Turns({ one: 1, all: 1, waiting: 5 });

  app.get(
    '/api/v1/rate-decks',
    {
      config: { needs: 'calls:read' },
      schema: { tags, summary: 'List rate decks', querystring: rateDeckQuery, response: { 200: z.array(rateDeck) } },
    },
    async (request) => (await request.store.rateDecks.list(scopeOf(request, request.query.tenant))).map(presentDeck),
  );

  app.get(
    '/api/v1/rate-decks/:id',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'One rate deck with what was wrong in its file',
        params,
        response: { 200: rateDeck, 404: problem },
      },
    },
    async (request, reply) => {
      const deck = await visible(request, request.params.id);
      tagged(reply, deck);
      return presentDeck(deck);
    },
  );

  server.register(async (scoped) => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser(['text/csv', 'application/csv'], (_request, body, done) => done(null, body));
    scoped.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/rate-decks',
      {
        bodyLimit: maxBody,
        config: { needs: 'calls:write', limit: 'exports' },
        schema: {
          tags,
          summary: 'Upload a rate deck as CSV, up to a million prefixes and more; broken lines are left out and told',
          consumes: ['text/csv'],
          querystring: rateDeckUpload,
          response: { 200: rateDeck, 400: problem, 413: problem, 415: problem, 422: rateDeck },
        },
      },
      async (request, reply) => {
        const body = request.body as Readable | undefined;
        if (typeof body?.pipe !== 'function') throw new Problem(400, 'Send a CSV file.', 'body');
        const { tenant, name, currency, worth, column, activate, dry_run } = request.query;
        const reading = deckReading(currency, worth, column);
        const owner = ownerOf(request, tenant);
        if (!(await request.store.tenants.list()).some(({ id }) => id === owner))
          throw new Problem(400, 'There is no such customer.', 'tenant');
        const read = await turns.run(owner, () => deps.calls.readDeck(body, reading));
        const { report, prefixes, bytes, packed } = read;
        if (dry_run === 'true' || report.taken === 0) {
          const shown = draft({ tenant: owner, name, ...reading, report, prefixes, bytes }, deps.clock());
          // Somebody who tries wants to read what is wrong.
          return reply.code(dry_run === 'true' ? 200 : 422).send(shown);
        }
        const by = actorOf(request).name;
        const { rateDecks } = request.store;
        const id = await rateDecks.insert({
          ...{ tenant: owner, name, ...reading, report, prefixes, bytes, by },
          content: packed,
        });
        if (activate === 'true') {
          await rateDecks.activate(id);
          await deps.calls.changed('decks');
        }
        const deck = await visible(request, id);
        tagged(reply, deck);
        return presentDeck(deck);
      },
    );
  });

  app.post(
    '/api/v1/rate-decks/:id/activate',
    {
      config: { needs: 'calls:write' },
      schema: {
        tags,
        summary: 'Rate calls by this deck from now on; the one before it stays to go back to',
        params,
        response: { 200: rateDeck, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = await visible(request, request.params.id);
      if (!(await request.store.rateDecks.activate(id))) throw missing();
      await deps.calls.changed('decks');
      const deck = await visible(request, id);
      tagged(reply, deck);
      return presentDeck(deck);
    },
  );

  app.delete(
    '/api/v1/rate-decks/:id',
    {
      config: { needs: 'calls:write', versioned: true },
      schema: { tags, summary: 'Remove a rate deck', params, response: { 204: z.null(), 404: problem } },
    },
    async (request, reply) => {
      const deck = await visible(request, request.params.id);
      if (!(await request.store.rateDecks.remove(deck.id, expectedVersion(request, deck))))
        throw stale(await visible(request, deck.id));
      await deps.calls.changed('decks');
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/rates',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'What a call to a number costs',
        querystring: rateQuery,
        response: { 200: rateShown, 400: problem },
      },
    },
    async (request) => {
      const digits = request.query.number.replace(/^\+/, '');
      const { rate, deck, name, prefix } = await deps.calls.rate(scopeOf(request, request.query.tenant), digits);
      const { country, kind } = destinationOf(digits);
      return {
        ...{ number: `+${digits}`, country, kind, name, prefix, deck, estimate: rate.estimate },
        ...{ eurPerMinute: euroOf(rate.perMinute), setupEur: euroOf(rate.setup) },
        ...{ minimumS: rate.minimum, incrementS: rate.increment },
      };
    },
  );

  async function visible(request: FastifyRequest, id: string): Promise<DeckListing> {
    const deck = await request.store.rateDecks.get(id);
    if (!deck || !maySee(request, deck.tenant)) throw missing();
    return deck;
  }
}

function presentDeck(deck: DeckListing): RateDeck {
  const { report, createdAt, activatedAt, worth, changedAt: _a, changedBy: _b, ...rest } = deck;
  return {
    ...rest,
    ...(structuredClone(report) as Omit<RateDeck, keyof typeof rest | 'createdAt' | 'activatedAt'>),
    worth: Object.fromEntries(Object.entries(worth).map(([code, micro]) => [code, euroOf(micro)])),
    createdAt: iso(createdAt),
    activatedAt: activatedAt === undefined ? null : iso(activatedAt),
  };
}

/** A deck that is not kept. */
function draft(read: Omit<NewDeck, 'by' | 'content'>, now: number): RateDeck {
  const none = { id: '', tenantName: '', createdBy: '', active: false, activatedAt: undefined };
  return presentDeck({ ...none, ...read, createdAt: now, version: 0, changedAt: 0, changedBy: '' });
}

function missing(): Problem {
  return new Problem(404, 'There is no such rate deck.');
}
