import type { Alert } from '../alert.ts';
import type { Call } from './call.ts';
import type { CallStop } from './call-stop.ts';

/** A call to be kept, with the id that its source gave it. */
export interface KeptCall {
  readonly call: Call;
  readonly sourceCall: string;
}

/** Calls that were refused, or would have been: how many more in one minute. */
export interface RefusalDelta {
  /** Start of the minute, ms UTC. */
  readonly minute: number;
  readonly tenant: string;
  readonly payer: string;
  readonly country: string;
  readonly reason: string;
  readonly stop: string;
  readonly reported: boolean;
  readonly count: number;
}

/** What the call thread hands over to be stored in one transaction. Plain data: it crosses threads by structured clone. */
export interface CallBatch {
  /** Random name of this run of the thread; with `seq` it makes a repeated batch harmless. */
  readonly instance: string;
  readonly seq: number;
  /** Calls that began or moved, as they are now. */
  readonly calls: readonly KeptCall[];
  readonly alerts: readonly Alert[];
  /** Stops that began or moved. */
  readonly stops: readonly CallStop[];
  readonly refusals: readonly RefusalDelta[];
  /** What the guard learned and wants back after a restart; undefined forgets. */
  readonly state: readonly (readonly [key: string, value: unknown])[];
}
