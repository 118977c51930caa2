import type { StopListing } from '../../core/calls/call-records.ts';
import type { DecisionRecord } from '../../core/decision-record.ts';
import type { GeoAttackRecord } from '../../core/geo/records.ts';
import {
  holderOf,
  type Incident,
  type IncidentMeasure,
  type IncidentTask,
  incidentRoles,
  incidentStages,
  incidentState,
  isIncidentOver,
  titlesOf,
} from '../../core/incident/incident.ts';
import type { IncidentSummary } from '../../core/incident/incident-summary.ts';
import type { IncidentDue, IncidentView, LikeIncident } from '../../core/incident/incident-view.ts';
import type { IncidentActor, IncidentAttachment, IncidentEntry } from '../../core/incident/timeline.ts';
import type { Text } from '../../core/text.ts';
import type {
  IncidentAttachmentWire,
  IncidentDueWire,
  IncidentEntryWire,
  IncidentMeasureWire,
  IncidentSummaryWire,
  IncidentTaskWire,
  IncidentWallWire,
  IncidentWire,
} from '../schema/incidents.ts';
import { euroOf } from './call.ts';
import { isoOrNull } from './geo.ts';
import { iso } from './instant.ts';

/** What of the network measures stand for, by the id of the decision. */
export interface OnNetwork {
  readonly decisions: ReadonlyMap<string, DecisionRecord>;
  readonly stops: ReadonlyMap<string, StopListing>;
  readonly attacks: ReadonlyMap<string, GeoAttackRecord>;
}

/** An incident another one became part of, or came out of. */
export interface RelatedIncident {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly titles: Text;
}

/** All that is shown of an incident beside itself. */
export interface IncidentContext {
  readonly now: number;
  /** Who looks. */
  readonly me: IncidentActor;
  readonly may: IncidentWire['may'];
  readonly view: IncidentView;
  readonly names: Readonly<Record<'customers' | 'sites' | 'assets', ReadonlyMap<string, string>>>;
  readonly network: OnNetwork;
  readonly similar: readonly LikeIncident[];
  readonly attachments: number;
  readonly mergedInto: RelatedIncident | undefined;
  readonly splitFrom: RelatedIncident | undefined;
}

/** An incident with everything its page shows. */
export function presentIncident(incident: Incident, context: IncidentContext): IncidentWire {
  const { now, names, view, me } = context;
  const { id, number, tenant, title, summary, severity, classification, suspectedMalicious, crossBorder } = incident;
  const { drill, cause, whatWorked, version, changedBy, impact, traits, stages } = incident;
  const named = (kind: keyof typeof names, ids: readonly string[]) =>
    ids.map((one) => ({ id: one, name: names[kind].get(one) ?? one }));
  const tenantName = (one: string) => names.customers.get(one) ?? one;
  return {
    ...{ id, number, tenant, title, summary, severity, classification, suspectedMalicious, crossBorder, drill },
    titles: titlesOf(incident),
    tenantName: tenantName(tenant),
    assessment: { impact: [...incident.assessment.impact], urgency: [...incident.assessment.urgency] },
    ...{ detectedAt: iso(incident.detectedAt), createdAt: iso(incident.createdAt), openedBy: { ...incident.openedBy } },
    state: incidentState(incident),
    over: isIncidentOver(incident),
    stages: view.stages.map(({ stage, can, notYet }) => {
      const mark = stages[stage];
      return {
        stage,
        mark: mark ? { at: iso(mark.at), by: { ...mark.by }, skipped: mark.skipped } : null,
        can: [...can],
        notYet: [...notYet],
      };
    }),
    canReopen: view.canReopen,
    reopened: incident.reopened.map(({ at, by, reason }) => ({ at: iso(at), by: { ...by }, reason })),
    reviewDue: isoOrNull(incident.reviewDue),
    roles: incidentRoles.map((role) => {
      const held = incident.roles.findLast((holding) => holding.role === role && holding.until === undefined);
      return { role, person: held ? { ...held.person } : null, from: isoOrNull(held?.from) };
    }),
    roleHistory: incident.roles.map(({ role, person, from, until }) => ({
      ...{ role, person: { ...person }, from: iso(from), until: isoOrNull(until) },
    })),
    impact: {
      customers: named('customers', impact.customers),
      sites: named('sites', impact.sites),
      assets: named('assets', impact.assets),
      users: impact.users,
      emergencyCalling: impact.emergencyCalling,
      since: iso(impact.since),
    },
    exposure: presentExposure(incident),
    tasks: incident.tasks.map((task) => presentTask(task, isMine(task, incident, me), now)),
    measures: incident.measures.map((measure) => presentMeasure(measure, view.inTheWay, context.network)),
    alerts: incident.alerts.map((link) => ({
      ...{ id: link.alert, tenant: link.tenant, tenantName: tenantName(link.tenant), rule: link.rule },
      ...{ severity: link.severity, sentence: link.sentence, why: link.why, address: link.address },
      ...{ network: link.network, account: link.account, asset: link.asset },
      ...{ start: iso(link.start), end: iso(link.end), joinedAt: iso(link.joinedAt) },
    })),
    traits: {
      addresses: [...traits.addresses],
      networks: [...traits.networks],
      accounts: [...traits.accounts],
      assets: named('assets', traits.assets),
      rules: [...traits.rules],
    },
    ...{ cause, whatWorked, mergedInto: context.mergedInto ?? null, splitFrom: context.splitFrom ?? null },
    gate: [...view.gate],
    nextDue: presentDue(view.nextDue),
    similar: context.similar.map(({ because, detectedAt, ...one }) => ({
      ...{ ...one, titles: titlesOf(one), detectedAt: iso(detectedAt), because: [...because] },
    })),
    attachments: context.attachments,
    may: { ...context.may },
    ...{ version, changedAt: iso(incident.changedAt), changedBy },
  };
}

/** An incident in a list. */
export function presentIncidentSummary(summary: IncidentSummary): IncidentSummaryWire {
  const { stages, leader, nextTask, found, detectedAt, movedAt, reviewDue, ...rest } = summary;
  return {
    ...rest,
    titles: titlesOf(summary),
    stages: incidentStages.filter((stage) => stages[stage]),
    ...{ detectedAt: iso(detectedAt), movedAt: iso(movedAt), reviewDue: isoOrNull(reviewDue) },
    leader: leader ? { ...leader } : null,
    exposure: presentExposure(summary),
    nextTask: nextTask
      ? { id: nextTask.id, title: nextTask.title, due: isoOrNull(nextTask.due), owner: nextTask.owner ?? null }
      : null,
    found: found ?? null,
  };
}

/** One of the incidents of the wall. */
export function presentOnWall(
  incident: Incident,
  view: IncidentView,
  names: ReadonlyMap<string, string>,
): IncidentWallWire['items'][number] {
  const { id, number, title, tenant, severity, drill, stages, impact, measures, tasks } = incident;
  const standing = measures.filter(({ undoneAt }) => undoneAt === undefined);
  const leader = holderOf(incident, 'coordinator');
  return {
    ...{ id, number, title, tenant, tenantName: names.get(tenant) ?? tenant, severity, drill },
    titles: titlesOf(incident),
    state: incidentState(incident),
    stages: incidentStages.filter((stage) => stages[stage]),
    leader: leader ? { ...leader } : null,
    customers: impact.customers.length,
    ...{ emergencyCalling: impact.emergencyCalling, since: iso(impact.since), exposure: presentExposure(incident) },
    measures: standing
      .slice(-shownMeasures)
      .reverse()
      .map(({ kind, what, until }) => ({ kind, what, until: isoOrNull(until) })),
    measuresTotal: standing.length,
    openTasks: tasks.filter(({ state }) => state === 'open').length,
    nextDue: presentDue(view.nextDue),
    movedAt: iso(incident.changedAt),
  };
}

const shownMeasures = 5;

export function presentEntry({ id, kind, at, enteredAt, by, text, internal, about, origin }: IncidentEntry) {
  return {
    ...{ id, kind, at: iso(at), enteredAt: iso(enteredAt), by: { ...by }, text, internal },
    ...{ about: about ? { ...about } : null, origin: origin ? { ...origin } : null },
  } satisfies IncidentEntryWire;
}

export function presentAttachment({ addedAt, incident: _, by, ...file }: IncidentAttachment): IncidentAttachmentWire {
  return { ...file, by: { ...by }, addedAt: iso(addedAt) };
}

/** Whether a task is somebody's: given to them, or to a role they hold. */
export function isMine({ owner, role }: IncidentTask, incident: Pick<Incident, 'roles'>, me: IncidentActor): boolean {
  if (owner) return owner.id === me.id;
  return role !== '' && holderOf(incident, role)?.id === me.id;
}

export function presentTask(task: IncidentTask, mine: boolean, now: number): IncidentTaskWire {
  const { id, title, role, state, evidence, reason, source, due } = task;
  return {
    ...{ id, title, role, state, evidence, reason, source, mine },
    details: task.details ?? '',
    owner: task.owner ?? null,
    due: isoOrNull(due),
    overdue: state === 'open' && due !== undefined && due <= now,
    evidenceWanted: task.evidenceWanted ?? '',
    asks: (task.asks ?? []).map((question) => ({ ...question, value: question.value ?? null })),
    doubt: task.doubt ?? null,
    endedAt: isoOrNull(task.endedAt),
    endedBy: task.endedBy ?? null,
    createdAt: iso(task.createdAt),
    createdBy: { ...task.createdBy },
    run: /^playbook:([^/]+)\//.exec(source)?.[1] ?? '',
  };
}

function presentMeasure(measure: IncidentMeasure, inTheWay: ReadonlySet<string>, on: OnNetwork): IncidentMeasureWire {
  const { id, kind, decision, what, keptBecause } = measure;
  return {
    ...{ id, kind, decision, what, keptBecause, owner: measure.owner ?? null },
    ...{ since: iso(measure.since), until: isoOrNull(measure.until) },
    ...{ undoneAt: isoOrNull(measure.undoneAt), undoneBy: measure.undoneBy ?? null },
    network: decision === '' ? null : networkOf(decision, on),
    inTheWay: inTheWay.has(id),
  };
}

function networkOf(id: string, { decisions, stops, attacks }: OnNetwork): IncidentMeasureWire['network'] {
  const block = decisions.get(id);
  if (block) {
    const confirmations = block.enforcers.map(({ enforcer, state, at, error }) => ({
      ...{ by: enforcer, state, at: iso(at), detail: error },
    }));
    return { state: block.decision.state, confirmations };
  }
  const stop = stops.get(id);
  if (stop) {
    const confirmations = stop.controls.map(({ control, state, at, detail }) => ({
      ...{ by: control, state, at: iso(at), detail },
    }));
    return { state: stop.stop.state, confirmations };
  }
  const attack = attacks.get(id);
  if (!attack) return null;
  const { state, confirmedAt, liftedAt, error } = attack;
  const said = [
    ...(confirmedAt === undefined ? [] : [{ by: 'kernel', state: 'in-force', at: iso(confirmedAt), detail: '' }]),
    ...(liftedAt === undefined ? [] : [{ by: 'kernel', state: 'lifted', at: iso(liftedAt), detail: '' }]),
    ...(error === '' ? [] : [{ by: 'kernel', state: 'failed', at: iso(attack.from), detail: error }]),
  ];
  return { state, confirmations: said };
}

function presentExposure({ exposure }: Pick<Incident, 'exposure'>): IncidentWire['exposure'] {
  const { now, most, at } = exposure;
  return at === 0 ? null : { nowEur: euroOf(now), mostEur: euroOf(most), at: iso(at) };
}

function presentDue(due: IncidentDue | undefined): IncidentDueWire | null {
  return due ? { ...due, at: isoOrNull(due.at) } : null;
}
