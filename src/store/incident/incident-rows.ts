import { type RawBuilder, sql } from 'kysely';
import { holderOf, type Incident, incidentState } from '../../core/incident/incident.ts';
import type { EarlierIncident, IncidentSummary } from '../../core/incident/incident-summary.ts';
import type { Text } from '../../core/text.ts';
import { severityOf, severityRank } from '../severity-rank.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

/** An incident as it is kept; what JSON has not is undefined again. */
export interface IncidentRow {
  id: string;
  number: number;
  tenant: string;
  title: string;
  titles: Text | null;
  summary: string;
  severity: number;
  assessment: Incident['assessment'];
  classification: Incident['classification'];
  suspected_malicious: Incident['suspectedMalicious'];
  cross_border: Incident['crossBorder'];
  drill: boolean;
  detected_at: number;
  opened_by: Incident['openedBy'];
  stages: Incident['stages'];
  reopened: Incident['reopened'];
  review_due: number | null;
  roles: Incident['roles'];
  impact: Incident['impact'];
  tasks: Incident['tasks'];
  measures: Incident['measures'];
  alerts: Incident['alerts'];
  traits: Incident['traits'];
  cause: string;
  what_worked: string;
  merged_into: string;
  split_from: string;
  exposure_now: number;
  exposure_most: number;
  exposure_at: number;
  created_at: number;
  moved_at: number;
  version: number;
  changed_at: number;
  changed_by: string;
}

export function readIncident(row: IncidentRow): Incident {
  const { id, number, tenant, title, summary, assessment, classification, drill, stages, reopened } = row;
  const { impact, measures, alerts, traits, cause } = row;
  return {
    ...{ id, number, tenant, title, summary, assessment, classification, drill, stages, reopened },
    ...{ impact, alerts, traits, cause, ...named(row) },
    severity: severityOf(row.severity),
    suspectedMalicious: row.suspected_malicious,
    crossBorder: row.cross_border,
    detectedAt: row.detected_at,
    createdAt: row.created_at,
    openedBy: row.opened_by,
    reviewDue: row.review_due ?? undefined,
    roles: row.roles,
    exposure: exposureOf(row),
    tasks: row.tasks,
    measures,
    whatWorked: row.what_worked,
    mergedInto: row.merged_into,
    splitFrom: row.split_from,
    ...readVersion(row),
  };
}

/** Columns that acts change, with what they hold now. */
export function incidentColumns(incident: Incident): Readonly<Record<string, RawBuilder<unknown>>> {
  const json = (value: unknown) => sql`${storableJson(value)}::jsonb`;
  return {
    title: sql`${storableText(incident.title, 400)}`,
    titles: incident.titles ? json(incident.titles) : sql`null::jsonb`,
    summary: sql`${storableText(incident.summary, 20_000)}`,
    severity: sql`${severityRank(incident.severity)}::smallint`,
    assessment: json(incident.assessment),
    classification: sql`${incident.classification}`,
    suspected_malicious: sql`${incident.suspectedMalicious}`,
    cross_border: sql`${incident.crossBorder}`,
    drill: sql`${incident.drill}::boolean`,
    detected_at: sql`${incident.detectedAt}::bigint`,
    stages: json(incident.stages),
    state: sql`${incidentState(incident)}`,
    reopened: json(incident.reopened),
    review_due: sql`${incident.reviewDue ?? null}::bigint`,
    roles: json(incident.roles),
    impact: json(incident.impact),
    tasks: json(incident.tasks),
    measures: json(incident.measures),
    alerts: json(incident.alerts),
    traits: json(incident.traits),
    cause: sql`${storableText(incident.cause, 4000)}`,
    what_worked: sql`${storableText(incident.whatWorked, 4000)}`,
    merged_into: sql`${incident.mergedInto}`,
    split_from: sql`${incident.splitFrom}`,
  };
}

/** What a list needs: without what makes a row long. */
export type SummaryRow = Omit<IncidentRow, 'alerts' | 'traits' | 'summary' | 'assessment' | 'reopened'> & {
  tenant_name: string | null;
  alert_count: number;
  found_nl: string | null;
  found_en: string | null;
};

export const summaryColumns = sql`i.id, i.number, i.tenant, i.title, i.titles, i.severity, i.classification, i.suspected_malicious, i.drill,
  i.stages, i.merged_into, i.detected_at, i.moved_at, i.roles, i.impact, i.exposure_now, i.exposure_most, i.exposure_at, i.tasks,
  i.measures, i.review_due, jsonb_array_length(i.alerts) as alert_count, t.name as tenant_name`;

export function readSummary(row: SummaryRow): IncidentSummary {
  const { id, number, tenant, title, classification, drill, stages, tasks, measures } = row;
  const open = tasks.filter(({ state }) => state === 'open');
  const [next] = [...open].sort((a, b) => (a.due ?? Number.MAX_VALUE) - (b.due ?? Number.MAX_VALUE));
  const found: Text | undefined =
    row.found_nl === null || row.found_nl === undefined ? undefined : { nl: row.found_nl, en: row.found_en ?? '' };
  return {
    ...{ id, number, tenant, title, ...named(row), classification, drill, stages, found },
    tenantName: row.tenant_name ?? tenant,
    severity: severityOf(row.severity),
    suspectedMalicious: row.suspected_malicious,
    state: incidentState({ stages, mergedInto: row.merged_into }),
    mergedInto: row.merged_into,
    detectedAt: row.detected_at,
    movedAt: row.moved_at,
    leader: holderOf(row, 'coordinator'),
    customers: row.impact.customers.length,
    alerts: row.alert_count,
    exposure: exposureOf(row),
    openTasks: open.length,
    nextTask: next && { id: next.id, title: next.title, due: next.due, owner: next.owner },
    measures: measures.filter(({ undoneAt }) => undoneAt === undefined).length,
    reviewDue: row.review_due ?? undefined,
  };
}

export function readEarlier(
  row: Pick<
    IncidentRow,
    | 'id'
    | 'number'
    | 'tenant'
    | 'title'
    | 'titles'
    | 'classification'
    | 'cause'
    | 'what_worked'
    | 'detected_at'
    | 'traits'
  >,
): EarlierIncident {
  const { id, number, tenant, title, classification, cause, traits } = row;
  const { addresses, networks, accounts, rules } = traits;
  return {
    ...{ id, number, tenant, title, ...named(row), classification, cause, addresses, networks, accounts, rules },
    whatWorked: row.what_worked,
    detectedAt: row.detected_at,
  };
}

/** Absent where somebody gave the title. */
export function named({ titles }: Pick<IncidentRow, 'titles'>): Pick<Incident, 'titles'> {
  return titles ? { titles } : {};
}

function exposureOf(row: Pick<IncidentRow, 'exposure_now' | 'exposure_most' | 'exposure_at'>): Incident['exposure'] {
  return { now: row.exposure_now, most: row.exposure_most, at: row.exposure_at };
}
