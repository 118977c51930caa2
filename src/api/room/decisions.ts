import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DecisionRecord } from '../../core/decision-record.ts';
import { readCidr } from '../../core/ip.ts';
import { actorOf, authorOf, maySee, ownerOf, scopeOf } from '../access/actor.ts';
import { demandDangerous } from '../access/proof.ts';
import { Spree } from '../access/spree.ts';
import { presentPage, readCursor } from '../cursor.ts';
import type { ApiDeps, BlockWish } from '../ports.ts';
import { presentDecision } from '../present/decision.ts';
import { Problem } from '../problem.ts';
import {
  decision,
  decisionPage,
  decisionPreview,
  decisionQuery,
  type NewDecision,
  newDecision,
} from '../schema/alerts.ts';
import { problem } from '../schema/common.ts';

const params = z.object({ id: z.string().min(1).max(128) });
const undo = z.strictObject({ reason: z.string().max(500).optional() }).nullish();

/** Blocks: list, preview, add, undo. */
export function decisionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const spree = new Spree();

  app.get(
    '/api/v1/decisions',
    {
      config: { needs: 'decisions:read' },
      schema: {
        tags: ['decisions'],
        summary: 'List decisions, newest first',
        querystring: decisionQuery,
        response: { 200: decisionPage },
      },
    },
    async (request) => {
      const { cursor, tenant, ...filters } = request.query;
      const slice = await request.store.decisions.list({
        ...filters,
        tenant: scopeOf(request, tenant),
        after: readCursor(cursor),
      });
      return presentPage(slice, presentDecision);
    },
  );

  app.get(
    '/api/v1/decisions/:id',
    {
      config: { needs: 'decisions:read' },
      schema: { tags: ['decisions'], summary: 'One decision', params, response: { 200: decision, 404: problem } },
    },
    async (request) => presentDecision(await visible(request, request.params.id)),
  );

  app.post(
    '/api/v1/decisions/preview',
    {
      config: { needs: 'decisions:act' },
      schema: {
        tags: ['decisions'],
        summary: 'What a block would touch; nothing is done',
        body: newDecision,
        response: { 200: decisionPreview, 400: problem },
      },
    },
    async (request) => {
      const preview = await deps.blocks.preview(wishOf(request, request.body));
      if (!preview) throw noAddress();
      const { activeAccounts, guards, ...rest } = preview;
      const seen = activeAccounts.filter(({ tenant }) => maySee(request, tenant));
      const place = deps.geo.lookup(preview.value.split('/')[0]);
      return { ...rest, ...place, guards: [...guards], activeAccounts: seen };
    },
  );

  app.post(
    '/api/v1/decisions',
    {
      config: { needs: 'decisions:act' },
      schema: {
        tags: ['decisions'],
        summary: 'Block an address or range',
        body: newDecision,
        response: { 200: decision, 400: problem, 409: problem },
      },
    },
    async (request) => {
      const { kind, id, tenant } = actorOf(request);
      const inARow = kind === 'person' && spree.isOver(id, deps.clock());
      if (inARow || isMass(request.body.value, tenant !== undefined))
        demandDangerous(request, 'decisions:mass', deps.clock());
      spree.note(id, deps.clock());
      const outcome = await deps.blocks.block(wishOf(request, request.body));
      if (!outcome.ok) {
        if (outcome.held.guard === 'not-an-address') throw noAddress();
        throw new Problem(409, `${outcome.held.guard}: ${outcome.held.detail}`, 'value');
      }
      return presentDecision(await visible(request, outcome.id));
    },
  );

  app.post(
    '/api/v1/decisions/:id/undo',
    {
      config: { needs: 'decisions:act' },
      schema: {
        tags: ['decisions'],
        summary: 'Lift a block now',
        params,
        body: undo,
        response: { 200: decision, 404: problem, 409: problem },
      },
    },
    async (request) => {
      const { id } = request.params;
      await visible(request, id);
      if (!(await deps.blocks.undo(id, authorOf(request), request.body?.reason ?? '', request.work))) {
        throw new Problem(409, 'This block is not in force any more.');
      }
      return presentDecision(await visible(request, id));
    },
  );

  async function visible(request: FastifyRequest, id: string): Promise<DecisionRecord> {
    const [record] = await request.store.decisions.byIds([id]);
    if (!record || !maySee(request, record.decision.tenant)) throw new Problem(404, 'There is no such decision.');
    return record;
  }
}

/**
 * Ranges of more than 64 IPv4 addresses, or wider than one IPv6 subnet: many people at once. For a customer's own caller every
 * IPv4 range is: its blocks meet the phones of all other customers.
 */
function isMass(value: string, isLimited: boolean): boolean {
  const cidr = readCidr(value.trim());
  return cidr !== undefined && cidr.prefix < (cidr.family === 6 ? 64 : isLimited ? 32 : 26);
}

function wishOf(request: FastifyRequest, { value, durationS, reason, tenant }: NewDecision): BlockWish {
  return {
    value: value.trim(),
    durationS,
    reason,
    tenant: ownerOf(request, tenant),
    author: authorOf(request),
    work: request.work,
  };
}

function noAddress(): Problem {
  return new Problem(
    400,
    'This is no IP address or range. Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/64.',
    'value',
  );
}
