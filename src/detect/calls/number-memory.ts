const mostNumbers = 500;

/** Numbers abroad somebody calls, with the days on which that was. Bounded; the one not called for longest makes room. */
export class NumberMemory {
  /** last day × 64 + days, at most 63. In the order of their last call. */
  readonly #numbers = new Map<string, number>();

  /** Called on this day (since 1970). A number inside an alert is not learned. */
  add(number: string, day: number): void {
    const before = this.#numbers.get(number);
    const last = before === undefined ? -1 : Math.floor(before / 64);
    if (last === day) return;
    const days = before === undefined ? 1 : Math.min(63, (before % 64) + 1);
    if (before !== undefined) this.#numbers.delete(number);
    else if (this.#numbers.size >= mostNumbers) this.#numbers.delete(this.#numbers.keys().next().value!);
    this.#numbers.set(number, day * 64 + days);
  }

  /** Days before `day` on which it was called, as far as remembered. */
  daysBefore(number: string, day: number): number {
    const found = this.#numbers.get(number);
    if (found === undefined) return 0;
    return Math.floor(found / 64) === day ? (found % 64) - 1 : found % 64;
  }

  forget(number: string): void {
    this.#numbers.delete(number);
  }

  save(): unknown {
    return [...this.#numbers];
  }

  restore(saved: [string, number][]): void {
    this.#numbers.clear();
    for (const [number, value] of saved) this.#numbers.set(number, value);
  }
}
