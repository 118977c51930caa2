import type { Severity } from '../severity.ts';
import type { Text } from '../text.ts';
import type { Versioned } from '../versioned.ts';
import type { JoinedAlert } from './alert-link.ts';
import type { IncidentClass } from './classification.ts';
import type { IncidentAssessment } from './severity-matrix.ts';
import type { IncidentActor } from './timeline.ts';

/** How far an incident is. Flags, not one state: containment and recovery run side by side. */
export const incidentStages = [
  'triage',
  'contained',
  'recovering',
  'monitoring',
  'resolved',
  'reviewed',
  'closed',
] as const;
export type IncidentStage = (typeof incidentStages)[number];
/** Furthest stage, `new` before the first. */
export type IncidentState = 'new' | IncidentStage | 'merged';

/** A flag that is set. */
export interface StageMark {
  /** When, ms. */
  readonly at: number;
  readonly by: IncidentActor;
  /** Why it does not apply, when it was passed over; '' when it was reached. */
  readonly skipped: string;
}

export type IncidentStages = Readonly<Partial<Record<IncidentStage, StageMark>>>;

export const incidentRoles = ['coordinator', 'deputy', 'scribe', 'technical-lead', 'communications'] as const;
export type IncidentRole = (typeof incidentRoles)[number];

/** Who held a role from when to when; `until` undefined: still does. */
export interface RoleHolding {
  readonly role: IncidentRole;
  readonly person: IncidentActor;
  readonly from: number;
  readonly until: number | undefined;
}

/** Whom and what it hits. */
export interface IncidentImpact {
  /** Tenants. */
  readonly customers: readonly string[];
  readonly sites: readonly string[];
  readonly assets: readonly string[];
  readonly users: number;
  readonly emergencyCalling: 'no' | 'yes' | 'unknown';
  /** Since when it hits, ms. */
  readonly since: number;
}

/** Money that toll fraud costs, in micro-euro, as last worked out and at its most. */
export interface IncidentExposure {
  readonly now: number;
  readonly most: number;
  readonly at: number;
}

/** `failed`: it was to be done and could not be. `not-applicable`: it did not have to be. */
export type TaskState = 'open' | 'done' | 'failed' | 'not-applicable';

/** What is to be found out with a task; `type` is a variable type of playbooks. */
export interface TaskQuestion {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** What is known already, to be confirmed; absent when nothing is. */
  readonly value?: string;
}

export interface IncidentTask {
  readonly id: string;
  readonly title: string;
  /** More about it. Absent in what was kept before there was any, as are the next three. */
  readonly details?: string;
  readonly asks?: readonly TaskQuestion[];
  /** What has to be kept as evidence; it is not done without. */
  readonly evidenceWanted?: string;
  /** Nobody knows whether a step was carried out: what has to be found out. */
  readonly doubt?: Text;
  /** Somebody, or the holder of a role. */
  readonly owner: IncidentActor | undefined;
  readonly role: IncidentRole | '';
  /** ms; undefined when it has no time. */
  readonly due: number | undefined;
  readonly state: TaskState;
  /** Of a task that is done or failed: what shows it. */
  readonly evidence: string;
  /** Of a task that failed or does not apply: why. */
  readonly reason: string;
  readonly endedAt: number | undefined;
  readonly endedBy: IncidentActor | undefined;
  readonly createdAt: number;
  readonly createdBy: IncidentActor;
  /** What made it, e.g. `playbook:<run>/<step>`; '' for people. */
  readonly source: string;
}

export const measureKinds = ['block', 'stop', 'attack-mode', 'divert', 'other'] as const;
export type MeasureKind = (typeof measureKinds)[number];

/** Something that was done to the network for the duration. */
export interface IncidentMeasure {
  readonly id: string;
  readonly kind: MeasureKind;
  /** Decision, stop, attack mode or redirect that it is; '' for what was done by hand. */
  readonly decision: string;
  readonly what: string;
  /** Who sees to it that it goes again. */
  readonly owner: IncidentActor | undefined;
  readonly since: number;
  readonly until: number | undefined;
  /** Why it stays after the incident; '' for what is to be undone. */
  readonly keptBecause: string;
  readonly undoneAt: number | undefined;
  readonly undoneBy: IncidentActor | undefined;
}

/** Who and what it is about, gathered from its alerts and from people: later alerts are compared with it. */
export interface IncidentTraits {
  readonly addresses: readonly string[];
  /** Numbers of networks (AS). */
  readonly networks: readonly number[];
  readonly accounts: readonly string[];
  readonly assets: readonly string[];
  readonly rules: readonly string[];
}

export type IncidentDoubt = 'no' | 'yes' | 'unknown';

/** What people work on. */
export interface Incident extends Versioned {
  readonly id: string;
  /** Number to say on the phone. */
  readonly number: number;
  /** The customer it is about; the provider itself when it is about several or about what all use. */
  readonly tenant: string;
  readonly title: string;
  /** The title in both languages while an alert gave it; absent as soon as somebody did. */
  readonly titles?: Text;
  readonly summary: string;
  readonly severity: Severity;
  readonly assessment: IncidentAssessment;
  readonly classification: IncidentClass;
  readonly suspectedMalicious: IncidentDoubt;
  readonly crossBorder: IncidentDoubt;
  readonly drill: boolean;
  /** When it was noticed, and when it was written down here. */
  readonly detectedAt: number;
  readonly createdAt: number;
  readonly openedBy: IncidentActor;
  readonly stages: IncidentStages;
  readonly reopened: readonly { readonly at: number; readonly by: IncidentActor; readonly reason: Text }[];
  /** Until when it has to be reviewed, once it is resolved; undefined when it need not be. */
  readonly reviewDue: number | undefined;
  /** Oldest first. */
  readonly roles: readonly RoleHolding[];
  readonly impact: IncidentImpact;
  readonly exposure: IncidentExposure;
  readonly tasks: readonly IncidentTask[];
  readonly measures: readonly IncidentMeasure[];
  readonly alerts: readonly JoinedAlert[];
  readonly traits: IncidentTraits;
  /** What was behind it, in one word or sentence, and what helped: later incidents show it. */
  readonly cause: string;
  readonly whatWorked: string;
  /** Incident it became part of; '' when it stands by itself. */
  readonly mergedInto: string;
  /** Incident it was taken out of; ''. */
  readonly splitFrom: string;
}

/** Most of each that one incident has. */
export const incidentLimits = {
  title: 200,
  summary: 8_000,
  text: 2_000,
  details: 10_000,
  questions: 50,
  tasks: 500,
  measures: 1_000,
  alerts: 2_000,
  customers: 5_000,
  traits: 1_000,
  roles: 1_000,
  reopened: 1_000,
} as const;

/** The furthest flag that is set. */
export function incidentState({ stages, mergedInto }: Pick<Incident, 'stages' | 'mergedInto'>): IncidentState {
  if (mergedInto !== '') return 'merged';
  return incidentStages.findLast((stage) => stages[stage] !== undefined) ?? 'new';
}

/** Whether nobody works on it any more. */
export function isIncidentOver({ stages, mergedInto }: Pick<Incident, 'stages' | 'mergedInto'>): boolean {
  return mergedInto !== '' || stages.closed !== undefined;
}

/** What it is called in either language. */
export function titlesOf({ title, titles }: Pick<Incident, 'title' | 'titles'>): Text {
  return titles ?? { nl: title, en: title };
}

/** Who holds a role now. */
export function holderOf({ roles }: Pick<Incident, 'roles'>, role: IncidentRole): IncidentActor | undefined {
  return roles.findLast((holding) => holding.role === role && holding.until === undefined)?.person;
}
