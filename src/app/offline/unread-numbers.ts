import type { Call } from '../../core/calls/call.ts';
import { Frequent } from './frequent.ts';

/** Digits that tell how a number was dialled. */
const beginning = 4;

/** Counts numbers that could not be read by how they begin, so that somebody can say what the digits in front of them are. */
export class UnreadNumbers {
  calls = 0;
  readonly #beginnings = new Frequent();

  add(call: Call): void {
    if (call.dialledKind !== 'unknown' || call.direction !== 'out' || call.number === '') return;
    this.calls++;
    this.#beginnings.add(
      `${call.tenant.slice(0, 80)}: ${call.number.slice(0, beginning)}…, ${call.number.length} digits`,
    );
  }

  /** The most frequent, as `customer: 0123…, 12 digits (calls)`. */
  top(count: number): string[] {
    return this.#beginnings.top(count);
  }
}
