import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { callModes } from '../../../core/calls/call-customer.ts';
import type { CallSettingsForm, CallSettingsRecord } from '../../../core/calls/call-settings.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { actorOf } from '../../access/actor.ts';
import { demandDangerous } from '../../access/proof.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import {
  type CallSettings,
  callSettings,
  callSettingsForm,
  emergencyNumbers,
  emergencyNumbersForm,
} from '../../schema/call-settings.ts';
import { problem } from '../../schema/common.ts';
import { customerOf, customerParams, livingCustomer } from '../customers/customer-of.ts';

const tags = ['calls'];
const providerCap = 'provider-cap.';
/** Figures of which a lower one lets more pass. */
const lowerLoosens = /\.(within_minutes|within_hours|at_once_s)$|^answer-ratio\.share$/;

/** What holds for the calls of a customer, and emergency numbers besides those every country has. */
export function callSettingsRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  const show = async (request: FastifyRequest, record: CallSettingsRecord): Promise<CallSettings> => {
    const decks = await request.store.rateDecks.list(record.tenant);
    const { changedAt: _at, changedBy: _by, modeSince: _since, ...shown } = record;
    return {
      ...(structuredClone(shown) as Omit<CallSettings, 'deck'>),
      deck: decks.find(({ active }) => active)?.id ?? '',
    };
  };

  app.get(
    '/api/v1/customers/:tenant/call-settings',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'Mode, dial plan, caps and exceptions of a customer',
        params: customerParams,
        response: { 200: callSettings, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = await customerOf(request, request.params.tenant);
      const record = await request.store.callSettings.get(id);
      tagged(reply, record);
      return show(request, record);
    },
  );

  app.put(
    '/api/v1/customers/:tenant/call-settings',
    {
      config: { needs: 'calls:write', versioned: true },
      schema: {
        tags,
        summary: 'Set mode, dial plan, caps and exceptions; loosening needs a fresh second factor',
        params: customerParams,
        body: callSettingsForm,
        response: { 200: callSettings, 400: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = await settable(request, request.params.tenant);
      const known = await request.store.callSettings.get(id);
      const version = expectedVersion(request, known);
      checkFigures(deps, request.body.figures);
      checkWhose(id, request.body);
      if (loosens(known, request.body, defaultsOf(deps))) demandDangerous(request, 'guards:lift', deps.clock());
      return put(request, reply, id, request.body, version);
    },
  );

  app.post(
    '/api/v1/customers/:tenant/call-settings/enforce',
    {
      config: { needs: 'calls:write' },
      schema: {
        tags,
        summary: 'From report-only to enforce: what was only noted is refused from now on',
        params: customerParams,
        response: { 200: callSettings, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = await livingCustomer(request, request.params.tenant);
      const known = await request.store.callSettings.get(id);
      return put(request, reply, id, { ...formOf(known), mode: 'enforce' }, undefined);
    },
  );

  async function put(
    request: FastifyRequest,
    reply: Parameters<typeof tagged>[0],
    id: string,
    form: CallSettingsForm,
    version: number | undefined,
  ): Promise<CallSettings> {
    const after = await request.store.callSettings.put(id, form, version);
    if (!after) throw stale(await request.store.callSettings.get(id));
    await deps.calls.changed('settings');
    tagged(reply, after);
    return show(request, after);
  }

  app.get(
    '/api/v1/emergency-numbers',
    {
      config: { needs: 'calls:read' },
      schema: {
        tags,
        summary: 'Emergency numbers besides those every country has',
        response: { 200: emergencyNumbers },
      },
    },
    async (request, reply) => {
      const { numbers, version } = await request.store.callSettings.emergency();
      tagged(reply, { version });
      return { numbers: numbers.map((one) => ({ ...one })), version };
    },
  );

  app.put(
    '/api/v1/emergency-numbers',
    {
      config: { needs: 'calls:write', stepUp: true, versioned: true },
      schema: {
        tags,
        summary: 'Set emergency numbers besides those every country has; calls to them always pass',
        body: emergencyNumbersForm,
        response: { 200: emergencyNumbers, 400: problem },
      },
    },
    async (request, reply) => {
      if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider sets these.');
      const known = await request.store.callSettings.emergency();
      const after = await request.store.callSettings.putEmergency(
        request.body.numbers,
        expectedVersion(request, known),
      );
      if (!after) throw stale(await request.store.callSettings.emergency());
      await deps.calls.changed('settings');
      tagged(reply, after);
      return { numbers: after.numbers.map((one) => ({ ...one })), version: after.version };
    },
  );
}

function formOf(record: CallSettingsRecord): CallSettingsForm {
  const { tenant: _t, modeSince: _m, version: _v, changedAt: _a, changedBy: _b, ...form } = record;
  return form;
}

function defaultsOf({ calls }: ApiDeps): ReadonlyMap<string, number> {
  return new Map(
    calls
      .rules()
      .flatMap(({ id, figures }) =>
        Object.entries(figures).map(([name, figure]): [string, number] => [`${id}.${name}`, figure.default]),
      ),
  );
}

/**
 * Whose calls something is set for: a customer, or the provider, which has caps on the money of everybody.
 *
 * @throws Problem 403, 404, 409
 */
async function settable(request: FastifyRequest, tenant: string): Promise<{ readonly id: string }> {
  if (tenant !== providerTenant) return livingCustomer(request, tenant);
  if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider sets these.');
  return { id: providerTenant };
}

/** Caps on the money of everybody are the provider's, and all else is a customer's. */
function checkWhose(id: string, { figures, ...rest }: CallSettingsForm): void {
  const wrong = Object.keys(figures).find((key) => key.startsWith(providerCap) !== (id === providerTenant));
  if (wrong !== undefined)
    throw new Problem(
      400,
      id === providerTenant
        ? 'The provider has caps on the money of everybody only; set this for a customer.'
        : 'This cap is about the money of everybody; set it for the provider.',
      `figures.${wrong}`,
    );
  const { allowedNumbers, allowedCountries, accountCodes, trunks } = rest;
  if (
    id === providerTenant &&
    [allowedNumbers, allowedCountries, accountCodes, trunks].some(({ length }) => length > 0)
  )
    throw new Problem(400, 'The provider has caps on the money of everybody only; set this for a customer.');
}

function checkFigures({ calls }: ApiDeps, figures: Readonly<Record<string, number>>): void {
  const known = new Map(
    calls
      .rules()
      .flatMap(({ id, figures: own }) => Object.entries(own).map(([name, figure]) => [`${id}.${name}`, figure])),
  );
  for (const [key, value] of Object.entries(figures)) {
    const figure = known.get(key);
    if (!figure) throw new Problem(400, 'No rule has such a figure.', `figures.${key}`);
    if (value < figure.min || value > figure.max)
      throw new Problem(400, `It is from ${figure.min} to ${figure.max} (${figure.unit}).`, `figures.${key}`);
  }
}

/**
 * Whether less is held back than before: then it is a dangerous act. Figures are thresholds: higher lets more pass, but for spans
 * and shares in which something has to happen. How phones dial decides what is a call for help, a call inside and one abroad.
 */
function loosens(before: CallSettingsForm, after: CallSettingsForm, usual: ReadonlyMap<string, number>): boolean {
  const more = <T>(old: readonly T[], now: readonly T[], of: (one: T) => string) =>
    now.some((one) => !old.some((other) => of(other) === of(one)));
  const figures = new Set([...Object.keys(before.figures), ...Object.keys(after.figures)]);
  return (
    callModes.indexOf(after.mode) < callModes.indexOf(before.mode) ||
    !isDeepStrictEqual({ ...before.dialPlan }, { ...after.dialPlan }) ||
    more(before.allowedNumbers, after.allowedNumbers, ({ number }) => number) ||
    more(before.allowedCountries, after.allowedCountries, ({ country }) => country) ||
    [...figures].some((key) => {
      const [was, now] = [before.figures[key] ?? usual.get(key) ?? 0, after.figures[key] ?? usual.get(key) ?? 0];
      return lowerLoosens.test(key) ? now < was : now > was;
    })
  );
}
