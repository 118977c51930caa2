import type { DialPlan } from '../phone/dial-plan.ts';
import type { OpeningHours } from './opening-hours.ts';

/** What a call is known to be of a customer by. */
export const identifierKinds = ['account', 'number', 'trunk', 'accountcode', 'address'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export interface CallIdentifier {
  readonly kind: IdentifierKind;
  /** Account, accountcode and trunk as sources write them (compared without case); number: E.164 digits or a range `first-last`; address: IP or CIDR. */
  readonly value: string;
}

/** What is done about a customer's calls: nothing, note what would have been done, or do it. */
export const callModes = ['off', 'report-only', 'enforce'] as const;
export type CallMode = (typeof callModes)[number];

/** A customer as the call guard knows it. Plain data: it crosses threads. */
export interface CallCustomer {
  /** Tenant id; in a replay the name. */
  readonly id: string;
  readonly timeZone: string;
  /** ISO country whose dial plan, holidays and emergency numbers hold. */
  readonly country: string;
  readonly plan: DialPlan;
  readonly identifiers: readonly CallIdentifier[];
  /** Undefined when nobody said. */
  readonly opening: OpeningHours | undefined;
  /** Local dates (`YYYY-MM-DD`) it is closed, holidays of its country included when it keeps them. */
  readonly closedDays: readonly string[];
  /** What always passes: E.164 digits of prefixes and numbers, and ISO countries. */
  readonly allowed: readonly string[];
  readonly mode: CallMode;
  /** Figures that differ from those of the rules, by `<rule>.<figure>`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Rate deck of its own: key into the decks that the guard was given; '' for the provider's. */
  readonly deck: string;
}
