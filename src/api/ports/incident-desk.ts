import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentAct, IncidentRefusal, IncidentWish, SplitWish } from '../../core/incident/incident-act.ts';
import type { IncidentSettings } from '../../core/incident/incident-settings.ts';
import type { IncidentView, LikeIncident } from '../../core/incident/incident-view.ts';
import type { SeverityMatrix } from '../../core/incident/severity-matrix.ts';
import type {
  IncidentActor,
  IncidentAttachment,
  IncidentEntry,
  NewIncidentEntry,
} from '../../core/incident/timeline.ts';
import type { Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Work } from '../../core/work.ts';
import type { IncidentOpening, IncidentOutcome } from './incidents.ts';

/** What of responding changed, as the live stream tells it: lists and pages read it again. */
export interface RespondNews {
  readonly what: 'incidents' | 'measures' | 'on-call' | 'plan' | 'playbooks' | 'runs';
  readonly id: string;
  /** Customer it is of; '' for what only the provider has. */
  readonly tenant: string;
}

/** Who asks: what they may see, and what they are called on a timeline. */
export interface Asker {
  readonly work: Work;
  readonly by: IncidentActor;
}

/** Told of each change that is stored, in order. */
export type IncidentFollower = (incident: Incident, entries: readonly NewIncidentEntry[]) => void;

/** A letter that opens an incident, or goes on about one. All of it is a stranger's text. */
export interface IncidentLetter {
  /** As its header says. */
  readonly from: string;
  /** Whether the own mail server proved that it comes from there. */
  readonly proven?: boolean;
  /** What of it stays in the mailbox only: files, characters of its text, and its size (MB) when that was too much for its files. */
  readonly left?: { readonly files: number; readonly characters: number; readonly megabytes: number };
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** When it came, ms. */
  readonly at: number;
  /** Whose incident it is; the provider's when left out. */
  readonly tenant?: string;
  readonly drill?: boolean;
  readonly files?: readonly { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }[];
}

/** A file somebody adds. */
export interface NewIncidentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly internal: boolean;
}

/** Writes a timeline a page of lines at a time. */
export interface TimelineWriter {
  readonly name: string;
  readonly mediaType: string;
  readonly head: string;
  /** `first`: nothing was written before. */
  lines(entries: readonly IncidentEntry[], first: boolean): string;
  readonly tail: string;
}

/** What impact and urgency come to now. */
export interface SeverityMatrixInForce {
  /** Edition of the plan it is of; undefined: the built-in one. */
  readonly edition: number | undefined;
  readonly matrix: SeverityMatrix;
}

/** The one way to change an incident: works out, stores, tells the screens and those who follow. */
export interface IncidentDeskPort {
  get(id: string, work: Work): Promise<Incident | undefined>;
  /**
   * `at`: when it happened (ms), now unless somebody says; `version` as in the store. What Belwacht itself does to an incident
   * that was merged goes to the one it is part of.
   */
  act(id: string, act: IncidentAct, asker: Asker, at?: number, version?: number): Promise<IncidentOutcome>;
  /** Opens one; `key` as in the store: the same key opens once. `at` is when it was noticed. */
  open(
    key: string,
    wish: Omit<IncidentWish, 'id'>,
    alerts: readonly AlertLink[],
    asker: Asker,
    at?: number,
  ): Promise<IncidentOpening>;
  /** `key`: `mail:<message id>`. Once a key, files too. */
  openByMail(key: string, letter: IncidentLetter): Promise<IncidentOpening>;
  /** A letter about an incident that goes on: a line of its timeline, and its files. Once a key. */
  addByMail(id: string, key: string, letter: IncidentLetter): Promise<IncidentOutcome>;
  /** Resolves with the one it went into. */
  merge(from: string, into: string, reason: string, asker: Asker): Promise<IncidentOutcome>;
  /** Resolves with the new one. */
  split(id: string, wish: Omit<SplitWish, 'id'>, asker: Asker): Promise<IncidentOutcome>;
  /** Keeps a file and says so on the timeline. */
  attach(
    id: string,
    file: NewIncidentFile,
    content: AsyncIterable<Uint8Array>,
    asker: Asker,
  ): Promise<Result<IncidentAttachment, 'too-large' | 'empty' | 'no-incident'>>;
  /** What follows from it: what can be done, what is in the way, what is due. */
  view(incident: Incident): IncidentView;
  /** Why an act cannot be as things are; undefined when it can. Nothing is kept. */
  refuses(incident: Incident, act: IncidentAct, at?: number): IncidentRefusal | undefined;
  /** Earlier ones like it, most alike first. */
  similar(incident: Incident, work: Work): Promise<readonly LikeIncident[]>;
  /** Reads a line with a time in front, in the zone (IANA) of who typed it. */
  readLine(typed: string, zone: string): Result<{ readonly at: number | undefined; readonly text: string }, Text>;
  /** A timeline as a file. */
  timelineFile(incident: Incident, format: 'csv' | 'json' | 'md', language: keyof Text): TimelineWriter;
  /** Of the plan in force; incidents that were assessed before keep their severity. */
  severityMatrix(): Promise<SeverityMatrixInForce>;
  settings(work: Work): Promise<IncidentSettings & Versioned>;
  /** Undefined when they are not of this version any more. */
  changeSettings(
    change: Partial<IncidentSettings>,
    version: number | undefined,
    work: Work,
  ): Promise<(IncidentSettings & Versioned) | undefined>;
  /** Returns what ends it. */
  follow(follower: IncidentFollower): () => void;
}
