import type { Decision } from '../core/decision.ts';

/** What an enforcer reports per decision: only what it has seen to be so. */
export interface EnforcerReport {
  readonly decision: string;
  readonly enforcer: string;
  readonly state: 'in-force' | 'lifted' | 'failed';
  /** When it was confirmed, ms. */
  readonly at: number;
  /** Empty unless failed: what went wrong and what to do. */
  readonly error: string;
}

/** Carries decisions out in one place, confirms, reconciles and undoes. */
export interface Enforcer {
  readonly id: string;
  readonly kind: string;
  /** False: it only notes what it would have done (dry), and says so. */
  readonly real: boolean;
  /**
   * When it knows that a decision is in force: at once (apply resolves with a report for each), or when the other side has
   * fetched or taken it (apply resolves with none and reports follow through `EnforcerDeps.report`).
   */
  readonly confirms: 'at-once' | 'later';
  /** Applies and lifts in one transaction where the place can; resolves with the reports known by then. Never rejects. */
  apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]>;
  /**
   * Makes the place equal to `inForce` in both directions; resolves with what it had to change. What was there without a
   * decision is reported as lifted, with `stranger:<value>` for a decision.
   */
  reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]>;
  /**
   * True while nobody fetches from it, or nothing it serves has to do with this decision: such a one neither carries it out nor
   * stands in the way of saying so.
   */
  idle?(decision: Pick<Decision, 'tenant'>): boolean;
  /**
   * Human-readable state for doctor and screen: empty when all is well. Undefined while there is nothing that it acts on. With a
   * tenant: of what serves that one.
   */
  health(tenant?: string): { readonly ok: boolean; readonly detail: string } | undefined;
  /** Stops; leaves what is in force in force unless `remove`. */
  stop(remove: boolean): Promise<void>;
}
