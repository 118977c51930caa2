import type { Severity } from '../severity.ts';
import type { EscalationPolicyForm, EscalationTarget } from './escalation-policy.ts';
import type { Responder, WayChannel } from './responder.ts';
import type { Schedule } from './schedule.ts';

/** What is escalated. */
export interface EscalationSubject {
  /** Of the escalation: keys of messages are derived from it. */
  readonly id: string;
  readonly incident: string;
  readonly severity: Severity;
}

/** How somebody answered. */
export const answerWays = ['link', 'app', 'mail-reply', 'keypad', 'api'] as const;
export type AnswerWay = (typeof answerWays)[number];

/**
 * `waiting`: its time has not come. `handed`: given to the outbox. `delivered`, `failed`: as the channel says, for good.
 * `called-off`: nobody needed it any more.
 */
export type AskState = 'waiting' | 'handed' | 'delivered' | 'failed' | 'called-off';

/** One message to one person in one way. Times in ms UTC; 0 for what did not happen. */
export interface Ask {
  /** The same message always has the same key: an outbox keeps it from going out twice. */
  readonly key: string;
  /** Goes up when who acknowledged fell silent. */
  readonly cycle: number;
  /** 0 the first time through the steps. */
  readonly round: number;
  readonly step: number;
  readonly person: string;
  /** Id of the way, and its channel. */
  readonly way: string;
  readonly channel: WayChannel;
  /** Why this person. */
  readonly target: EscalationTarget;
  /** Who was to be asked, when this is a stand-in; '' otherwise. */
  readonly standsInFor: string;
  readonly plannedAt: number;
  readonly dueAt: number;
  /** When it would have gone out but for quiet hours; 0 when nothing held it. */
  readonly deferredFrom: number;
  /** What of the way depends on systems that are hit. */
  readonly atRisk: readonly string[];
  readonly state: AskState;
  readonly handedAt: number;
  readonly settledAt: number;
  /** What the channel said. */
  readonly detail: string;
}

export type MissReason =
  /** The schedule has nobody now. */
  | 'nobody-on-call'
  | 'nobody-in-role'
  /** There is no such person, schedule or role. */
  | 'unknown'
  /** Absent, without a stand-in who is there. */
  | 'absent'
  /** No way to reach them. */
  | 'no-way'
  /** Their own rules say: not for this severity. */
  | 'own-rules'
  /** Said that they cannot take it. */
  | 'declined';

/** A target that nobody could be asked for. */
export interface Miss {
  readonly cycle: number;
  readonly round: number;
  readonly step: number;
  readonly at: number;
  readonly target: EscalationTarget;
  /** '' when no person was found. */
  readonly person: string;
  readonly reason: MissReason;
}

export interface Answer {
  readonly at: number;
  readonly cycle: number;
  readonly by: string;
  readonly way: AnswerWay;
  /** `declined`: cannot take it now. */
  readonly kind: 'acknowledged' | 'declined';
}

/** `asking` until somebody acknowledges or all was tried; `ended`: the incident needs nobody any more. */
export type EscalationPhase = 'asking' | 'acknowledged' | 'nobody-reached' | 'ended';

/** A run of escalation, whole: plain JSON, to be kept after each input together with the effects. */
export interface Escalation extends EscalationSubject {
  /** As it was when the run began. */
  readonly policy: EscalationPolicyForm;
  readonly phase: EscalationPhase;
  readonly startedAt: number;
  /** Time of the last input; it never goes back. */
  readonly now: number;
  readonly cycle: number;
  readonly round: number;
  readonly step: number;
  /** When the round began, ms UTC. */
  readonly roundAt: number;
  /** When the step is over, ms UTC. */
  readonly stepUntil: number;
  /** When who acknowledged counts as silent; 0 for never. */
  readonly silentAt: number;
  readonly asks: readonly Ask[];
  readonly misses: readonly Miss[];
  readonly answers: readonly Answer[];
}

/** What happened. `at` in ms UTC; a time before the last one counts as the last one. */
export type EscalationInput =
  | { readonly kind: 'time'; readonly at: number }
  | {
      readonly kind: 'acknowledged' | 'declined';
      readonly at: number;
      readonly by: string;
      readonly way: AnswerWay;
    }
  | {
      readonly kind: 'delivery';
      readonly at: number;
      readonly key: string;
      /** For good: what is tried again has no result yet. */
      readonly result: 'delivered' | 'failed';
      readonly detail: string;
    }
  /** Somebody worked on the incident. */
  | { readonly kind: 'progress'; readonly at: number }
  | { readonly kind: 'severity'; readonly at: number; readonly severity: Severity }
  /** The incident is resolved or merged: nobody is needed any more. */
  | { readonly kind: 'ended'; readonly at: number };

export type EscalationEffect =
  | {
      readonly kind: 'send';
      readonly key: string;
      readonly person: string;
      readonly way: string;
      readonly channel: WayChannel;
      readonly step: number;
      readonly round: number;
      readonly cycle: number;
      readonly standsInFor: string;
      readonly deferredFrom: number;
      readonly atRisk: readonly string[];
    }
  /** Messages that have not gone out yet need not go any more. */
  | { readonly kind: 'call-off'; readonly keys: readonly string[] }
  /** `first` is false for those who acknowledge after somebody else did. */
  | {
      readonly kind: 'reached';
      readonly at: number;
      readonly by: string;
      readonly way: AnswerWay;
      readonly first: boolean;
    }
  | { readonly kind: 'declined'; readonly at: number; readonly by: string; readonly way: AnswerWay }
  /** Who acknowledged shows no progress: all begins again. */
  | { readonly kind: 'silent'; readonly at: number; readonly by: readonly string[] }
  /** All of a person's ways depend on what is hit. */
  | { readonly kind: 'at-risk'; readonly at: number; readonly person: string; readonly on: readonly string[] }
  | { readonly kind: 'missed'; readonly miss: Miss }
  /** An alarm of its own. */
  | { readonly kind: 'nobody-reached'; readonly at: number; readonly asked: readonly string[] };

/** Why an input changed nothing. */
export type IgnoredInput = 'over' | 'unknown-message' | 'said-before' | 'not-needed';

export interface EscalationOutcome {
  readonly state: Escalation;
  readonly effects: readonly EscalationEffect[];
  readonly ignored: IgnoredInput | undefined;
}

/** What a step is worked out from, as it is at that moment. */
export interface EscalationWorld {
  readonly people: ReadonlyMap<string, Responder>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** Persons by role. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** Ids of systems, trunks and customers the incident has hit. */
  readonly hit: ReadonlySet<string>;
}
