import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { providerTenant } from '../../../core/tenant.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { pushDevice, pushDevices, pushSubscriptionForm, pushTest } from '../../schema/push.ts';
import { personOf } from '../session-step-up.ts';

const tags = ['on-call'];
const params = z.object({ id: z.string().min(1).max(128) });

/** The own devices that take alarms. */
export function pushRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const { push } = deps.onCall;

  app.get(
    '/api/v1/on-call/push',
    {
      config: { needs: 'self' },
      schema: { tags, summary: 'The own devices that take alarms', response: { 200: pushDevices, 403: problem } },
    },
    async (request) => ({ publicKey: push.publicKey, devices: [...(await push.devices(ownId(request)))] }),
  );

  app.post(
    '/api/v1/on-call/push',
    {
      config: { needs: 'self', rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Have this device take the own alarms',
        body: pushSubscriptionForm,
        response: { 200: pushDevice, 400: problem, 403: problem },
      },
    },
    async (request) => {
      const device = await push.add(ownId(request), request.body, request.work);
      if (!device) throw new Problem(400, 'This is no address of a push service.', 'endpoint');
      return device;
    },
  );

  app.delete(
    '/api/v1/on-call/push/:id',
    {
      config: { needs: 'self' },
      schema: {
        tags,
        summary: 'Send no more alarms to this device',
        params,
        response: { 204: z.null(), 403: problem, 404: problem },
      },
    },
    async (request, reply) => {
      if (!(await push.remove(ownId(request), request.params.id, request.work)))
        throw new Problem(404, 'There is no such device.');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/on-call/push/:id/test',
    {
      config: { needs: 'self', rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Send a test message to this device',
        params,
        response: { 200: pushTest, 403: problem, 404: problem },
      },
    },
    async (request) => {
      const result = await push.test(ownId(request), request.params.id);
      if (!result) throw new Problem(404, 'There is no such device.');
      return result;
    },
  );
}

/** Alarms go to people of the provider. */
function ownId(request: FastifyRequest): string {
  const { id, tenant } = personOf(request);
  if (tenant !== providerTenant) throw new Problem(403, 'Alarms go to people of the provider.');
  return id;
}
