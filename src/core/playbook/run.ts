import type { Playbook } from './playbook.ts';

/** Where variables live: one for the playbook, one for each branch of a parallel step, one for each playbook called. */
export interface Scope {
  /** Index of the playbook in `playbooks`. */
  readonly book: number;
  values: Record<string, string | null>;
}

/** A row of steps one after another: that of the playbook, or of one branch. */
export interface Sequence {
  readonly key: string;
  readonly parent: string;
  readonly scope: string;
}

/** Something that was handed out and whose outcome is waited for. */
export interface Handed {
  readonly kind: 'do' | 'task';
  /** Names it for whoever does it: the same for the same command of the same visit, whatever happened in between. */
  readonly key: string;
  /** Of the automatic command that nobody knows the outcome of, while a person is asked about it; '' otherwise. */
  readonly doubted: string;
  readonly at: number;
  /** When somebody has to hear that there is still no outcome. */
  readonly dueAt: number;
  /** Whether they heard. */
  told: boolean;
}

/** A step that is under way. */
export interface Activation {
  /** Its place: the same in every order in which results come in. */
  readonly key: string;
  readonly step: string;
  /** Key of the sequence it is in, and its place there. */
  readonly sequence: string;
  readonly position: number;
  /** Key of the activation whose branch that sequence is; '' when it is none. */
  readonly parent: string;
  readonly scope: string;
  phase: 'delayed' | 'handed' | 'branches';
  readonly enteredAt: number;
  /** ms UTC at which its delay is over; 0 without one. */
  readonly delayedUntil: number;
  /** ms UTC at which it counts as failed; 0 for never. */
  deadline: number;
  /** Command under way. */
  command: number;
  handed: Handed | null;
  /** Variables of the step itself. */
  locals: Record<string, string | null>;
  /** Branches not done yet, and whether one failed. */
  open: number;
  failed: boolean;
  /** Rounds of a while step begun. */
  round: number;
  /** Who did what so far, for the record. */
  notes: VisitNote[];
}

/** What was said of a command when its outcome came in. */
export interface VisitNote {
  readonly at: number;
  readonly by: string;
  readonly detail: string;
  readonly evidence: string;
  /** False: a task that did not have to be done. */
  readonly applies?: boolean;
}

export type VisitOutcome = 'done' | 'failed' | 'timeout' | 'withdrawn';

/** A step that is over. */
export interface Visit {
  readonly key: string;
  readonly step: string;
  readonly book: number;
  readonly enteredAt: number;
  readonly endedAt: number;
  readonly outcome: VisitOutcome;
  readonly notes: readonly VisitNote[];
}

/**
 * One run of a playbook, as plain JSON: keep it after each step and before its effects are carried out, and the run goes on from
 * there whatever happens. The playbooks are those it started with; newer versions do not touch it.
 */
export interface PlaybookRun {
  readonly id: string;
  /** Itself first, then those it calls; never changes. */
  readonly playbooks: readonly Playbook[];
  state: 'running' | 'done' | 'failed' | 'stopped';
  readonly startedAt: number;
  endedAt: number | null;
  /** Newest time it heard of; a clock that runs back does not turn it back. */
  now: number;
  scopes: Record<string, Scope>;
  active: Activation[];
  visits: Visit[];
}
