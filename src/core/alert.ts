import type { Event } from './event.ts';
import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

/** Most evidence events an alert carries. */
export const maxEvidence = 20;

/** A rule that fired, with its evidence. Later matches of the same rule and key join it until it goes quiet. */
export interface Alert {
  /** Derived from rule, group and start (core/derived-id.ts): the same input gives the same id. */
  readonly id: string;
  /** Id of the rule: the file name in rules/ without extension. */
  readonly rule: string;
  readonly severity: Severity;
  readonly tenant: string;
  readonly asset: string;
  /** Group-by fields of the rule: ECS name → value. */
  readonly group: Readonly<Record<string, string>>;
  /** First and last event time that belong to it, ms. */
  readonly start: number;
  readonly end: number;
  /** Events that belong to it. */
  readonly count: number;
  /** Distinct accounts, addresses and dialled numbers among them as far as counted, at most 1000 each. */
  readonly distinct: { readonly users: number; readonly addresses: number; readonly numbers: number };
  /** The common value among the events, or '' when they differ or none is known. */
  readonly sourceIp: string;
  readonly userName: string;
  readonly country: string;
  readonly asNumber: number;
  readonly asName: string;
  /** One sentence a person at 03:00 understands. */
  readonly sentence: Text;
  /** The first events, oldest first, at most `maxEvidence`. */
  readonly evidence: readonly Event[];
  /** What the rule asks for. */
  readonly response: Response;
  /** Of alerts about calls only. */
  readonly calls?: CallAlertFacts;
}

/** What an alert about calls knows besides. Money in micro-euro, times in ms UTC. */
export interface CallAlertFacts {
  /** Account, accountcode or number that is answerable; '' when it is about the whole customer. */
  readonly payer: string;
  /** When the rule fired: the moment from which something could be done. */
  readonly detected: number;
  readonly calls: number;
  readonly minutes: number;
  /** What its calls have cost so far, running ones included. */
  readonly cost: number;
  /** Part of the cost when the rule fired, and when a stop took hold (0 while none has). */
  readonly costAtDetection: number;
  readonly costAtStop: number;
  readonly refused: number;
  /** What is normal for what the rule counts, and what was seen, in the unit of the rule. */
  readonly normal: number;
  readonly seen: number;
  readonly unit: 'calls' | 'minutes' | 'eur' | 'destinations' | 'attempts' | 'percent' | 'seconds';
  /** ISO countries, most calls first, at most 20. */
  readonly countries: readonly string[];
  /** E.164 digits of the numbers called, most calls first, at most 20. */
  readonly numbers: readonly string[];
  /** Ids of the first calls, at most 100. */
  readonly ids: readonly string[];
}

/** What a rule wants done when it fires. */
export interface Response {
  readonly action: 'alert' | 'block';
  /** First block, seconds; 0 for `alert`. */
  readonly durationS: number;
  /** Longest block after doublings, seconds. */
  readonly ceilingS: number;
}

/** What the engine hands on: an alert that opened, or one whose count, end or severity moved. */
export interface AlertChange {
  readonly kind: 'opened' | 'updated';
  readonly alert: Alert;
}
