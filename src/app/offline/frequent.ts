const mostKept = 20_000;

/** Counts names, so that the most frequent can be told. Bounded: rare ones give way. */
export class Frequent {
  #counts = new Map<string, number>();

  add(name: string): void {
    // What a stranger wrote must not steer a terminal.
    const shown = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 120);
    const before = this.#counts.get(shown);
    if (before === undefined && this.#counts.size >= mostKept)
      this.#counts = new Map([...this.#counts].sort((a, b) => b[1] - a[1]).slice(0, mostKept / 2));
    this.#counts.set(shown, (before ?? 0) + 1);
  }

  /** The most frequent, as `name (count)`. */
  top(count: number): string[] {
    return [...this.#counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, count)
      .map(([name, calls]) => `${name} (${calls})`);
  }
}
