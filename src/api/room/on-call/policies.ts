import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { EscalationPolicy, EscalationPolicyForm } from '../../../core/on-call/escalation-policy.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { refuseFaults } from '../../present/on-call/read-forms.ts';
import { Problem } from '../../problem.ts';
import { problem, tenantId } from '../../schema/common.ts';
import {
  type EscalationChoiceWire,
  type EscalationPolicyWire,
  escalationChoice,
  escalationChoiceForm,
  escalationPolicy,
  escalationPolicyCheck,
  escalationPolicyForm,
} from '../../schema/on-call.ts';

const tags = ['on-call'];
const params = z.object({ id: z.string().min(1).max(128) });
const tenantParams = z.object({ tenant: tenantId });
const builtIn = 'usual';
const changed = { 400: problem, 404: problem, 412: problem, 422: problem, 428: problem };

/** Escalation policies, and which of them holds for which severity and customer. */
export function escalationPolicyRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const desk = deps.onCall;

  app.get(
    '/api/v1/on-call/policies',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'Escalation policies', response: { 200: z.array(escalationPolicy) } },
    },
    async (request) => [...(await desk.showPolicies(await request.store.onCall.policies.list()))],
  );

  app.get(
    '/api/v1/on-call/policies/:id',
    {
      config: { needs: 'on-call:read' },
      schema: { tags, summary: 'One escalation policy', params, response: { 200: escalationPolicy, 404: problem } },
    },
    async (request, reply) => show(reply, await known(request)),
  );

  app.post(
    '/api/v1/on-call/policies/check',
    {
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary: 'What keeps an escalation policy from being saved',
        body: escalationPolicyForm,
        response: { 200: escalationPolicyCheck, 400: problem },
      },
    },
    async (request) => ({ faults: await faultsOf(request.body) }),
  );

  app.post(
    '/api/v1/on-call/policies',
    {
      config: { needs: 'on-call:write' },
      schema: {
        tags,
        summary: 'Make an escalation policy',
        body: escalationPolicyForm,
        response: { 200: escalationPolicy, 400: problem, 422: problem },
      },
    },
    async (request, reply) => {
      refuseFaults(await faultsOf(request.body));
      return show(reply, await request.store.onCall.policies.insert(request.body), true);
    },
  );

  app.put(
    '/api/v1/on-call/policies/:id',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Change an escalation policy; what runs keeps the one it began with',
        params,
        body: escalationPolicyForm,
        response: { 200: escalationPolicy, ...changed },
      },
    },
    async (request, reply) => {
      const before = await known(request);
      const version = expectedVersion(request, before);
      refuseFaults(await faultsOf(request.body));
      const after = await request.store.onCall.policies.update(before.id, request.body, version);
      if (!after) throw stale(await known(request));
      return show(reply, after, true);
    },
  );

  app.delete(
    '/api/v1/on-call/policies/:id',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Remove an escalation policy that is chosen for nothing',
        params,
        response: { 204: z.null(), 404: problem, 409: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const before = await known(request);
      const version = expectedVersion(request, before);
      const choices = await request.store.onCall.choices.list();
      if (choices.some(({ policies }) => Object.values(policies).includes(before.id)))
        throw new Problem(409, 'It is chosen for a severity. Choose another one first.');
      if (!(await request.store.onCall.policies.remove(before.id, version))) throw stale(await known(request));
      desk.changed(before.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/on-call/choices',
    {
      config: { needs: 'on-call:read' },
      schema: {
        tags,
        summary:
          'Which escalation policy holds for which severity: for everybody, and for customers with one of their own',
        response: { 200: z.array(escalationChoice) },
      },
    },
    async () => [...(await desk.showChoices())],
  );

  app.put(
    '/api/v1/on-call/choices/:tenant',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Choose escalation policies by severity, for everybody (provider) or for one customer',
        params: tenantParams,
        body: escalationChoiceForm,
        response: { 200: escalationChoice, ...changed },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      const { choices, policies } = request.store.onCall;
      if (!(await request.store.tenants.list()).some(({ id }) => id === tenant))
        throw new Problem(404, 'There is no such customer.');
      const ids = new Set(['', builtIn, ...(await policies.list()).map(({ id }) => id)]);
      for (const [severity, policy] of Object.entries(request.body.policies))
        if (policy !== undefined && !ids.has(policy))
          throw new Problem(422, 'There is no such escalation policy.', `policies.${severity}`);
      const before = (await choices.get(tenant)) ?? { version: 0, changedAt: 0, changedBy: '' };
      const version = expectedVersion(request, before);
      const after = await choices.put(tenant, request.body.policies, version);
      if (!after) throw stale((await choices.get(tenant)) ?? before);
      desk.changed(tenant);
      tagged(reply, after);
      return choiceOf(tenant);
    },
  );

  app.delete(
    '/api/v1/on-call/choices/:tenant',
    {
      config: { needs: 'on-call:write', versioned: true },
      schema: {
        tags,
        summary: 'Go back: a customer to what holds for everybody, everybody to what Belwacht comes with',
        params: tenantParams,
        response: { 204: z.null(), 404: problem, 412: problem, 428: problem },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      const { choices } = request.store.onCall;
      const before = await choices.get(tenant);
      if (!before) throw new Problem(404, 'Nothing was chosen there.');
      if (!(await choices.remove(tenant, expectedVersion(request, before)))) {
        const now = await choices.get(tenant);
        throw now ? stale(now) : new Problem(404, 'Nothing was chosen there.');
      }
      desk.changed(tenant);
      return reply.code(204).send(null);
    },
  );

  async function faultsOf(form: EscalationPolicyForm) {
    return (await desk.checkPolicy(form)).map(({ field, sentence }) => ({ field, sentence: { ...sentence } }));
  }

  async function choiceOf(tenant: string): Promise<EscalationChoiceWire> {
    const found = (await desk.showChoices()).find((choice) => choice.tenant === tenant);
    if (!found) throw new Problem(404, 'Nothing was chosen there.');
    return found;
  }

  async function known(request: FastifyRequest): Promise<EscalationPolicy> {
    const found = await request.store.onCall.policies.get((request.params as { id: string }).id);
    if (!found) throw new Problem(404, 'There is no such escalation policy.');
    return found;
  }

  async function show(reply: FastifyReply, policy: EscalationPolicy, isNews = false): Promise<EscalationPolicyWire> {
    if (isNews) desk.changed(policy.id);
    tagged(reply, policy);
    return (await desk.showPolicies([policy]))[0];
  }
}
