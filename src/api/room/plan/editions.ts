import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Plan, PlanForm } from '../../../core/plan/plan.ts';
import { draftPlan, editPlan, nextEdition, type PlanRefusal } from '../../../core/plan/plan-acts.ts';
import { planChanges as changesBetween } from '../../../core/plan/plan-changes.ts';
import { planFaults } from '../../../core/plan/plan-faults.ts';
import { readPlanForm } from '../../../core/plan/read-plan.ts';
import { ok, type Result } from '../../../core/result.ts';
import { expectedVersion, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentPlanEdition, presentPlanSummary } from '../../present/plan.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import {
  planParams as params,
  planBegin,
  planChanges,
  planChangesQuery,
  planCheck,
  planEdition,
  planForm,
  planSave,
  planSummary,
  planTemplateQuery,
} from '../../schema/plan.ts';
import { editionOf } from './edition-of.ts';
import { handOf, isAlone } from './plan-hand.ts';
import { faultsOf, planRefused, settled } from './refusals.ts';

const tags = ['plan'];
const maxBody = 2 * 1024 * 1024;
const mostChanges = 2000;

/** Editions: read, begin, write, check, compare. */
export function planEditionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/plan/editions',
    {
      config: { needs: 'plan:read' },
      schema: { tags, summary: 'Editions, newest first, at most 200', response: { 200: z.array(planSummary) } },
    },
    async (request) => {
      await deps.plan.ready();
      return (await request.store.plan.editions()).map(presentPlanSummary);
    },
  );

  app.post(
    '/api/v1/plan/editions',
    {
      config: { needs: 'plan:write' },
      schema: {
        tags,
        summary: 'Begin the next edition as a draft, from an earlier one or from the template',
        body: planBegin,
        response: { 200: planEdition, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      await deps.plan.ready();
      const { from, edition, language } = request.body;
      const { plan } = request.store;
      const base = edition === 0 ? await plan.inForce() : await plan.edition(edition);
      if (!base && from === 'edition' && edition !== 0)
        throw new Problem(404, 'There is no such edition of the plan.', 'edition');
      const hand = await handOf(request);
      const made = await plan.begin(hand, (id, highest): Result<Plan, PlanRefusal> => {
        if (base && from === 'edition') return nextEdition(base, id, hand.by, highest);
        return ok({ ...draftPlan(id, deps.plan.template(language), hand.by), edition: highest + 1 });
      });
      if (!made) throw new Problem(409, 'An edition is being worked on already. Go on with that one.', 'edition');
      if (!made.ok) throw planRefused(made.reason);
      deps.plan.changed(made.value.edition);
      tagged(reply, made.value);
      return presentPlanEdition(made.value, hand.by, await isAlone(request, hand, made.value));
    },
  );

  app.get(
    '/api/v1/plan/editions/:edition',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'One edition, with what is missing',
        params,
        response: { 200: planEdition, 404: problem },
      },
    },
    async (request, reply) => {
      const plan = await editionOf(request, deps, request.params.edition);
      const hand = await handOf(request);
      tagged(reply, plan);
      return presentPlanEdition(plan, hand.by, await isAlone(request, hand, plan));
    },
  );

  app.put(
    '/api/v1/plan/editions/:edition',
    {
      bodyLimit: maxBody,
      config: { needs: 'plan:write', versioned: true },
      schema: {
        tags,
        summary: 'Write in a draft; whoever does is one of its authors and cannot approve it',
        params,
        body: planSave,
        response: { 200: planEdition, 404: problem, 409: problem, 412: problem, 422: problem },
      },
    },
    async (request, reply) => {
      const before = await editionOf(request, deps, request.params.edition);
      const version = expectedVersion(request, before);
      const form = readForm(request.body.plan);
      const hand = await handOf(request);
      const outcome = await request.store.plan.change(
        before.edition,
        hand,
        (plan) => {
          const edited = editPlan(plan, form, hand.by);
          return edited.ok ? ok([{ plan: edited.value }] as const) : edited;
        },
        version,
      );
      const after = await settled(request, deps, before.edition, outcome);
      tagged(reply, after);
      return presentPlanEdition(after, hand.by, await isAlone(request, hand, after));
    },
  );

  app.post(
    '/api/v1/plan/check',
    {
      bodyLimit: maxBody,
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'What is missing or wrong in a plan, field by field; nothing is kept',
        body: z.strictObject({ plan: planForm }),
        response: { 200: planCheck },
      },
    },
    async (request) => {
      const read = readPlanForm(request.body.plan);
      return { faults: faultsOf(read.ok ? planFaults(read.value) : read.reason) };
    },
  );

  app.get(
    '/api/v1/plan/template',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'The plan to start from, in a language',
        querystring: planTemplateQuery,
        response: { 200: planForm },
      },
    },
    async (request) => deps.plan.template(request.query.language),
  );

  app.get(
    '/api/v1/plan/changes',
    {
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'What is different between two editions, in sentences',
        querystring: planChangesQuery,
        response: { 200: planChanges, 404: problem },
      },
    },
    async (request) => {
      const { from, to } = request.query;
      const before = await editionOf(request, deps, from);
      const all = changesBetween(before, await editionOf(request, deps, to));
      return { from, to, changes: all.slice(0, mostChanges).map((text) => ({ ...text })), total: all.length };
    },
  );
}

function readForm(input: PlanForm): PlanForm {
  const read = readPlanForm(input);
  if (read.ok) return read.value;
  const [first] = read.reason;
  throw new Problem(422, first.text, first.field, '/problems/plan-faults', { faults: faultsOf(read.reason) });
}
