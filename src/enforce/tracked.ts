import type { Decision, DecisionState } from '../core/decision.ts';
import type { Enforcer, EnforcerReport } from './enforcer.ts';

/** A decision on its way, with what each enforcer last confirmed about it. */
export class Tracked {
  decision: Decision;
  /** How it ends, once it does. */
  ending: 'lifted' | 'expired' | undefined;
  /** The store was once seen to have it. */
  stored = false;
  readonly reports = new Map<string, EnforcerReport>();
  /** Failed attempts per enforcer, and those that wait for the next one. */
  readonly attempts = new Map<string, number>();
  readonly waiting = new Set<string>();

  readonly #confirmed = new Set<string>();
  readonly #wasInForce: boolean;

  constructor(decision: Decision) {
    this.decision = decision;
    this.#wasInForce = decision.state === 'in-force';
  }

  /** Takes in what an enforcer said last. */
  note(report: EnforcerReport): void {
    this.reports.set(report.enforcer, report);
    if (report.state === 'in-force') this.#confirmed.add(report.enforcer);
    if (report.state === 'lifted') this.#confirmed.delete(report.enforcer);
  }

  /**
   * State that follows from the reports. In force: one enforcer that really blocks has confirmed it, or any when none does.
   * Failed: all of them failed. Ended: nobody who confirms at once may still hold it; where only others had it, none of them,
   * or its time is up, since they drop it by themselves then.
   */
  stateNow(enforcers: readonly Enforcer[], now: number): DecisionState {
    const active = enforcers.filter((enforcer) => !enforcer.idle?.(this.decision));
    const real = active.some((enforcer) => enforcer.real);
    const relevant = active.filter((enforcer) => enforcer.real === real);
    const reports = [...this.reports.values()].filter((report) => relevant.some((enforcer) => isOf(report, enforcer)));
    if (!this.ending) {
      if (reports.some(({ state }) => state === 'in-force')) return 'in-force';
      const answered = relevant.every((enforcer) => reports.some((report) => isOf(report, enforcer)));
      return answered && reports.every(({ state }) => state === 'failed') ? 'failed' : this.decision.state;
    }
    const firm = relevant.filter(({ confirms }) => confirms === 'at-once');
    const isFirm = (report: EnforcerReport) => firm.some((enforcer) => isOf(report, enforcer));
    const holding = reports.filter(
      ({ enforcer, state }) => state === 'in-force' || (state === 'failed' && this.#mayHold(enforcer)),
    );
    if (holding.some(isFirm)) return this.decision.state;
    const over = this.decision.until <= now;
    return holding.length === 0 || over || reports.some(isFirm) ? this.ending : this.decision.state;
  }

  /** Whether an enforcer that failed to lift it may have it: it, or somebody before the last restart, confirmed it once. */
  #mayHold(enforcer: string): boolean {
    return this.#confirmed.has(enforcer) || this.#wasInForce;
  }

  /** What went wrong at whom; '' when nothing did. */
  error(): string {
    return [...this.reports.values()]
      .filter(({ error }) => error !== '')
      .map(({ enforcer, error }) => `${enforcer}: ${error}`)
      .join('; ');
  }
}

/** A place that serves several clients reports for each as `<id>:<client>`. */
function isOf(report: EnforcerReport, { id }: Enforcer): boolean {
  return report.enforcer === id || report.enforcer.startsWith(`${id}:`);
}
