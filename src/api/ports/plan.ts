import type { Plan, PlanForm, PlanLanguage } from '../../core/plan/plan.ts';
import type {
  PlanEdition,
  PlanHand,
  PlanMail,
  PlanMailKind,
  PlanMailOutcome,
  PlanMove,
  PlanReviewDone,
  PlanSettings,
  StandingReview,
} from '../../core/plan/plan-records.ts';
import type { Result } from '../../core/result.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Work } from '../../core/work.ts';

/** Changed, refused for a reason, not there, or changed by somebody else since. */
export type PlanOutcome<Refusal> = Result<PlanEdition, Refusal | 'missing' | 'stale'>;

/** Editions of the plan as kept, and what belongs to them. All of it is the provider's. */
export interface PlanPort {
  /** Newest first, at most 200. */
  editions(): Promise<readonly PlanEdition[]>;
  edition(edition: number): Promise<PlanEdition | undefined>;
  inForce(): Promise<PlanEdition | undefined>;
  /** The one people work on: a draft, or approved and not in force yet. */
  open(): Promise<PlanEdition | undefined>;
  /** Makes the first or next edition; undefined when people work on one already. Takes id and highest number. */
  begin<Refusal>(
    hand: PlanHand,
    make: (id: string, highest: number) => Result<Plan, Refusal>,
  ): Promise<Result<PlanEdition, Refusal> | undefined>;
  /**
   * Judged on the newest state under a lock, with the edition in force and the time (ms). Several come back when
   * one takes the place of another; the first is the one asked for.
   */
  change<Refusal>(
    edition: number,
    hand: PlanHand,
    judge: (
      plan: PlanEdition,
      now: number,
      current: PlanEdition | undefined,
    ) => Result<readonly [PlanMove, ...PlanMove[]], Refusal>,
    version?: number,
  ): Promise<PlanOutcome<Refusal>>;
  /** Oldest first, at most 1,000. */
  reviewsDone(): Promise<readonly PlanReviewDone[]>;
  reviewDone(done: PlanReviewDone): Promise<void>;
  settings(): Promise<PlanSettings & Versioned>;
  /** Undefined when they are not of this version any more; 0 for what nobody has set. */
  putSettings(settings: PlanSettings, version?: number): Promise<(PlanSettings & Versioned) | undefined>;
  /** Remembers a mail; false when it was remembered before. */
  mailed(mail: PlanMail): Promise<boolean>;
  wasMailed(id: string): Promise<boolean>;
  /** Newest first, at most 100. */
  mails(kind: PlanMailKind): Promise<readonly PlanMailOutcome[]>;
}

/** How it stands with the copy to a safe place. */
export interface PlanCopyState {
  readonly last: PlanMailOutcome | undefined;
  /** Day of the next, `YYYY-MM-DD`; '' when none is due. */
  readonly next: string;
  /** Why none goes out; '' when one does. */
  readonly hindrance: '' | 'off' | 'no-address' | 'no-mail' | 'nothing-in-force';
}

export type PlanFileKind = 'markdown' | 'pdf';

/** What of the plan needs more than the store. */
export interface PlanDeskPort {
  /** Resolves when there is a first edition to read. */
  ready(): Promise<void>;
  template(language: PlanLanguage): PlanForm;
  file(plan: PlanEdition, kind: PlanFileKind): Promise<Uint8Array>;
  /** The checklist as a PDF form; filled in with what is known of an incident. Undefined when there is no such incident for this caller. */
  checklist(language: PlanLanguage, incident: string, work: Work): Promise<Uint8Array | undefined>;
  /** Reviews of the plan in force, or of the draft while nothing is. */
  reviews(): Promise<readonly StandingReview[]>;
  /** False when there is no such review, or nothing more to do for it. */
  reviewDone(review: string, by: string, note: string): Promise<boolean>;
  copyState(): Promise<PlanCopyState>;
  /** Sends a copy now, besides those of the month; the reason when it cannot. */
  sendCopy(): Promise<PlanCopyState['hindrance']>;
  /** Something is stored: the screens are told, and what is due goes out. */
  changed(edition: number): void;
}
