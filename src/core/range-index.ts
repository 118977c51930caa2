import type { Cidr } from './ip.ts';

/** Ranges of addresses with a value each, found by the longest one that contains an address. */
export class RangeIndex<T> {
  readonly #byFamily = { 4: new Map<number, Map<bigint, T>>(), 6: new Map<number, Map<bigint, T>>() };
  /** Prefix lengths in use, longest first. */
  readonly #prefixes: { 4: number[]; 6: number[] } = { 4: [], 6: [] };
  size = 0;

  /** Puts a range in; `merge` gets what is there of the very same range. */
  set({ family, bits, prefix }: Cidr, merge: (before: T | undefined) => T): void {
    const lengths = this.#byFamily[family];
    let ranges = lengths.get(prefix);
    if (!ranges) {
      ranges = new Map();
      lengths.set(prefix, ranges);
      this.#prefixes[family] = [...lengths.keys()].sort((a, b) => b - a);
    }
    const before = ranges.get(bits);
    if (before === undefined) this.size++;
    ranges.set(bits, merge(before));
  }

  /** Value of the longest range that contains all of `range`, undefined when none does. */
  around({ family, bits, prefix: length }: Cidr): { readonly prefix: number; readonly value: T } | undefined {
    const width = family === 4 ? 32 : 128;
    for (const prefix of this.#prefixes[family]) {
      if (prefix > length) continue;
      const host = BigInt(width - prefix);
      const value = this.#byFamily[family].get(prefix)!.get((bits >> host) << host);
      if (value !== undefined) return { prefix, value };
    }
    return undefined;
  }

  /** Value of some range inside `range`, undefined when there is none. Looks at all of them. */
  inside({ family, bits, prefix }: Cidr): { readonly cidr: Cidr; readonly value: T } | undefined {
    const host = BigInt((family === 4 ? 32 : 128) - prefix);
    for (const [length, ranges] of this.#byFamily[family]) {
      if (length < prefix) continue;
      for (const [start, value] of ranges) {
        if (start >> host === bits >> host) return { cidr: { family, bits: start, prefix: length }, value };
      }
    }
    return undefined;
  }
}
