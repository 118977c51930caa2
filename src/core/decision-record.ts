import type { Decision } from './decision.ts';

/** What one enforcer has confirmed about a decision. */
export interface EnforcerState {
  readonly enforcer: string;
  readonly real: boolean;
  readonly state: 'asked' | 'in-force' | 'lifted' | 'failed';
  readonly at: number;
  readonly error: string;
}

/** A decision as kept, with where it points and what enforcers confirmed. */
export interface DecisionRecord {
  readonly decision: Decision;
  readonly tenantName: string;
  /** Name to show for the author: of the person or token, or the id of the rule. */
  readonly authorName: string;
  readonly country: string;
  readonly asName: string;
  readonly enforcers: readonly EnforcerState[];
}
