import type { Text } from './text.ts';

/** Mode per rule and overall: do nothing, note what would have been done, or do it. */
export const modes = ['off', 'report-only', 'enforce'] as const;
export type Mode = (typeof modes)[number];

/** Life of a decision. `held`: a guard or the limit stopped it. `reported`: report only, nothing was done. */
export const decisionStates = ['asked', 'in-force', 'lifted', 'expired', 'failed', 'held', 'reported'] as const;
export type DecisionState = (typeof decisionStates)[number];

/** The closed list of guards. */
export const guardNames = [
  'allowlist',
  'own-network',
  'private-network',
  'customer-site',
  'operator-address',
  'prefix-size',
  'rate-limit',
  'not-an-address',
] as const;
export type GuardName = (typeof guardNames)[number];

/** Verdict of one guard over one decision. */
export interface GuardResult {
  readonly guard: GuardName;
  readonly passed: boolean;
  /** What it saw, e.g. the allowlist entry that covers the address. */
  readonly detail: string;
}

/** A block of a source address or range, with reason, scope, expiry and author. */
export interface Decision {
  /** Derived from alert, value and offence for automatic ones; random for those of people. */
  readonly id: string;
  readonly tenant: string;
  readonly action: 'block';
  readonly scope: 'ip' | 'range';
  /** Canonical address or CIDR. */
  readonly value: string;
  /** When it was taken and when it ends, ms. For automatic ones the time of the event that crossed the threshold. */
  readonly from: number;
  readonly until: number;
  readonly reason: Text;
  /** `rule:<id>` or `user:<id>` or `token:<id>`. */
  readonly author: string;
  /** Alert that led to it, '' for those of people. */
  readonly alert: string;
  readonly rule: string;
  /** 1 for a first offence, 2 for the second … */
  readonly offence: number;
  readonly state: DecisionState;
  readonly guards: readonly GuardResult[];
}
