import { type Cidr, readCidr } from './ip.ts';
import { readPlainV4 } from './plain-v4.ts';

/**
 * Ranges of addresses with a value each, found by the longest one that contains an address. IPv4 goes without big integers:
 * a look-up is a map per prefix length in use.
 */
export class RangeIndex<T> {
  readonly #v4 = new Map<number, Map<number, T>>();
  readonly #v6 = new Map<number, Map<bigint, T>>();
  /** Prefix lengths in use, longest first. */
  #lengths4: readonly number[] = [];
  #lengths6: readonly number[] = [];
  size = 0;

  /** Puts an address or CIDR in; `merge` gets what is there of the very same range. What is neither is passed over. */
  put(text: string, merge: (before: T | undefined) => T): void {
    const slash = text.indexOf('/');
    const address = readPlainV4(text, slash < 0 ? text.length : slash);
    const prefix = slash < 0 ? 32 : Number(text.slice(slash + 1));
    if (address >= 0 && prefix >= 0 && prefix <= 32) {
      const ranges = this.#v4.get(prefix) ?? new Map<number, T>();
      if (ranges.size === 0) this.#lengths4 = longestFirst(this.#v4.set(prefix, ranges));
      this.#add(ranges, cut(address, prefix), merge);
      return;
    }
    const cidr = readCidr(text);
    if (!cidr) return;
    if (cidr.family === 4) {
      this.put(`${dotted(Number(cidr.bits))}/${cidr.prefix}`, merge);
      return;
    }
    const ranges = this.#v6.get(cidr.prefix) ?? new Map<bigint, T>();
    if (ranges.size === 0) this.#lengths6 = longestFirst(this.#v6.set(cidr.prefix, ranges));
    this.#add(ranges, cidr.bits, merge);
  }

  /** Value of the longest range that contains an address in canonical text, undefined when none does. */
  find(address: string): T | undefined {
    const v4 = readPlainV4(address);
    if (v4 >= 0) return this.#around4(v4, 32)?.value;
    if (this.#lengths6.length === 0) return undefined;
    const cidr = readCidr(address);
    return cidr && this.around(cidr)?.value;
  }

  /** The longest range that contains all of `range`, undefined when none does. */
  around({ family, bits, prefix }: Cidr): { readonly prefix: number; readonly value: T } | undefined {
    if (family === 4) return this.#around4(Number(bits), prefix);
    for (const length of this.#lengths6) {
      if (length > prefix) continue;
      const host = BigInt(128 - length);
      const value = this.#v6.get(length)!.get((bits >> host) << host);
      if (value !== undefined) return { prefix: length, value };
    }
    return undefined;
  }

  /** Some range inside `range`, undefined when there is none. Looks at all of them. */
  inside({ family, bits, prefix }: Cidr): Cidr | undefined {
    const host = BigInt((family === 4 ? 32 : 128) - prefix);
    for (const [length, ranges] of family === 4 ? this.#v4 : this.#v6) {
      if (length < prefix) continue;
      for (const key of ranges.keys()) {
        const start = BigInt(key);
        if (start >> host === bits >> host) return { family, bits: start, prefix: length };
      }
    }
    return undefined;
  }

  #around4(address: number, prefix: number): { readonly prefix: number; readonly value: T } | undefined {
    for (const length of this.#lengths4) {
      if (length > prefix) continue;
      const value = this.#v4.get(length)!.get(cut(address, length));
      if (value !== undefined) return { prefix: length, value };
    }
    return undefined;
  }

  #add<K>(ranges: Map<K, T>, key: K, merge: (before: T | undefined) => T): void {
    const before = ranges.get(key);
    if (before === undefined) this.size++;
    ranges.set(key, merge(before));
  }
}

function longestFirst(lengths: ReadonlyMap<number, unknown>): readonly number[] {
  return [...lengths.keys()].sort((a, b) => b - a);
}

/** First address of the range with this prefix. */
function cut(address: number, prefix: number): number {
  return prefix === 0 ? 0 : (address & (-1 << (32 - prefix))) >>> 0;
}

function dotted(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}
