import type { Severity } from '../severity.ts';
import type { Text } from '../text.ts';
import type { AlertLink } from './alert-link.ts';
import type { IncidentClass } from './classification.ts';
import type {
  Incident,
  IncidentDoubt,
  IncidentImpact,
  IncidentMeasure,
  IncidentRole,
  IncidentStage,
  IncidentTask,
  IncidentTraits,
} from './incident.ts';
import type { IncidentAssessment, SeverityMatrix } from './severity-matrix.ts';
import type { EntryReference, IncidentActor, IncidentEntryKind, NewIncidentEntry } from './timeline.ts';

/** What is written about an incident as a whole. */
export type IncidentFacts = Pick<
  Incident,
  'title' | 'summary' | 'classification' | 'suspectedMalicious' | 'crossBorder' | 'drill' | 'cause' | 'whatWorked'
>;

/** What can be done to an incident. Ids are given by who asks: random, or derived where the same may be asked twice. */
export type IncidentAct =
  | { readonly act: 'reach'; readonly stage: IncidentStage }
  /** Passes a stage over that does not apply. */
  | { readonly act: 'skip'; readonly stage: IncidentStage; readonly reason: string }
  /** Takes a flag back, and those that rest on it. */
  | { readonly act: 'take-back'; readonly stage: IncidentStage; readonly reason: string }
  | { readonly act: 'reopen'; readonly reason: string }
  /** By the matrix; never makes it less severe. */
  | { readonly act: 'assess'; readonly assessment: IncidentAssessment }
  | { readonly act: 'set-severity'; readonly severity: Severity; readonly reason: string }
  | { readonly act: 'describe'; readonly facts: Partial<IncidentFacts> }
  | { readonly act: 'impact'; readonly impact: Partial<IncidentImpact> }
  | { readonly act: 'traits'; readonly traits: Partial<IncidentTraits> }
  /** Undefined: nobody holds it any more. */
  | { readonly act: 'give-role'; readonly role: IncidentRole; readonly person: IncidentActor | undefined }
  | {
      readonly act: 'add-task';
      readonly task: Pick<IncidentTask, 'id' | 'title' | 'owner' | 'role' | 'due'> &
        Partial<Pick<IncidentTask, 'source' | 'details' | 'asks' | 'evidenceWanted' | 'doubt'>>;
    }
  | {
      readonly act: 'change-task';
      readonly id: string;
      readonly change: Partial<Pick<IncidentTask, 'title' | 'owner' | 'role' | 'due'>>;
    }
  | { readonly act: 'finish-task'; readonly id: string; readonly evidence: string }
  /** It could not be done. */
  | { readonly act: 'fail-task'; readonly id: string; readonly reason: string; readonly evidence: string }
  /** It does not apply. */
  | { readonly act: 'drop-task'; readonly id: string; readonly reason: string }
  | { readonly act: 'reopen-task'; readonly id: string; readonly reason: string }
  | {
      readonly act: 'add-measure';
      readonly measure: Pick<IncidentMeasure, 'id' | 'kind' | 'decision' | 'what' | 'owner' | 'until'>;
    }
  | { readonly act: 'own-measure'; readonly id: string; readonly owner: IncidentActor }
  /** It stays after the incident. */
  | { readonly act: 'keep-measure'; readonly id: string; readonly reason: string }
  /** Another end, ms. `decision`: what it stands for from now on, where another one took the place of the one before. */
  | { readonly act: 'extend-measure'; readonly id: string; readonly until: number; readonly decision?: string }
  | { readonly act: 'undo-measure'; readonly id: string }
  | { readonly act: 'join-alert'; readonly alert: AlertLink; readonly why: Text }
  | {
      readonly act: 'add-entry';
      readonly kind: IncidentEntryKind;
      readonly text: Text;
      readonly internal: boolean;
      readonly about?: EntryReference;
      readonly key?: string;
    };

/** What somebody who opens an incident says. `id` is random; the store numbers it. */
export interface IncidentWish {
  readonly id: string;
  readonly tenant: string;
  readonly title: string;
  /** The title in both languages, where nobody gave it. */
  readonly titles?: Text;
  readonly summary?: string;
  readonly assessment: IncidentAssessment;
  readonly classification?: IncidentClass;
  readonly suspectedMalicious?: IncidentDoubt;
  readonly crossBorder?: IncidentDoubt;
  readonly drill?: boolean;
  /** At least this severe, whatever the matrix says. */
  readonly severity?: Severity;
}

/** What is taken out of an incident into one of its own; `id` is random. */
export interface SplitWish {
  readonly id: string;
  readonly title: string;
  /** Whose the new one is: as before, or one customer of an incident of the provider. */
  readonly tenant: string;
  readonly alerts: readonly string[];
  readonly tasks: readonly string[];
  readonly measures: readonly string[];
  /** Lines that are told in the new one too, beside those about the alerts. */
  readonly entries: readonly number[];
  readonly reason: string;
}

/** Who acts, when it happened, and what time it is. */
export interface ActContext {
  readonly by: IncidentActor;
  /** When it happened, ms; as people say. */
  readonly at: number;
  /** Clock of the database, ms. */
  readonly now: number;
  /** What impact and urgency come to: of the plan in force; the built-in one when left out. */
  readonly matrix?: SeverityMatrix;
}

/** Why something cannot be: a closed set, and what to say about it. */
export interface IncidentRefusal {
  readonly code:
    | 'in-the-future'
    | 'over'
    | 'too-early'
    | 'already'
    | 'gate'
    | 'reason-missing'
    | 'unknown'
    | 'too-many'
    | 'not-together'
    | 'wrong-value';
  /** Every reason, not only the first. */
  readonly texts: readonly [Text, ...Text[]];
}

/** An incident after an act, and what its timeline says of it. */
export interface MovedIncident {
  readonly incident: Incident;
  readonly entries: readonly NewIncidentEntry[];
}

/** Which lines of one incident are told in another too, with where they come from. */
export interface IncidentTie {
  readonly from: string;
  readonly to: string;
  /** Ids of lines; `all`: every one. */
  readonly entries: readonly number[] | 'all';
  /** Alerts whose lines go along. */
  readonly alerts: readonly string[];
  /** What goes along is not for the customer's own people. */
  readonly internal: boolean;
}

/** Two incidents after a merge or a split: the one it came from first. */
export interface TiedIncidents {
  readonly incidents: readonly [from: Incident, to: Incident];
  /** New lines by id of the incident. */
  readonly entries: Readonly<Record<string, readonly NewIncidentEntry[]>>;
  readonly tie: IncidentTie;
}
