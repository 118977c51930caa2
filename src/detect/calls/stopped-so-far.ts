import type { CallAlert } from './call-alert.ts';
import { dayMs } from './destination-memory.ts';

/**
 * What was found when it was last asked whether all calls of a suspicion are stopped. Stops are only made longer and habits
 * change once a day at most, so that as long as the first of them holds only calls that are new since then need to be asked.
 */
export class StoppedSoFar {
  #alert: CallAlert | undefined;
  #start = 0;
  #habits = 0;
  #day = 0;
  /** When the first of the stops ends, and how many calls had been remembered. */
  until = 0;
  remembered = 0;

  /** Whether all that was found then still holds. */
  holds(alert: CallAlert, habits: number, at: number): boolean {
    return (
      alert === this.#alert &&
      alert.start === this.#start &&
      habits === this.#habits &&
      at < this.until &&
      Math.floor(at / dayMs) === this.#day
    );
  }

  /** All calls until now are stopped. */
  keep(alert: CallAlert, habits: number, at: number, until: number, remembered: number): void {
    this.#alert = alert;
    this.#start = alert.start;
    this.#habits = habits;
    this.#day = Math.floor(at / dayMs);
    this.until = until;
    this.remembered = remembered;
  }
}
