import { type Address, type Cidr, contains, formatCidr } from '../../core/ip.ts';

/**
 * Finds all ranges of a fixed set that contain an address. Each range has a chain: itself and all around it. An address is given
 * the number of the chain of the narrowest range around it, 0 for none, by one binary search over the flattened ranges.
 */
export class RangeChains {
  /** Canonical texts by number of chain, widest first; the first is empty. */
  readonly chains: readonly (readonly string[])[];
  readonly #byText = new Map<string, number>();
  readonly #starts4: Float64Array;
  readonly #values4: Uint32Array;
  readonly #starts6: readonly bigint[];
  readonly #values6: Uint32Array;

  constructor(ranges: Iterable<Cidr>) {
    const unique = new Map<string, Cidr>();
    for (const range of ranges) unique.set(formatCidr(range), range);
    const chains: (readonly string[])[] = [[]];
    const flat = (family: 4 | 6) => {
      const own = [...unique].filter(([, cidr]) => cidr.family === family).sort(([, a], [, b]) => compare(a, b));
      return flatten(own, chains, this.#byText);
    };
    const [v4, v6] = [flat(4), flat(6)];
    this.chains = chains;
    this.#starts4 = Float64Array.from(v4.starts, Number);
    this.#values4 = Uint32Array.from(v4.values);
    this.#starts6 = v6.starts;
    this.#values6 = Uint32Array.from(v6.values);
  }

  /** Number of the chain of an address. */
  of({ family, bits }: Address): number {
    if (family === 6) return this.#values6[last(this.#starts6, bits)];
    if (this.#starts4.length === 1) return 0;
    const [starts, address] = [this.#starts4, Number(bits)];
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle] <= address) low = middle;
      else high = middle - 1;
    }
    return this.#values4[low];
  }

  /** Number of the chain of addresses that lie in just these ranges, widest first; those that are not in the set do not count. */
  ofRanges(ranges: readonly string[]): number {
    for (let i = ranges.length - 1; i >= 0; i--) {
      const chain = this.#byText.get(ranges[i]);
      if (chain !== undefined) return chain;
    }
    return 0;
  }
}

function compare(a: Cidr, b: Cidr): number {
  if (a.bits !== b.bits) return a.bits < b.bits ? -1 : 1;
  return a.prefix - b.prefix;
}

/** Runs of addresses with the chain of each, beginning at 0; chains are added to `chains`. */
function flatten(
  ranges: readonly (readonly [string, Cidr])[],
  chains: (readonly string[])[],
  byText: Map<string, number>,
): { starts: bigint[]; values: number[] } {
  const runs = { starts: [0n], values: [0] };
  const put = (start: bigint, value: number) => {
    if (runs.starts.at(-1) === start) runs.values[runs.values.length - 1] = value;
    else {
      runs.starts.push(start);
      runs.values.push(value);
    }
  };
  const around: { readonly cidr: Cidr; readonly chain: number; readonly end: bigint }[] = [];
  const leave = (next: Cidr | undefined) => {
    for (let top = around.at(-1); top && !(next && contains(top.cidr, next)); top = around.at(-1)) {
      around.pop();
      put(top.end, around.at(-1)?.chain ?? 0);
    }
  };
  for (const [text, cidr] of ranges) {
    leave(cidr);
    const chain = chains.push([...chains[around.at(-1)?.chain ?? 0], text]) - 1;
    byText.set(text, chain);
    around.push({ cidr, chain, end: cidr.bits + (1n << BigInt((cidr.family === 4 ? 32 : 128) - cidr.prefix)) });
    put(cidr.bits, chain);
  }
  leave(undefined);
  return runs;
}

function last(starts: readonly bigint[], bits: bigint): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle] <= bits) low = middle;
    else high = middle - 1;
  }
  return low;
}
