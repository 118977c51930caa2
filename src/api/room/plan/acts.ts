import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  approvePlan,
  confirmRead,
  discardPlan,
  type PlanRefusal,
  putInForce,
  waitingReaders,
  withdrawApproval,
} from '../../../core/plan/plan-acts.ts';
import type { PlanEdition, PlanHand, PlanMove } from '../../../core/plan/plan-records.ts';
import { ok, type Result } from '../../../core/result.ts';
import { expectedVersion, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { actOf, presentPlanEdition } from '../../present/plan.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { planParams as params, planApprove, planDiscard, planEdition, planReaders } from '../../schema/plan.ts';
import { editionOf } from './edition-of.ts';
import { handOf, isAlone } from './plan-hand.ts';
import { readingTeam } from './readers.ts';
import { settled } from './refusals.ts';

const tags = ['plan'];
const answers = { 200: planEdition, 404: problem, 409: problem, 412: problem, 422: problem };
const nothing = z.strictObject({}).optional();
type Judged = Result<readonly [PlanMove, ...PlanMove[]], PlanRefusal>;

/** What becomes of an edition: approved, withdrawn, thrown away, in force, read. */
export function planActRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/api/v1/plan/editions/:edition/approve',
    {
      config: { needs: 'plan:approve', versioned: true },
      schema: {
        tags,
        summary: 'Approve a complete draft, by somebody who wrote nothing in it',
        params,
        body: planApprove,
        response: answers,
      },
    },
    async (request, reply) => {
      const reason = request.body.alone;
      const hand = await handOf(request);
      if (hand.by === 'local')
        throw new Problem(
          409,
          'A plan is approved by a person who signs in, or with a token of theirs. The command line of this machine is nobody.',
          undefined,
          '/problems/plan-nobody',
        );
      const before = await editionOf(request, deps, request.params.edition);
      if (reason !== '' && !(await isAlone(request, hand, before)))
        throw new Problem(
          409,
          'Somebody else may approve it, so it takes two people.',
          'alone',
          '/problems/plan-four-eyes',
        );
      return act(request, reply, hand, (plan, now) => {
        // Nobody else can be asked: it is approved as if by a second person, and says everywhere that it was not.
        const asked = reason === '' ? plan : { ...plan, authors: plan.authors.filter((author) => author !== hand.by) };
        const judged = approvePlan(asked, hand.by, now);
        if (!judged.ok) return judged;
        const isOwn = plan.authors.includes(hand.by);
        return ok([{ plan: { ...judged.value, authors: plan.authors }, alone: isOwn ? reason : '' }] as const);
      });
    },
  );

  app.post(
    '/api/v1/plan/editions/:edition/withdraw',
    {
      config: { needs: 'plan:approve', versioned: true },
      schema: {
        tags,
        summary: 'Withdraw the approval of an edition that is not in force yet',
        params,
        body: nothing,
        response: answers,
      },
    },
    async (request, reply) => act(request, reply, await handOf(request), (plan) => one(withdrawApproval(plan))),
  );

  app.post(
    '/api/v1/plan/editions/:edition/discard',
    {
      config: { needs: 'plan:write', versioned: true },
      schema: {
        tags,
        summary: 'Throw a draft away; it stays readable, and another can begin',
        params,
        body: planDiscard,
        response: answers,
      },
    },
    async (request, reply) => {
      const hand = await handOf(request);
      const { reason } = request.body;
      return act(request, reply, hand, (plan, now) => one(discardPlan(plan, hand.by, now, reason)));
    },
  );

  app.post(
    '/api/v1/plan/editions/:edition/in-force',
    {
      config: { needs: 'plan:approve', versioned: true },
      schema: {
        tags,
        summary: 'Put an approved edition in force, in place of the one that is',
        params,
        body: nothing,
        response: answers,
      },
    },
    async (request, reply) => {
      const hand = await handOf(request);
      return act(request, reply, hand, (plan, now, current) => {
        const judged = putInForce(plan, current, hand.by, now);
        if (!judged.ok) return judged;
        const { plan: next, replaced } = judged.value;
        return ok(replaced ? [{ plan: next }, { plan: replaced }] : [{ plan: next }]);
      });
    },
  );

  app.post(
    '/api/v1/plan/editions/:edition/read',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'Confirm that you read the edition in force; the first time counts',
        params,
        body: nothing,
        response: { 200: planEdition, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const hand = await handOf(request);
      if (!hand.by.startsWith('user:'))
        throw new Problem(409, 'Only a person reads a plan.', undefined, '/problems/plan-nobody');
      return act(request, reply, hand, (plan, now) => one(confirmRead(plan, hand.by, now)), false);
    },
  );

  app.get(
    '/api/v1/plan/editions/:edition/readers',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'Who confirmed to have read an edition, and who of the team has not',
        params,
        response: { 200: planReaders, 404: problem },
      },
    },
    async (request) => {
      const plan = await editionOf(request, deps, request.params.edition);
      const team = await readingTeam(request);
      const waiting = new Set(
        waitingReaders(
          plan,
          team.map(({ id }) => id),
        ),
      );
      return {
        read: plan.readers.map((reader) => actOf(plan, reader)!),
        waiting: team.filter(({ id }) => waiting.has(id)).map(({ id, name }) => ({ id, name })),
      };
    },
  );

  async function act(
    request: FastifyRequest,
    reply: FastifyReply,
    hand: PlanHand,
    judge: (plan: PlanEdition, now: number, current: PlanEdition | undefined) => Judged,
    isVersioned = true,
  ) {
    const { edition } = request.params as { readonly edition: number };
    const before = await editionOf(request, deps, edition);
    const version = isVersioned ? expectedVersion(request, before) : undefined;
    const after = await settled(request, deps, edition, await request.store.plan.change(edition, hand, judge, version));
    tagged(reply, after);
    return presentPlanEdition(after, hand.by, await isAlone(request, hand, after));
  }
}

function one(judged: Result<PlanMove['plan'], PlanRefusal>): Judged {
  return judged.ok ? ok([{ plan: judged.value }] as const) : judged;
}
