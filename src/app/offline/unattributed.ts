import type { Call } from '../../core/calls/call.ts';

const mostKept = 20_000;

/** Counts what calls of nobody are known by, so that somebody can add it to the customers. Bounded: rare ones give way. */
export class Unattributed {
  calls = 0;
  #counts = new Map<string, number>();

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
    return [...this.#counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, count)
      .map(([name, calls]) => `${name} (${calls})`);
  }

  #count(kind: string, value: string): void {
    if (value === '') return;
    // What a stranger wrote must not steer a terminal.
    const name = `${kind} ${value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 80)}`;
    const before = this.#counts.get(name);
    if (before === undefined && this.#counts.size >= mostKept)
      this.#counts = new Map([...this.#counts].sort((a, b) => b[1] - a[1]).slice(0, mostKept / 2));
    this.#counts.set(name, (before ?? 0) + 1);
  }
}
