import type { DestinationMemory } from './destination-memory.ts';
import type { Spending } from './spending.ts';
import type { Suspicion } from './suspicion.ts';
import { UsualHigh } from './usual-high.ts';
import type { WeekBaseline } from './week-baseline.ts';

const hourMs = 3_600_000;

/** Somebody answerable inside a customer: account, accountcode or number. Nothing but its first day until it makes a costly call. */
export class PayerState {
  readonly name: string;
  firstDay: number;
  /** Its costly calls by hour of the week. */
  week: WeekBaseline | undefined;
  /** Its customer knows it no longer. */
  forgotten = false;
  /** Changed since it was last saved. */
  dirty = false;
  destinations: Map<string, DestinationMemory> | undefined;
  suspicion: Suspicion | undefined;
  /** Costly calls that run. */
  running = 0;
  readonly usualRunning = new UsualHigh();
  readonly usualPace = new UsualHigh();
  /** Euro of the present hour and day. */
  spending: Spending | undefined;
  /** Costly attempts that failed, newest last, at most 64. */
  failed: { readonly number: string; readonly time: number }[] | undefined;
  /** Sign-ins: failures of the last hour, countries it signed in from, and until when it is taken for stolen. */
  signInFailures = 0;
  lastSignInFailure = 0;
  readonly signInCountries: string[] = [];
  stolenUntil = 0;
  #pace = 0;
  #paceAt = 0;

  constructor(name: string, firstDay: number) {
    this.name = name;
    this.firstDay = firstDay;
  }

  /** Costly calls of about the last hour, fading. */
  paceAt(at: number): number {
    const gone = at - this.#paceAt;
    if (gone > 0) {
      this.#pace *= Math.exp(-gone / hourMs);
      this.#paceAt = at;
    }
    return this.#pace;
  }

  call(at: number): void {
    const pace = this.paceAt(at);
    this.usualPace.see(pace, at);
    this.#pace++;
  }
}
