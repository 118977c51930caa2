import type { Call } from '../../core/calls/call.ts';
import { Frequent } from './frequent.ts';

const longest = 80;

/** Counts what calls of nobody are known by, so that somebody can add it to the customers. */
export class Unattributed {
  calls = 0;
  readonly #known = new Frequent();

  add(call: Call): void {
    this.calls++;
    this.#count('account', call.account);
    this.#count('accountcode', call.accountCode);
    if (call.from !== call.account) this.#count('number', call.from);
    this.#count('trunk', call.trunk);
    this.#count('address', call.address);
  }

  /** The most frequent, as `kind value (calls)`. */
  top(count: number): string[] {
    return this.#known.top(count);
  }

  #count(kind: string, value: string): void {
    if (value !== '') this.#known.add(`${kind} ${value.slice(0, longest)}`);
  }
}
