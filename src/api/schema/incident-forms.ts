import { z } from 'zod';
import { type IncidentClass, incidentClasses } from '../../core/incident/classification.ts';
import { incidentLimits, incidentRoles, incidentStages } from '../../core/incident/incident.ts';
import { incidentLevels } from '../../core/incident/severity-matrix.ts';
import { incidentEntryKinds } from '../../core/incident/timeline.ts';
import { severity, tenantId } from './common.ts';

export const incidentStage = z.enum(incidentStages);
export const incidentRole = z.enum(incidentRoles);
export const incidentLevel = z.enum(incidentLevels);
/** A kind by the Reference Security Incident Taxonomy, `group/kind`. */
export const incidentClass = z.enum([...incidentClasses.keys()] as [IncidentClass, ...IncidentClass[]]);
export const incidentDoubt = z.enum(['no', 'yes', 'unknown']);
export const incidentEntryKind = z.enum(incidentEntryKinds);

const id = z.string().min(1).max(128);
/** What people write; the room says in a sentence when it is too long. */
const writing = z.string().max(30_000);
/** Why. It may be left out where an act does not need it. */
const reason = z.string().max(5_000);
const time = z.iso.datetime({ offset: true });
/** When it happened, when that was not now. In the future: refused. */
const happened = { at: time.optional() };
/** A person who can sign in: their id, `me`, or '' for nobody. */
const person = z.string().max(128);
const levels = z.array(incidentLevel).max(3);

/** Levels between which one doubts are all given; of those the highest counts, and of none the highest too. */
export const incidentAssessment = z.strictObject({ impact: levels, urgency: levels });

export const newIncident = z.strictObject({
  /** Whose it is; '' or left out: the provider's, or the caller's own customer. */
  tenant: tenantId.optional(),
  title: z.string().max(1_000),
  summary: z.string().max(20_000).default(''),
  assessment: incidentAssessment.default({ impact: [], urgency: [] }),
  /** At least this severe, whatever impact and urgency say. */
  severity: severity.optional(),
  classification: incidentClass.optional(),
  suspectedMalicious: incidentDoubt.optional(),
  crossBorder: incidentDoubt.optional(),
  drill: z.boolean().default(false),
  /** When it was noticed; now when left out. */
  detectedAt: time.optional(),
  /** Alerts that belong to it; none of them may be part of another. */
  alerts: z.array(id).max(200).default([]),
});

const taskFields = {
  /** Somebody (see `person`), or a role whose holder does it. */
  owner: person,
  role: z.union([incidentRole, z.literal('')]),
  due: time.nullable(),
};

/**
 * Something done to an incident. Those that write over what somebody has seen (`describe`, `impact`, `change-task`, `give-role`,
 * `set-severity`, `own-measure`, `keep-measure`) take If-Match.
 */
export const incidentActForm = z.discriminatedUnion('act', [
  /** Sets a flag. `closed` is refused with every reason while the gate has any. */
  z.strictObject({ act: z.literal('reach'), stage: incidentStage, ...happened }),
  /** Passes `contained`, `recovering` or `monitoring` over. */
  z.strictObject({ act: z.literal('skip'), stage: incidentStage, reason, ...happened }),
  z.strictObject({ act: z.literal('take-back'), stage: incidentStage, reason, ...happened }),
  z.strictObject({ act: z.literal('reopen'), reason, ...happened }),
  z.strictObject({ act: z.literal('assess'), assessment: incidentAssessment, ...happened }),
  /** A reason is needed to make it less severe. */
  z.strictObject({ act: z.literal('set-severity'), severity, reason: reason.default(''), ...happened }),
  z.strictObject({
    act: z.literal('describe'),
    title: z.string().max(1_000).optional(),
    summary: z.string().max(20_000).optional(),
    classification: incidentClass.optional(),
    suspectedMalicious: incidentDoubt.optional(),
    crossBorder: incidentDoubt.optional(),
    /** A drill can become real, never the other way round. */
    drill: z.boolean().optional(),
    cause: reason.optional(),
    whatWorked: reason.optional(),
    ...happened,
  }),
  z.strictObject({
    act: z.literal('impact'),
    /** Ids of customers, sites and assets. */
    customers: z.array(tenantId).max(incidentLimits.customers).optional(),
    sites: z.array(id).max(incidentLimits.customers).optional(),
    assets: z.array(id).max(incidentLimits.customers).optional(),
    users: z.number().int().min(0).max(100_000_000).optional(),
    emergencyCalling: incidentDoubt.optional(),
    since: time.optional(),
    ...happened,
  }),
  /** What people know of the attacker, beside what alerts say. It adds up. */
  z.strictObject({
    act: z.literal('traits'),
    addresses: z.array(z.string().max(64)).max(200).optional(),
    networks: z.array(z.number().int().min(1).max(4_294_967_295)).max(200).optional(),
    accounts: z.array(z.string().max(256)).max(200).optional(),
    assets: z.array(id).max(200).optional(),
    ...happened,
  }),
  /** `me` takes it, '' ends it. */
  z.strictObject({ act: z.literal('give-role'), role: incidentRole, person, ...happened }),
  z.strictObject({
    act: z.literal('add-task'),
    title: z.string().max(1_000),
    details: writing.default(''),
    owner: taskFields.owner.default(''),
    role: taskFields.role.default(''),
    due: taskFields.due.default(null),
    ...happened,
  }),
  z.strictObject({
    act: z.literal('change-task'),
    task: id,
    title: z.string().max(1_000).optional(),
    owner: taskFields.owner.optional(),
    role: taskFields.role.optional(),
    due: taskFields.due.optional(),
    ...happened,
  }),
  z.strictObject({
    act: z.literal('finish-task'),
    task: id,
    /** What shows it; needed when the task says what is wanted. */
    evidence: reason.default(''),
    /** Of tasks of playbooks: answers to what is asked, by name. */
    values: z.record(z.string().max(250), z.string().max(10_000)).default({}),
    ...happened,
  }),
  /** A task of a playbook could not be done: its step fails, and the playbook goes on as it says for that. */
  z.strictObject({
    act: z.literal('fail-task'),
    task: id,
    reason,
    evidence: reason.default(''),
    ...happened,
  }),
  /** It does not apply. A playbook goes on as if its step were done; what it was to find out stays unknown. */
  z.strictObject({ act: z.literal('drop-task'), task: id, reason, ...happened }),
  z.strictObject({ act: z.literal('reopen-task'), task: id, reason, ...happened }),
  /** Something done by hand for the duration; what the network does is asked of the measures. */
  z.strictObject({
    act: z.literal('add-measure'),
    what: z.string().max(1_000),
    owner: person.default(''),
    until: time.nullable().default(null),
    ...happened,
  }),
  z.strictObject({ act: z.literal('own-measure'), measure: id, owner: person, ...happened }),
  /** It stays after the incident; it needs an owner. */
  z.strictObject({ act: z.literal('keep-measure'), measure: id, reason, ...happened }),
  /** Of measures by hand: it is undone. Others are undone on the network. */
  z.strictObject({ act: z.literal('undo-measure'), measure: id, ...happened }),
  /** An alert that belongs to it and is part of no other. */
  z.strictObject({ act: z.literal('join-alert'), alert: id }),
  /**
   * A line of the timeline. A time in front (`14:05 …`, `yesterday 23:10 …`, `2026-11-23 14:05 …`) is when it happened, in
   * `timeZone`; `at` goes before it.
   */
  z.strictObject({
    act: z.literal('note'),
    text: writing,
    kind: incidentEntryKind.default('note'),
    /** Not for the customer's own people. */
    internal: z.boolean().default(false),
    /** IANA; the person's own when left out. */
    timeZone: z.string().max(64).optional(),
    ...happened,
  }),
]);

/** Makes the incident of the route part of another. */
export const incidentMergeForm = z.strictObject({ into: id, reason });
/** Takes a part out into an incident of its own. */
export const incidentSplitForm = z.strictObject({
  title: z.string().max(1_000),
  reason,
  /** Whose the new one is: as before, or one customer of an incident of the provider. */
  tenant: tenantId.optional(),
  alerts: z.array(id).max(incidentLimits.alerts).default([]),
  tasks: z.array(id).max(incidentLimits.tasks).default([]),
  measures: z.array(id).max(incidentLimits.measures).default([]),
  /** Lines that are told in the new one too, beside those about the alerts. */
  entries: z.array(z.number().int().min(1)).max(5_000).default([]),
});

/** What impact and urgency come to. */
export const severityMatrix = z.object({
  /** Edition of the plan it is of; null: the built-in one, since none is in force. */
  edition: z.number().int().nullable(),
  /** Severity by impact, and within it by urgency. */
  matrix: z.record(incidentLevel, z.record(incidentLevel, severity)),
});
/** What alerts do by themselves. */
export const incidentSettings = z.object({
  /** Alerts of this severity and worse open an incident, or join one; `off`: none opens one. */
  openFrom: z.union([severity, z.literal('off')]),
  /** Alerts below it that belong to an incident that goes on join it. */
  joinBelow: z.boolean(),
  /** Language of the titles of incidents that alerts open. */
  language: z.enum(['nl', 'en']),
});
export const incidentSettingsForm = incidentSettings.partial().strict();

export type NewIncident = z.infer<typeof newIncident>;
export type IncidentActForm = z.infer<typeof incidentActForm>;
export type IncidentMergeForm = z.infer<typeof incidentMergeForm>;
export type IncidentSplitForm = z.infer<typeof incidentSplitForm>;
export type SeverityMatrixWire = z.infer<typeof severityMatrix>;
export type IncidentSettingsWire = z.infer<typeof incidentSettings>;
