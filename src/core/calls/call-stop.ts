import type { Text } from '../text.ts';

/** What a stop holds for. `destination`: a country or number range, for one payer or for all of a customer. */
export const stopScopes = ['account', 'customer', 'provider', 'destination'] as const;
export type StopScope = (typeof stopScopes)[number];

/** Which calls it stops. Emergency numbers, own numbers and allowed numbers pass through each of them. */
export const stopReaches = ['costly', 'abroad', 'outgoing'] as const;
export type StopReach = (typeof stopReaches)[number];

/**
 * Of a diversion: calls that come in, or outgoing ones that nothing objects to. They need `divertTo` and refuse nothing; calls
 * to and from emergency numbers, and those within the customer, go as they always do.
 */
export const diversionReaches = ['incoming', 'passing'] as const;
export type DiversionReach = (typeof diversionReaches)[number];

/** Life of a stop, as of a decision. `reported`: its customer is report-only, nothing is refused. */
export const stopStates = ['asked', 'in-force', 'lifted', 'expired', 'failed', 'reported'] as const;
export type StopState = (typeof stopStates)[number];

/** Calls that are refused: of whom, to where, since when, until when, why and by whom. */
export interface CallStop {
  /** Derived from alert and scope for automatic ones, so that a replay gives the same; random for those of people. */
  readonly id: string;
  readonly tenant: string;
  readonly scope: StopScope;
  /** Payer (account, accountcode or number) it is about; '' unless scope is `account`, or `destination` of one payer. */
  readonly payer: string;
  readonly reach: StopReach | DiversionReach;
  /** Of a destination: ISO country, or E.164 digits of a prefix; '' otherwise. */
  readonly country: string;
  readonly prefix: string;
  /** ISO countries that stay open: those the customer calls every day. */
  readonly spared: readonly string[];
  /** SIP URI calls are sent to instead of being refused; '' to refuse. Of a diversion it gets the dialled number when it has no user. */
  readonly divertTo: string;
  /** Running calls that it stops are hung up as well. */
  readonly hangUp: boolean;
  /** ms UTC. */
  readonly from: number;
  readonly until: number;
  readonly reason: Text;
  /** `rule:<id>`, `user:<id>` or `token:<id>`. */
  readonly author: string;
  readonly alert: string;
  readonly rule: string;
  readonly state: StopState;
}
