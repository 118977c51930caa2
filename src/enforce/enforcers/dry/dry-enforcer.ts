import type { Clock } from '../../../core/clock.ts';
import type { Decision } from '../../../core/decision.ts';
import type { Enforcer, EnforcerReport } from '../../enforcer.ts';
import { Ledger, type Wanted } from '../../ledger.ts';

/** Notes what would be blocked and touches nothing: for a look around and for machines where nothing may be changed. */
export class DryEnforcer implements Enforcer {
  readonly id: string;
  readonly kind = 'dry';
  readonly real: boolean = false;
  readonly confirms = 'at-once';
  readonly #clock: Clock;
  readonly #ledger = new Ledger();

  constructor(id: string, clock: Clock) {
    this.id = id;
    this.#clock = clock;
  }

  /** What it would be blocking now. */
  noted(): readonly Wanted[] {
    return this.#ledger.all(this.#clock());
  }

  async apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const at = this.#clock();
    const lifted = lift.map((decision) => {
      this.#ledger.remove(decision);
      return this.#report(decision, 'lifted', at, '');
    });
    const added = add.map((decision) => {
      if (this.#ledger.add(decision) !== undefined) return this.#report(decision, 'in-force', at, '');
      return this.#report(decision, 'failed', at, `"${decision.value}" is no address or range`);
    });
    return [...lifted, ...added];
  }

  async reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const known = new Set(this.#ledger.decisions().map(({ id }) => id));
    this.#ledger.replace(inForce);
    const at = this.#clock();
    return inForce.filter(({ id }) => !known.has(id)).map((decision) => this.#report(decision, 'in-force', at, ''));
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    return { ok: true, detail: '' };
  }

  async stop(remove: boolean): Promise<void> {
    if (remove) this.#ledger.replace([]);
  }

  #report({ id }: Decision, state: EnforcerReport['state'], at: number, error: string): EnforcerReport {
    return { decision: id, enforcer: this.id, state, at, error };
  }
}
