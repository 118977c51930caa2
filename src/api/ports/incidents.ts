import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentRefusal, MovedIncident, TiedIncidents } from '../../core/incident/incident-act.ts';
import type {
  EarlierIncident,
  IncidentMeasureOf,
  IncidentPattern,
  IncidentSummary,
  IncidentTaskOf,
} from '../../core/incident/incident-summary.ts';
import type { Recovery, RecoveryChange } from '../../core/incident/recovery.ts';
import type {
  IncidentActor,
  IncidentAttachment,
  IncidentEntry,
  IncidentEntryKind,
} from '../../core/incident/timeline.ts';
import type { Result } from '../../core/result.ts';
import type { Severity } from '../../core/severity.ts';
import type { ListQuery, Slice } from '../ports.ts';

/** Which incidents are wanted; `tenant` finds those of a customer and those that hit it, `q` looks into timelines too. */
export interface IncidentListQuery extends ListQuery {
  readonly state?: 'open' | 'over';
  /** At least this severe. */
  readonly severity?: Severity;
  readonly drill?: boolean;
}

export interface IncidentTimelineQuery {
  /** Newest first; otherwise oldest first, by when they happened. */
  readonly newestFirst?: boolean;
  readonly after?: { readonly at: number; readonly id: number };
  /** Only lines added after the one with this id, whenever they happened: for who follows live. */
  readonly addedAfter?: number;
  readonly kinds?: readonly IncidentEntryKind[];
  /** Leaves out what is not for the customer; customers never get it. */
  readonly forCustomer?: boolean;
  readonly limit: number;
}

/** Kept, refused with every reason, not there, or changed by somebody else since. */
export type IncidentOutcome = Result<Incident, IncidentRefusal | 'missing' | 'stale'>;
/** Opened now, or found since the same was opened before. */
export type IncidentOpening = Result<{ readonly incident: Incident; readonly isNew: boolean }, IncidentRefusal>;

/**
 * Incidents as kept. What becomes of one is worked out by a `judge`, a pure function of the newest state under its lock and the
 * clock of the database (ms), so that acts of two people add up.
 */
export interface IncidentPort {
  /** Newest first. */
  list(query: IncidentListQuery): Promise<Slice<IncidentSummary>>;
  get(id: string): Promise<Incident | undefined>;
  /** The incident it is part of by now, through every merge; itself when it stands by itself. */
  standing(id: string): Promise<string | undefined>;
  ofAlert(alert: string): Promise<string | undefined>;
  timeline(id: string, query: IncidentTimelineQuery): Promise<readonly IncidentEntry[]>;

  /** Keys: `alert:<id>`, `mail:<message id>`, `api:<caller>:<key>`; '' opens every time. */
  open(key: string, judge: (now: number) => Result<MovedIncident, IncidentRefusal>): Promise<IncidentOpening>;
  /** `version`, when given, has to be the newest: for what writes over what somebody has seen. */
  change(
    id: string,
    judge: (incident: Incident, now: number) => Result<MovedIncident, IncidentRefusal>,
    version?: number,
  ): Promise<IncidentOutcome>;
  /** The judge gives one of the candidates back as it becomes with the alert, or a new incident. */
  place(
    alert: AlertLink,
    judge: (candidates: readonly Incident[], now: number) => Result<MovedIncident, IncidentRefusal>,
  ): Promise<IncidentOpening>;
  /** Resolves with the one it went into. `join`: of two ways back to production. */
  merge(
    from: string,
    into: string,
    judge: (from: Incident, into: Incident, now: number) => Result<TiedIncidents, IncidentRefusal>,
    join: (from: Recovery, into: Recovery) => RecoveryChange,
  ): Promise<IncidentOutcome>;
  /** Resolves with the new one. */
  split(
    id: string,
    judge: (incident: Incident, now: number) => Result<TiedIncidents, IncidentRefusal>,
  ): Promise<IncidentOutcome>;
  /** Money at risk in micro-euro, as worked out at a time (ms). */
  setExposure(id: string, microEuro: number, at: number): Promise<void>;

  /** What customers, sites and assets are called, as far as they are there. */
  names(of: {
    readonly customers: readonly string[];
    readonly sites: readonly string[];
    readonly assets: readonly string[];
  }): Promise<Readonly<Record<'customers' | 'sites' | 'assets', ReadonlyMap<string, string>>>>;
  /** Those that go on, without their alerts and marks: gravest first, drills last. */
  wall(limit: number): Promise<{ readonly items: readonly Incident[]; readonly total: number }>;
  /** Earlier ones that share customer, attacker or cause, newest first. */
  earlier(incident: Incident): Promise<readonly EarlierIncident[]>;
  /** What incidents since a time (ms) have in common. */
  patterns(since: number): Promise<readonly IncidentPattern[]>;
  /** Open tasks of incidents that go on; of everybody, or of one owner. */
  openTasks(owner?: string): Promise<readonly IncidentTaskOf[]>;
  openMeasures(): Promise<readonly IncidentMeasureOf[]>;

  /** Nobody sees the file before a line of the timeline is about it (`about: {kind: 'attachment', id}`). */
  receive(
    wish: {
      readonly id: string;
      readonly incident: string;
      readonly name: string;
      readonly mediaType: string;
      readonly internal: boolean;
      readonly by: IncidentActor;
    },
    content: AsyncIterable<Uint8Array>,
  ): Promise<Result<IncidentAttachment, 'too-large' | 'empty' | 'no-incident'>>;
  attachmentCount(id: string): Promise<number>;
  attachments(id: string): Promise<readonly IncidentAttachment[]>;
  attachment(id: string): Promise<IncidentAttachment | undefined>;
  content(id: string): AsyncGenerator<Uint8Array>;
}
