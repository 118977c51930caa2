import type { Versioned } from '../versioned.ts';

/** Kinds of incident a telecom plan has a procedure for. */
export const planIncidentTypes = [
  'toll-fraud',
  'hacked-account',
  'ddos-sip',
  'sbc-pbx-outage',
  'carrier-outage',
  'data-leak',
  'phishing-cloned-voice',
  'supplier-incident',
] as const;
export type PlanIncidentType = (typeof planIncidentTypes)[number];

/** Who does a step. `reporter` is whoever noticed, `management` decides what costs money or name. */
export const planRoleNames = [
  'coordinator',
  'deputy',
  'scribe',
  'technical-lead',
  'communications',
  'management',
  'reporter',
] as const;
export type PlanRoleName = (typeof planRoleNames)[number];

export const contactKinds = [
  'internal',
  'customer',
  'supplier',
  'carrier',
  'csirt',
  'police',
  'regulator',
  'insurer',
  'other',
] as const;
export type ContactKind = (typeof contactKinds)[number];

/** Parts of a procedure, in the order in which they are worked through. */
export const planPhases = ['triage', 'preserve', 'contain', 'inform', 'recover', 'review'] as const;
export type PlanPhase = (typeof planPhases)[number];

export const planSeverities = ['low', 'medium', 'high', 'critical'] as const;
export type PlanSeverity = (typeof planSeverities)[number];

export const planLevels = ['low', 'medium', 'high'] as const;
export type PlanLevel = (typeof planLevels)[number];

export type PlanLanguage = 'nl' | 'en';

/** Every item of a list has an `id` that is unique in its list and stays when the item is edited or moved. */
export interface PlanRole {
  readonly id: string;
  readonly role: PlanRoleName;
  readonly duties: string;
  readonly holder: string;
  readonly deputy: string;
  /** Name of the duty roster that says who has it outside office hours; '' for none. */
  readonly roster: string;
  /** IANA zone the roster is written in. */
  readonly timeZone: string;
}

export interface PlanContact {
  readonly id: string;
  readonly kind: ContactKind;
  readonly name: string;
  /** What to ask for: customer number, desk, reference. */
  readonly detail: string;
  /** Ordinary way to reach them. */
  readonly reach: string;
  /** Way that works when our own platform does not: a mobile number elsewhere, another carrier, a messenger. */
  readonly outOfBand: string;
  /** When somebody answers there. */
  readonly hours: string;
}

export interface PlanEscalationStep {
  readonly id: string;
  /** Minutes after the incident was opened without an answer. */
  readonly afterMinutes: number;
  readonly whom: string;
  readonly how: string;
}

export interface PlanEscalation {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly PlanEscalationStep[];
}

/** Something whose failure is an incident, and how fast it has to be noticed, switched over and restored (minutes). */
export interface CriticalSystem {
  readonly id: string;
  readonly name: string;
  readonly dependents: string;
  readonly noticedMinutes: number;
  readonly switchedMinutes: number;
  readonly restoredMinutes: number;
  readonly fallback: string;
}

export interface EmergencyRoute {
  readonly id: string;
  readonly name: string;
  readonly when: string;
  readonly how: string;
  /** How emergency numbers stay reachable while it is used. */
  readonly emergencyCalls: string;
  /** Day it was last tested, `YYYY-MM-DD`; '' for never. */
  readonly testedOn: string;
}

export interface SeverityMeaning {
  readonly id: string;
  readonly severity: PlanSeverity;
  readonly meaning: string;
  readonly respondMinutes: number;
  readonly updateMinutes: number;
}

export interface LevelMeaning {
  readonly id: string;
  readonly level: PlanLevel;
  readonly meaning: string;
}

/** Severity of one impact at one urgency. */
export interface SeverityCell {
  readonly id: string;
  readonly impact: PlanLevel;
  readonly urgency: PlanLevel;
  readonly severity: PlanSeverity;
}

/** Who may say what to whom. */
export interface CommunicationRule {
  readonly id: string;
  readonly audience: string;
  readonly speaker: string;
  readonly channel: string;
  readonly within: string;
  readonly say: string;
  readonly never: string;
}

export interface LegalDuty {
  readonly id: string;
  readonly name: string;
  readonly due: string;
  readonly toWhom: string;
  readonly content: string;
}

export interface PlanStep {
  readonly id: string;
  readonly phase: PlanPhase;
  readonly who: PlanRoleName;
  /** Minutes after the incident was opened; 0 when it has no time of its own. */
  readonly withinMinutes: number;
  readonly text: string;
}

export interface PlanProcedure {
  readonly id: string;
  readonly type: PlanIncidentType;
  readonly title: string;
  /** How it is recognised. */
  readonly signs: readonly string[];
  readonly severity: string;
  readonly steps: readonly PlanStep[];
  /** What makes it worse. */
  readonly never: readonly string[];
  /** Ids of playbooks that carry out steps of it. */
  readonly playbooks: readonly string[];
}

export interface PlanReview {
  readonly id: string;
  readonly subject: string;
  readonly owner: string;
  /** Day it is due, `YYYY-MM-DD`. */
  readonly dueOn: string;
  /** How often it comes back; 0 for once. */
  readonly everyMonths: number;
  readonly remindDaysBefore: number;
}

/** What people write. What only they can know stands as a blank: `[fill in: …]` or `[invullen: …]`. */
export interface PlanForm {
  readonly title: string;
  readonly organisation: string;
  readonly language: PlanLanguage;
  readonly scope: {
    readonly covers: string;
    readonly leavesOut: string;
    readonly activation: string;
    readonly whenAllIsDown: string;
  };
  readonly roles: readonly PlanRole[];
  readonly contacts: readonly PlanContact[];
  readonly escalations: readonly PlanEscalation[];
  readonly systems: readonly CriticalSystem[];
  readonly routes: readonly EmergencyRoute[];
  readonly impacts: readonly LevelMeaning[];
  readonly urgencies: readonly LevelMeaning[];
  readonly matrix: readonly SeverityCell[];
  readonly severities: readonly SeverityMeaning[];
  readonly communication: readonly CommunicationRule[];
  readonly duties: readonly LegalDuty[];
  readonly procedures: readonly PlanProcedure[];
  readonly reviews: readonly PlanReview[];
}

/** `replaced`: a later edition is in force. `discarded`: a draft that was thrown away; it stays readable. */
export const planStates = ['draft', 'approved', 'in-force', 'replaced', 'discarded'] as const;
export type PlanState = (typeof planStates)[number];

/** Somebody who did something with a plan. `at` in ms since 1970 UTC. */
export interface PlanAct {
  /** `user:<id>`. */
  readonly by: string;
  readonly at: number;
}

/** One edition of the plan. */
export interface Plan extends PlanForm {
  readonly id: string;
  /** 1, 2, 3 …: what people call it by. */
  readonly edition: number;
  readonly state: PlanState;
  /** Everybody who wrote in this edition, first writer first: none of them may approve it. */
  readonly authors: readonly string[];
  readonly approved: PlanAct | undefined;
  readonly inForce: PlanAct | undefined;
  readonly replacedAt: number | undefined;
  /** Who threw the draft away, and why; '' without a reason. */
  readonly discarded: (PlanAct & { readonly because: string }) | undefined;
  /** Who confirmed to have read this edition; one entry each. */
  readonly readers: readonly PlanAct[];
}

/** As it is stored. */
export interface StoredPlan extends Plan, Versioned {}
