import type { Text } from '../text.ts';
import type { IncidentClass } from './classification.ts';
import type { IncidentStage } from './incident.ts';

/** What is due next of an incident. */
export interface IncidentDue {
  /** `step`: nothing has a time, and this is what comes next. */
  readonly kind: 'task' | 'review' | 'measure-ends' | 'step';
  /** ms; undefined when it has no time. */
  readonly at: number | undefined;
  readonly overdue: boolean;
  readonly text: Text;
  /** Task or measure it is about; ''. */
  readonly id: string;
}

/** What can be done about a flag now. */
export interface StageChoice {
  readonly stage: IncidentStage;
  readonly can: readonly ('reach' | 'skip' | 'take-back')[];
  /** Why it cannot be reached yet; none when it can or is. */
  readonly notYet: readonly Text[];
}

/** What follows from an incident as it is, for those who look at it. */
export interface IncidentView {
  readonly stages: readonly StageChoice[];
  readonly canReopen: boolean;
  /** Every reason why it cannot be closed yet. */
  readonly gate: readonly Text[];
  readonly nextDue: IncidentDue | undefined;
  /** Measures that keep it from being closed. */
  readonly inTheWay: ReadonlySet<string>;
}

/** An earlier incident that is like this one, and why. */
export interface LikeIncident {
  readonly id: string;
  readonly number: number;
  readonly tenant: string;
  readonly title: string;
  readonly titles?: Text;
  readonly classification: IncidentClass;
  readonly cause: string;
  readonly whatWorked: string;
  readonly detectedAt: number;
  readonly because: readonly Text[];
}
