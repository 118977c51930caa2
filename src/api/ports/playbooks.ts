import type { Playbook } from '../../core/playbook/playbook.ts';
import type { PlaybookMark, PlaybookRecord, RunHead } from '../../core/playbook/playbook-record.ts';
import type { PlaybookRun } from '../../core/playbook/run.ts';
import type { VariableValues } from '../../core/playbook/variable.ts';
import type { Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Work } from '../../core/work.ts';
import type { Slice } from '../ports.ts';
import type { RunStepWire } from '../schema/playbook-runs.ts';
import type {
  PlaybookChangeWire,
  PlaybookCheckWire,
  PlaybookDryWire,
  PlaybookFaultWire,
  PlaybookGraphWire,
  PlaybookVariableWire,
} from '../schema/playbooks.ts';
import type { Asker } from './incident-desk.ts';

/** A playbook with one of its contents: the draft, or a version. */
export interface ShownPlaybook {
  readonly record: PlaybookRecord;
  /** `draft`, or `modified`. */
  readonly showing: string;
  readonly content: Playbook;
  readonly faults: readonly PlaybookFaultWire[];
  readonly graph: PlaybookGraphWire;
  readonly variables: readonly PlaybookVariableWire[];
}

/**
 * Why a playbook was not kept: gone; changed by somebody else; another content under the same version; no room; its id is taken; it
 * came with Belwacht and stays; or what is wrong with it.
 */
export type PlaybookRefusal =
  | 'missing'
  | 'stale'
  | 'other-content'
  | 'too-many'
  | 'there'
  | 'shipped'
  | { readonly faults: readonly PlaybookFaultWire[] };

export type PlaybookOutcome = Result<PlaybookRecord, PlaybookRefusal>;

export interface SuggestedPlaybook {
  readonly record: PlaybookRecord;
  readonly why: Text;
  readonly fit: number;
  readonly variables: readonly PlaybookVariableWire[];
}

/** A run as pages show it. */
export interface ShownRun {
  readonly head: RunHead;
  readonly books: readonly {
    readonly id: string;
    readonly modified: string;
    readonly name: string;
    readonly graph: PlaybookGraphWire;
  }[];
  readonly steps: readonly RunStepWire[];
  readonly variables: readonly PlaybookVariableWire[];
}

/** What somebody says of a task. */
export interface TaskAnswer {
  readonly ok: boolean;
  /** False, with `ok`: it did not have to be done; the playbook goes on, and what it was to find out stays unknown. */
  readonly applies: boolean;
  readonly evidence: string;
  readonly detail: string;
  readonly values: VariableValues;
}

/** Playbooks: what there is, and what becomes of it. `which`: `draft`, `active` or `modified` of a version. */
export interface PlaybookLibraryPort {
  list(
    query: { readonly q?: string; readonly type?: string; readonly language?: string },
    work: Work,
  ): Promise<readonly PlaybookRecord[]>;
  record(id: string, work: Work): Promise<PlaybookRecord | undefined>;
  /** `which` undefined: the draft when there is one, else the version in use, else the newest. */
  get(id: string, which: string | undefined, work: Work): Promise<ShownPlaybook | undefined>;
  versions(id: string, work: Work): Promise<readonly PlaybookMark[]>;
  /** Undefined when one of them is not there. */
  diff(id: string, from: string, to: string, work: Work): Promise<readonly PlaybookChangeWire[] | undefined>;
  create(
    wish: { readonly name: string; readonly type: string; readonly language: 'nl' | 'en' | ''; readonly from: string },
    work: Work,
  ): Promise<PlaybookOutcome>;
  saveDraft(id: string, content: unknown, version: number | undefined, work: Work): Promise<PlaybookOutcome>;
  dropDraft(id: string, version: number | undefined, work: Work): Promise<PlaybookOutcome>;
  /** `which`: the draft becomes a version that runs start with, or a version is that again. */
  activate(id: string, which: string, version: number | undefined, work: Work): Promise<PlaybookOutcome>;
  retire(id: string, version: number | undefined, work: Work): Promise<PlaybookOutcome>;
  dismiss(id: string, version: number | undefined, work: Work): Promise<PlaybookOutcome>;
  remove(id: string, version: number | undefined, work: Work): Promise<Result<void, PlaybookRefusal>>;
  /** All of it or nothing. */
  take(content: unknown, as: 'version' | 'draft', activate: boolean, work: Work): Promise<PlaybookOutcome>;
  check(content: unknown, work: Work): Promise<PlaybookCheckWire>;
  /** `content` undefined: of the playbook. `incident`: what it knows is filled in. */
  dryRun(
    of: { readonly content: unknown } | { readonly id: string; readonly which: string },
    incident: string,
    values: VariableValues,
    work: Work,
  ): Promise<Result<PlaybookDryWire, PlaybookRefusal>>;
  /** Best first; `undefined` when there is no such incident. */
  suggest(incident: string, work: Work): Promise<readonly SuggestedPlaybook[] | undefined>;
  readonly httpHosts: readonly string[];
}

/** Runs: what there is, and what people do to them. */
export interface PlaybookRunPort {
  list(
    query: {
      readonly incident?: string;
      readonly playbook?: string;
      readonly state?: PlaybookRun['state'];
      readonly after?: { readonly at: number; readonly id: string };
      readonly limit: number;
    },
    work: Work,
  ): Promise<Slice<RunHead>>;
  get(id: string, work: Work): Promise<ShownRun | undefined>;
  stop(id: string, reason: string, asker: Asker): Promise<Result<void, Text | 'missing'>>;
  answer(id: string, key: string, answer: TaskAnswer, asker: Asker): Promise<Result<void, Text | 'missing'>>;
  /** `key`: of what was handed out; of a delay its place. */
  step(
    id: string,
    key: string,
    act: 'retry' | 'skip' | 'failed' | 'now',
    reason: string,
    asker: Asker,
  ): Promise<Result<void, Text | 'missing'>>;
}

/** A secret as it is told of. */
export interface ShownPlaybookSecret {
  readonly name: string;
  /** Host it may be sent to; '' when it does not open. */
  readonly host: string;
  readonly user: string;
  readonly sealedAt: number;
  /** False when its key is not here: it has to be kept anew. */
  readonly opens: boolean;
}

/** Secrets that requests of playbooks sign in with. What they are is never told. */
export interface PlaybookSecretsPort {
  list(work: Work): Promise<readonly ShownPlaybookSecret[]>;
  /** Replaces what has that name. */
  put(
    name: string,
    secret: { readonly host: string; readonly user: string; readonly secret: string },
    work: Work,
  ): Promise<'kept' | 'no-host' | 'too-many'>;
  /** False when there is none. */
  forget(name: string, work: Work): Promise<boolean>;
}

export interface PlaybookDeskPort {
  readonly secrets: PlaybookSecretsPort;
  readonly library: PlaybookLibraryPort;
  readonly runs: PlaybookRunPort;
  /** Starts the newest version of a playbook for an incident; resolves with the id of the run once it is kept. */
  start(
    playbook: string,
    incident: string,
    values: VariableValues,
    asker: Asker,
  ): Promise<Result<{ readonly run: string }, readonly Text[]>>;
  /**
   * A task of an incident whose `source` is `playbook:<run>/<key>` is done, or could not be done. Whoever asks settles the task
   * itself; when they do not come to that the desk does it a little later.
   */
  finishTask(source: string, answer: TaskAnswer, asker: Asker): Promise<Result<void, Text>>;
}
