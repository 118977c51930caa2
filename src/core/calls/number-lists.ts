import type { NumberListEntry } from './number-list.ts';

/** A range whose ends have fewer digits is one of prefixes: hardly a whole number is that short with its country code. */
const fewestWhole = 10;

/** Entries of one length of their first number, in its order; `highest` is the highest last one up to each. */
interface Ranges {
  readonly entries: NumberListEntry[];
  readonly highest: string[];
}

/** Lists of fraud numbers: prefixes, whole numbers, and ranges of either. */
export class NumberLists {
  readonly size: number;
  readonly #prefixes = new Map<string, NumberListEntry[]>();
  readonly #whole = new Map<string, NumberListEntry[]>();
  readonly #lengths: readonly number[];
  readonly #ranges = new Map<number, Ranges>();

  constructor(entries: readonly NumberListEntry[]) {
    this.size = entries.length;
    const ranges = new Map<number, NumberListEntry[]>();
    for (const entry of entries) {
      const { prefix, last } = entry;
      if (last === '') add(this.#prefixes, prefix, entry);
      else if (last === prefix) add(this.#whole, prefix, entry);
      else add(ranges, prefix.length, entry);
    }
    this.#lengths = [...new Set([...this.#prefixes.keys()].map(({ length }) => length))].sort((a, b) => a - b);
    for (const [length, all] of ranges) {
      all.sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0));
      let most = '';
      const highest = all.map(({ last }) => {
        if (last > most) most = last;
        return most;
      });
      this.#ranges.set(length, { entries: all, highest });
    }
  }

  /** The entry in force for E.164 digits at a time (ms UTC), one that refuses before one that does not. */
  find(number: string, at: number): NumberListEntry | undefined {
    if (number === '' || this.size === 0) return undefined;
    let found = better(undefined, this.#whole.get(number), at);
    for (const length of this.#lengths) {
      if (length > number.length) break;
      found = better(found, this.#prefixes.get(number.slice(0, length)), at);
    }
    for (const [length, ranges] of this.#ranges) {
      if (length > number.length || (length >= fewestWhole && length !== number.length)) continue;
      found = better(found, holding(ranges, number.slice(0, length)), at);
    }
    return found;
  }
}

function add<K>(to: Map<K, NumberListEntry[]>, key: K, entry: NumberListEntry): void {
  const there = to.get(key);
  if (there) there.push(entry);
  else to.set(key, [entry]);
}

function better(
  found: NumberListEntry | undefined,
  entries: readonly NumberListEntry[] | undefined,
  at: number,
): NumberListEntry | undefined {
  if (!entries) return found;
  let best = found;
  for (const entry of entries)
    if ((entry.until === 0 || entry.until > at) && (!best || (entry.refuse && !best.refuse))) best = entry;
  return best;
}

/** Ranges that digits of their length lie in. */
function holding({ entries, highest }: Ranges, digits: string): readonly NumberListEntry[] {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.prefix <= digits) low = middle + 1;
    else high = middle;
  }
  const found: NumberListEntry[] = [];
  for (let i = low - 1; i >= 0 && highest[i]! >= digits; i--) if (entries[i]!.last >= digits) found.push(entries[i]!);
  return found.reverse();
}
