import type { FastifyRequest } from 'fastify';
import { type Incident, titlesOf } from '../../../core/incident/incident.ts';
import { actorOf, maySee } from '../../access/actor.ts';
import { askerOf } from '../../access/asker.ts';
import type { ApiDeps } from '../../ports.ts';
import { type OnNetwork, presentIncident, type RelatedIncident } from '../../present/incident.ts';
import { incidentForCustomer } from '../../present/incident-for-customer.ts';
import { Problem } from '../../problem.ts';
import type { IncidentWire } from '../../schema/incidents.ts';

/** Attack modes that are looked at one by one. */
const mostAttacks = 50;

/**
 * An incident that the caller may see.
 *
 * @throws Problem 404
 */
export async function visibleIncident(request: FastifyRequest, id: string): Promise<Incident> {
  const incident = await request.store.incidents.get(id);
  if (!incident || !maySee(request, incident.tenant)) throw new Problem(404, 'There is no such incident.');
  return incident;
}

/** An incident with everything its page shows, for the one who asks. */
export async function showIncident(request: FastifyRequest, deps: ApiDeps, incident: Incident): Promise<IncidentWire> {
  const { incidents } = request.store;
  const { impact, traits, alerts, tenant, id } = incident;
  const [names, network, similar, attachments, mergedInto, splitFrom] = await Promise.all([
    incidents.names({
      customers: [tenant, ...impact.customers, ...alerts.map((link) => link.tenant)],
      sites: impact.sites,
      assets: [...impact.assets, ...traits.assets],
    }),
    onNetwork(request, incident),
    deps.incidentDesk.similar(incident, request.work),
    incidents.attachmentCount(id),
    related(request, incident.mergedInto),
    related(request, incident.splitFrom),
  ]);
  const { permissions, tenant: reader } = actorOf(request);
  const shown = presentIncident(incident, {
    ...{ names, network, similar, attachments, mergedInto, splitFrom },
    now: deps.clock(),
    me: askerOf(request).by,
    may: {
      write: permissions.has('incidents:write'),
      measures: permissions.has('measures:act'),
      playbooks: permissions.has('playbooks:run'),
    },
    view: deps.incidentDesk.view(incident),
  });
  return reader === undefined ? shown : incidentForCustomer(shown, reader);
}

async function onNetwork({ store }: FastifyRequest, { measures }: Incident): Promise<OnNetwork> {
  const ids = (...kinds: string[]) =>
    measures.flatMap(({ kind, decision }) => (decision !== '' && kinds.includes(kind) ? [decision] : []));
  const [decisions, stops, attacks] = await Promise.all([
    store.decisions.byIds(ids('block')),
    // A diversion is a stop that sends calls elsewhere.
    store.callStops.byIds(ids('stop', 'divert', 'other')),
    Promise.all(
      ids('attack-mode', 'other')
        .slice(-mostAttacks)
        .map((id) => store.geo.attacks.get(id)),
    ),
  ]);
  return {
    decisions: new Map(decisions.map((record) => [record.decision.id, record])),
    stops: new Map(stops.map((record) => [record.stop.id, record])),
    attacks: new Map(attacks.flatMap((record) => (record ? [[record.id, record]] : []))),
  };
}

async function related({ store }: FastifyRequest, id: string): Promise<RelatedIncident | undefined> {
  if (id === '') return undefined;
  const found = await store.incidents.get(id);
  return found && { id, number: found.number, title: found.title, titles: titlesOf(found) };
}
