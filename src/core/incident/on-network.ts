import type { StopListing } from '../calls/call-records.ts';
import type { DecisionState } from '../decision.ts';
import type { DecisionRecord } from '../decision-record.ts';
import type { GeoAttackRecord } from '../geo/records.ts';

/** A step in the life of a block. */
export interface DecisionStep {
  readonly at: number;
  readonly state: DecisionState;
  /** `rule:<id>`, `user:<id>`, `token:<id>`, or '' when it came by itself. */
  readonly author: string;
  readonly authorName: string;
  readonly detail: string;
}

/** A message about an alert that was delivered, or given up. */
export interface SentMessage {
  readonly id: string;
  readonly channel: string;
  readonly address: string;
  readonly delivered: boolean;
  readonly error: string;
  readonly at: number;
  readonly rule: string;
}

/** What was decided on the alerts of an incident or for its measures, and what those who carry it out confirmed. */
export interface NetworkFacts {
  readonly blocks: readonly { readonly record: DecisionRecord; readonly steps: readonly DecisionStep[] }[];
  readonly stops: readonly StopListing[];
  readonly attacks: readonly GeoAttackRecord[];
  readonly messages: readonly SentMessage[];
}
