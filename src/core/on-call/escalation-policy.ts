import type { Versioned } from '../versioned.ts';

/** Whom a step asks. A schedule asks who is on call, a role all who have it. */
export interface EscalationTarget {
  readonly kind: 'person' | 'schedule' | 'role';
  readonly id: string;
}

export interface EscalationStep {
  readonly targets: readonly EscalationTarget[];
  /** Minutes after which the next step begins when nobody acknowledged, at least 1. */
  readonly waitMinutes: number;
}

/** What people write. */
export interface EscalationPolicyForm {
  readonly name: string;
  readonly steps: readonly EscalationStep[];
  /** How often all steps are gone through again. */
  readonly repeat: number;
  /** Minutes without progress after which who acknowledged no longer counts; 0 is never. */
  readonly silentMinutes: number;
}

export interface EscalationPolicy extends EscalationPolicyForm, Versioned {
  readonly id: string;
}
