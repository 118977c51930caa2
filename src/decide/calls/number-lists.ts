import type { NumberListEntry } from '../../core/calls/number-list.ts';

/** Numbers of lists, found by the shortest prefix that stands in one. Bounded by the lists themselves. */
export class NumberLists {
  readonly #prefixes = new Map<string, NumberListEntry[]>();
  readonly #lengths: readonly number[];
  readonly #ranges: readonly NumberListEntry[];

  constructor(entries: readonly NumberListEntry[]) {
    const ranges: NumberListEntry[] = [];
    for (const entry of entries) {
      if (entry.last !== '' && entry.last !== entry.prefix) {
        ranges.push(entry);
        continue;
      }
      const there = this.#prefixes.get(entry.prefix);
      if (there) there.push(entry);
      else this.#prefixes.set(entry.prefix, [entry]);
    }
    this.#lengths = [...new Set([...this.#prefixes.keys()].map(({ length }) => length))].sort((a, b) => a - b);
    this.#ranges = ranges.sort((a, b) => Number(a.prefix) - Number(b.prefix));
  }

  /** The entry in force for E.164 digits at a time (ms UTC), one that refuses before one that does not. */
  find(number: string, at: number): NumberListEntry | undefined {
    if (number === '') return undefined;
    let found: NumberListEntry | undefined;
    const look = (entry: NumberListEntry) => {
      if ((entry.until === 0 || entry.until > at) && (!found || (entry.refuse && !found.refuse))) found = entry;
    };
    for (const length of this.#lengths) {
      if (length > number.length) break;
      for (const entry of this.#prefixes.get(number.slice(0, length)) ?? []) look(entry);
    }
    for (const entry of this.#ranges) {
      if (Number(entry.prefix) > Number(number)) break;
      if (entry.prefix.length === number.length && Number(number) <= Number(entry.last)) look(entry);
    }
    return found;
  }
}
