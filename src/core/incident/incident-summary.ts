import type { Severity } from '../severity.ts';
import type { Text } from '../text.ts';
import type { IncidentClass } from './classification.ts';
import type {
  IncidentDoubt,
  IncidentExposure,
  IncidentMeasure,
  IncidentStages,
  IncidentState,
  IncidentTask,
  RoleHolding,
} from './incident.ts';
import type { IncidentActor } from './timeline.ts';

/** An incident in a list: what the first look needs. */
export interface IncidentSummary {
  readonly id: string;
  readonly number: number;
  readonly tenant: string;
  readonly tenantName: string;
  readonly title: string;
  readonly titles?: Text;
  readonly severity: Severity;
  readonly classification: IncidentClass;
  readonly suspectedMalicious: IncidentDoubt;
  readonly drill: boolean;
  readonly state: IncidentState;
  readonly stages: IncidentStages;
  readonly mergedInto: string;
  readonly detectedAt: number;
  /** Last time anything happened to it. */
  readonly movedAt: number;
  readonly leader: IncidentActor | undefined;
  readonly customers: number;
  readonly alerts: number;
  readonly exposure: IncidentExposure;
  readonly openTasks: number;
  /** The task that is due first. */
  readonly nextTask: Pick<IncidentTask, 'id' | 'title' | 'due' | 'owner'> | undefined;
  /** Measures not undone. */
  readonly measures: number;
  readonly reviewDue: number | undefined;
  /** The last line that a search found; undefined when it found the incident by something else. */
  readonly found: Text | undefined;
}

/** A task or measure with the incident it belongs to, for lists over all incidents. */
export interface IncidentTaskOf {
  readonly incident: string;
  readonly number: number;
  readonly title: string;
  readonly titles?: Text;
  readonly severity: Severity;
  readonly drill: boolean;
  /** Of the incident: who holds them may have the task. */
  readonly roles: readonly RoleHolding[];
  readonly task: IncidentTask;
}

export interface IncidentMeasureOf {
  readonly incident: string;
  readonly number: number;
  readonly title: string;
  readonly titles?: Text;
  readonly measure: IncidentMeasure;
}

/** What an earlier incident is compared by. */
export interface EarlierIncident {
  readonly id: string;
  readonly number: number;
  readonly tenant: string;
  readonly title: string;
  readonly titles?: Text;
  readonly classification: IncidentClass;
  readonly cause: string;
  readonly whatWorked: string;
  readonly detectedAt: number;
  readonly addresses: readonly string[];
  readonly networks: readonly number[];
  readonly accounts: readonly string[];
  readonly rules: readonly string[];
}

/** Something that incidents have in common over a time. */
export interface IncidentPattern {
  readonly kind: 'customer' | 'network' | 'cause';
  readonly value: string;
  readonly incidents: number;
  /** When the last of them was noticed. */
  readonly last: number;
}
