import type { StopReach, StopScope } from '../../core/calls/call-stop.ts';

/** What a rule asks to be stopped. `country` or `prefix` of a destination, else ''. */
export interface StopWish {
  readonly scope: StopScope;
  readonly payer: string;
  readonly reach: StopReach;
  readonly country: string;
  readonly prefix: string;
  /** ISO countries where it lets calls pass: those that are established for the customer. */
  readonly spared: readonly string[];
  readonly hangUp: boolean;
  readonly durationS: number;
}
