import type { NumberListEntry } from '../../core/calls/number-list.ts';

/** Whether a number stands on a list of fraud numbers. A few lengths of prefix are looked up; ranges are few. */
export class NumberIndex {
  readonly #prefixes = new Map<string, number>();
  readonly #lengths: readonly number[];
  readonly #ranges: readonly NumberListEntry[];

  constructor(entries: readonly NumberListEntry[]) {
    const ranges: NumberListEntry[] = [];
    for (const entry of entries) {
      const until = entry.until === 0 ? Infinity : entry.until;
      if (entry.last !== '' && entry.last !== entry.prefix) ranges.push(entry);
      else this.#prefixes.set(entry.prefix, Math.max(until, this.#prefixes.get(entry.prefix) ?? 0));
    }
    this.#lengths = [...new Set([...this.#prefixes.keys()].map(({ length }) => length))].sort((a, b) => a - b);
    this.#ranges = ranges;
  }

  get size(): number {
    return this.#prefixes.size + this.#ranges.length;
  }

  /** @param number E.164 digits. @param at ms UTC. */
  has(number: string, at: number): boolean {
    if (number === '') return false;
    for (const length of this.#lengths) if ((this.#prefixes.get(number.slice(0, length)) ?? 0) > at) return true;
    for (const { prefix, last, until } of this.#ranges)
      if (prefix.length === number.length && number >= prefix && number <= last && (until === 0 || until > at))
        return true;
    return false;
  }
}
