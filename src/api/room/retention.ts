import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { type RetentionTimes, retentionLimits } from '../../core/retention.ts';
import type { Text } from '../../core/text.ts';
import { demandDangerous } from '../access/proof.ts';
import { expectedVersion, stale, tagged } from '../access/version.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { problem } from '../schema/common.ts';
import {
  type Retention,
  type RetentionChange,
  type RetentionKind,
  retention,
  retentionChange,
  retentionKinds,
  retentionPreview,
} from '../schema/keeping.ts';

const about: Readonly<Record<RetentionKind, Text>> = {
  events: {
    nl: 'Losse gebeurtenissen: mislukte registraties, gesprekken, aanmeldingen van beheerders, met de oorspronkelijke regel.',
    en: 'Single events: failed registrations, calls, administrator sign-ins, with the original line.',
  },
  minuteCounts: { nl: 'Tellingen per minuut, en wie er aanklopte.', en: 'Counts per minute, and who knocked.' },
  hourCounts: {
    nl: 'Tellingen per uur: wat normaal is, en grafieken over maanden.',
    en: 'Counts per hour: what is normal, and charts over months.',
  },
  alerts: {
    nl: 'Meldingen en blokkades met hun tijdlijn en bewijs.',
    en: 'Alerts and blocks with their timeline and evidence.',
  },
  calls: {
    nl: 'Gesprekken met wie belde, waarheen en wat het kostte.',
    en: 'Calls with who called, where to and what it cost.',
  },
  audit: { nl: 'Het logboek van wie wat deed.', en: 'The record of who did what.' },
  sites: { nl: 'Adressen waar toestellen van klanten staan.', en: 'Addresses where phones of customers are.' },
  messages: { nl: 'Verzonden en mislukte berichten.', en: 'Messages that were sent or failed.' },
  backtests: { nl: 'Uitkomsten van proefdraaien van regels.', en: 'Results of rules tried on the past.' },
};

/** How long things are kept. */
export function retentionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  const present = async (request: FastifyRequest, { days, customers }: RetentionTimes): Promise<Retention> => {
    const names = new Map((await request.store.tenants.list()).map(({ id, name }) => [id, name]));
    return {
      kinds: retentionKinds.map((kind) => ({ kind, days: days[kind], ...retentionLimits[kind], about: about[kind] })),
      customers: Object.entries(customers)
        .filter(([tenant]) => names.has(tenant))
        .map(([tenant, eventDays]) => ({ tenant, tenantName: names.get(tenant)!, eventDays })),
      last: await deps.keeping.retentionLast(),
    };
  };

  app.get(
    '/api/v1/retention',
    {
      config: { needs: 'settings:read' },
      schema: { tags: ['keeping'], summary: 'How long things are kept', response: { 200: retention } },
    },
    async (request, reply) => {
      const kept = await request.store.keeping.retention();
      tagged(reply, kept);
      return present(request, kept.value);
    },
  );

  app.patch(
    '/api/v1/retention',
    {
      config: { needs: 'settings:write', versioned: true },
      schema: {
        tags: ['keeping'],
        summary: 'Change how long things are kept',
        body: retentionChange,
        response: { 200: retention, 400: problem },
      },
    },
    async (request, reply) => {
      const { keeping } = request.store;
      const kept = await keeping.retention();
      expectedVersion(request, kept);
      const wanted = await changed(request, kept.value, request.body);
      if (isShorter(kept.value, wanted)) demandDangerous(request, 'settings:write', deps.clock());
      if (!(await keeping.setRetention(wanted, kept.version))) throw stale(await keeping.retention());
      const after = await keeping.retention();
      tagged(reply, after);
      return present(request, after.value);
    },
  );

  app.post(
    '/api/v1/retention/preview',
    {
      config: { needs: 'settings:read' },
      schema: {
        tags: ['keeping'],
        summary: 'What cleaning up would remove, as it is or as asked',
        body: retentionChange,
        response: { 200: retentionPreview, 400: problem },
      },
    },
    async (request) => {
      const { value } = await request.store.keeping.retention();
      return deps.keeping.previewRetention(await changed(request, value, request.body));
    },
  );

  app.post(
    '/api/v1/retention/run',
    {
      config: { needs: 'settings:write' },
      schema: { tags: ['keeping'], summary: 'Clean up now', response: { 200: retention, 409: problem } },
    },
    async (request, reply) => {
      const refusal = await deps.keeping.runRetention();
      if (refusal) throw new Problem(409, refusal.refused);
      await request.store.audit.add({ action: 'retention.run', objectKind: 'retention', objectId: '' });
      const kept = await request.store.keeping.retention();
      tagged(reply, kept);
      return present(request, kept.value);
    },
  );
}

/** Whether something goes earlier than before: evidence that is gone does not come back. */
function isShorter(before: RetentionTimes, after: RetentionTimes): boolean {
  const events = ({ days, customers }: RetentionTimes, tenant: string) => customers[tenant] ?? days.events;
  const own = Object.keys({ ...before.customers, ...after.customers });
  return (
    retentionKinds.some((kind) => after.days[kind] < before.days[kind]) ||
    own.some((tenant) => events(after, tenant) < events(before, tenant))
  );
}

/** The times with a change, within their limits. @throws Problem 400 */
async function changed(
  request: FastifyRequest,
  { days, customers }: RetentionTimes,
  change: RetentionChange,
): Promise<RetentionTimes> {
  for (const [kind, value] of Object.entries(change.days ?? {})) inLimits(kind as RetentionKind, value, `days.${kind}`);
  const own = new Map(Object.entries(customers));
  const known = new Set((await request.store.tenants.list()).map(({ id }) => id));
  for (const tenant of own.keys()) if (!known.has(tenant)) own.delete(tenant);
  for (const [i, { tenant, eventDays }] of (change.customers ?? []).entries()) {
    if (!known.has(tenant)) throw new Problem(400, 'There is no such customer.', `customers.${i}.tenant`);
    if (eventDays === null) own.delete(tenant);
    else {
      inLimits('events', eventDays, `customers.${i}.eventDays`);
      own.set(tenant, eventDays);
    }
  }
  return { days: { ...days, ...change.days }, customers: Object.fromEntries(own) };
}

function inLimits(kind: RetentionKind, days: number, field: string): void {
  const { least, most } = retentionLimits[kind];
  if (days < least || days > most) throw new Problem(400, `This is kept ${least} to ${most} days.`, field);
}
