import { GrowingLanes } from './growing-lanes.ts';

/**
 * An address space in runs: from `starts[i]` (as many lanes of 32 bits per row as an address has, highest first) up to the
 * next start the value is `values[i]`. The first start is 0.
 */
export interface Runs {
  readonly lanes: 1 | 4;
  readonly starts: Uint32Array;
  readonly values: Uint32Array;
}

/** Prefixes of which the longest that contains an address says its value; none: `fallback`. A prefix comes before those within it. */
export interface Prefixes {
  readonly lanes: 1 | 4;
  readonly fallback: number;
  readonly lengths: Uint8Array;
  /** `lanes` numbers per row. */
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
}

/** Values remembered for a block of addresses. More would save next to nothing, and fewer are right as well. */
const mostCandidates = 6;

/**
 * The fewest prefixes, none shorter than `shortest`, that say the same as the runs: Draves, King, Venkatachary and Zill,
 * "Constructing optimal IP routing tables" (INFOCOM 1999). A block takes the value that saves most exceptions within it.
 * Deterministic: equal runs give equal prefixes.
 */
export function minimalPrefixes(runs: Runs, shortest: number): Prefixes {
  const trie = new Trie(runs);
  const root = trie.build(0);
  return trie.write(root, shortest, mostCommon(runs));
}

class Trie {
  readonly #runs: Runs;
  readonly #lanes: 1 | 4;
  readonly #base = new Uint32Array(4);
  #at = 0;
  /** Per node, children before parents: its left child (the right one is the node before it), or itself for a leaf. */
  readonly #left = new GrowingLanes();
  readonly #setAt = new GrowingLanes();
  /** Candidate values of all nodes, ascending within one; a node's end where the next begins. */
  readonly #candidates = new GrowingLanes();
  readonly #lengths = new GrowingLanes();
  readonly #keys = new GrowingLanes();
  readonly #values = new GrowingLanes();
  #shortest = 0;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#lanes = runs.lanes;
  }

  /** Makes the nodes of the block of `depth` bits at the base; gives the index of its own. */
  build(depth: number): number {
    if (!this.#nextIsWithin(depth)) return this.#leaf(this.#runs.values[this.#at]);
    const left = this.build(depth + 1);
    const lane = depth >> 5;
    const bit = (1 << (31 - (depth & 31))) >>> 0;
    this.#base[lane] |= bit;
    if (this.#nextIsBase()) this.#at++;
    const right = this.build(depth + 1);
    this.#base[lane] &= ~bit;
    return this.#join(left, right);
  }

  write(root: number, shortest: number, fallback: number): Prefixes {
    this.#shortest = shortest;
    this.#candidates.push(0);
    this.#setAt.push(this.#candidates.length - 1);
    this.#write(root, 0, fallback);
    return {
      lanes: this.#lanes,
      fallback,
      lengths: Uint8Array.from(this.#lengths.view()),
      keys: this.#keys.view(),
      values: this.#values.view(),
    };
  }

  #write(node: number, depth: number, inherited: number): void {
    const isLeaf = this.#left.data[node] === node;
    let value = inherited;
    if (depth >= this.#shortest && !this.#mayBe(node, inherited)) {
      value = this.#candidates.data[this.#setAt.data[node]];
      this.#put(depth, value);
    }
    if (isLeaf && (depth >= this.#shortest || this.#mayBe(node, inherited))) return;
    const lane = depth >> 5;
    const bit = (1 << (31 - (depth & 31))) >>> 0;
    // A leaf wider than the shortest prefix is written as its halves.
    this.#write(isLeaf ? node : this.#left.data[node], depth + 1, value);
    this.#base[lane] |= bit;
    this.#write(isLeaf ? node : node - 1, depth + 1, value);
    this.#base[lane] &= ~bit;
  }

  #put(depth: number, value: number): void {
    this.#lengths.push(depth);
    for (let lane = 0; lane < this.#lanes; lane++) this.#keys.push(this.#base[lane]);
    this.#values.push(value);
  }

  #mayBe(node: number, value: number): boolean {
    const { data } = this.#candidates;
    for (let i = this.#setAt.data[node]; i < this.#setAt.data[node + 1]; i++) if (data[i] === value) return true;
    return false;
  }

  /** Whether the run after the present one begins in the block of `depth` bits at the base. */
  #nextIsWithin(depth: number): boolean {
    const next = this.#at + 1;
    if (next >= this.#runs.values.length) return false;
    let bits = depth;
    for (let lane = 0; bits > 0; lane++, bits -= 32) {
      const difference = this.#runs.starts[next * this.#lanes + lane] ^ this.#base[lane];
      if ((bits >= 32 ? difference : difference >>> (32 - bits)) !== 0) return false;
    }
    return true;
  }

  #nextIsBase(): boolean {
    const next = this.#at + 1;
    if (next >= this.#runs.values.length) return false;
    for (let lane = 0; lane < this.#lanes; lane++) {
      if (this.#runs.starts[next * this.#lanes + lane] !== this.#base[lane]) return false;
    }
    return true;
  }

  #leaf(value: number): number {
    const node = this.#left.length;
    this.#left.push(node);
    this.#setAt.push(this.#candidates.length);
    this.#candidates.push(value);
    return node;
  }

  /** A node above two others: values both may have, or else those that either may have. */
  #join(left: number, right: number): number {
    const node = this.#left.length;
    this.#left.push(left);
    const all = this.#candidates;
    const start = all.length;
    this.#setAt.push(start);
    const leftEnd = this.#setAt.data[left + 1];
    let i = this.#setAt.data[left];
    let j = this.#setAt.data[right];
    while (i < leftEnd && j < start) {
      if (all.data[i] === all.data[j]) {
        all.push(all.data[i++]);
        j++;
      } else if (all.data[i] < all.data[j]) i++;
      else j++;
    }
    if (all.length > start) return node;
    i = this.#setAt.data[left];
    j = this.#setAt.data[right];
    while (all.length - start < mostCandidates && (i < leftEnd || j < start)) {
      if (j >= start || (i < leftEnd && all.data[i] < all.data[j])) all.push(all.data[i++]);
      else all.push(all.data[j++]);
    }
    return node;
  }
}

/** The value that most of the space has. */
function mostCommon({ lanes, starts, values }: Runs): number {
  const share = new Map<number, number>();
  const place = (row: number) =>
    row < values.length ? starts[row * lanes] + (starts[row * lanes + lanes - 3] ?? 0) / 2 ** 32 : 2 ** 32;
  let best = values[0];
  for (let row = 0; row < values.length; row++) {
    const sum = (share.get(values[row]) ?? 0) + place(row + 1) - place(row);
    share.set(values[row], sum);
  }
  for (const [value, sum] of share) {
    const most = share.get(best)!;
    if (sum > most || (sum === most && value < best)) best = value;
  }
  return best;
}
