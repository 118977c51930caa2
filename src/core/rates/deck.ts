import { PrefixIndex } from '../phone/prefix-index.ts';
import type { Rate } from './rate.ts';

/** A deck as typed arrays: `DeckBuilder` makes it. */
export interface DeckArrays {
  /** Keys of the prefixes, ascending. */
  readonly keys: Float64Array;
  /** First entry of each prefix; one more than prefixes. Absent when every prefix has one. */
  readonly firstEntry: Uint32Array | undefined;
  /** By entry: place in `rates` and in `names`. */
  readonly rate: Uint32Array;
  readonly name: Uint32Array;
  /** By entry, ms UTC, the end not included. Absent when no entry has a date. */
  readonly validFrom: Float64Array | undefined;
  readonly validUntil: Float64Array | undefined;
  readonly rates: readonly Rate[];
  readonly names: readonly string[];
}

/** What calls cost by the longest prefix of the number, at a time. Finding allocates nothing. */
export class RateDeck {
  readonly prefixes: number;
  readonly entries: number;
  readonly #index: PrefixIndex;
  readonly #arrays: DeckArrays;

  /** Whether no entry has a date. */
  get timeless(): boolean {
    return this.#arrays.validFrom === undefined && this.#arrays.firstEntry === undefined;
  }

  /** What it is made of, to be sent to another thread. */
  get arrays(): DeckArrays {
    return this.#arrays;
  }

  constructor(arrays: DeckArrays) {
    this.#arrays = arrays;
    this.#index = new PrefixIndex(arrays.keys);
    this.prefixes = arrays.keys.length;
    this.entries = arrays.rate.length;
  }

  /**
   * Entry for E.164 digits (no plus) of a call that starts at `at` (ms UTC), -1 when the deck has none. Of entries of one
   * prefix the one that became valid last counts; when none of them is valid then, a shorter prefix is taken.
   */
  find(e164: string, at: number): number {
    const { firstEntry, validFrom } = this.#arrays;
    let place = this.#index.find(e164);
    if (firstEntry === undefined && validFrom === undefined) return place;
    for (; place >= 0; place = this.#index.parent(place)) {
      const entry = this.#valid(place, at);
      if (entry >= 0) return entry;
    }
    return -1;
  }

  /** The rate for a number at a time, undefined when the deck has none. */
  rateFor(e164: string, at: number): Rate | undefined {
    const entry = this.find(e164, at);
    return entry < 0 ? undefined : this.rate(entry);
  }

  /** Rate of an entry. */
  rate(entry: number): Rate {
    return this.#arrays.rates[this.#arrays.rate[entry]!]!;
  }

  /** Name of the destination of an entry, as the carrier writes it. */
  name(entry: number): string {
    return this.#arrays.names[this.#arrays.name[entry]!]!;
  }

  /** Prefix of an entry. */
  prefix(entry: number): string {
    const first = this.#arrays.firstEntry;
    if (!first) return this.#index.digits(entry);
    let low = 0;
    let high = this.prefixes;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (first[middle]! <= entry) low = middle + 1;
      else high = middle;
    }
    return this.#index.digits(low - 1);
  }

  /** When an entry holds, ms UTC; ±Infinity when it says nothing. */
  validity(entry: number): { readonly from: number; readonly until: number } {
    const { validFrom, validUntil } = this.#arrays;
    return { from: validFrom?.[entry] ?? -Infinity, until: validUntil?.[entry] ?? Infinity };
  }

  #valid(place: number, at: number): number {
    const { firstEntry, validFrom, validUntil } = this.#arrays;
    const first = firstEntry ? firstEntry[place]! : place;
    const last = firstEntry ? firstEntry[place + 1]! : place + 1;
    for (let entry = last - 1; entry >= first; entry--)
      if (!validFrom || (validFrom[entry]! <= at && at < validUntil![entry]!)) return entry;
    return -1;
  }
}
