import type { GeoWorld } from '../../../core/geo/geo-world.ts';
import { type Address, formatAddress } from '../../../core/ip.ts';

/** Lanes of 32 bits in an address, highest first. */
const lanesOf = { 4: 1, 6: 4 } as const;

/** Ranges with a mark each: disjoint, in numeric order, the fewest there are; together they are the whole address space. */
export class Prefixes {
  readonly family: 4 | 6;
  count = 0;
  #starts: Uint32Array;
  #lengths = new Uint8Array(1024);
  #marks = new Uint16Array(1024);

  constructor(family: 4 | 6) {
    this.family = family;
    this.#starts = new Uint32Array(1024 * lanesOf[family]);
  }

  /** `start`: lanes; `length`: bits. */
  add(start: Uint32Array, length: number, mark: number): void {
    if (this.count === this.#lengths.length) {
      this.#starts = grown(this.#starts, new Uint32Array(this.#starts.length * 2));
      this.#lengths = grown(this.#lengths, new Uint8Array(this.count * 2));
      this.#marks = grown(this.#marks, new Uint16Array(this.count * 2));
    }
    this.#starts.set(start, this.count * start.length);
    this.#lengths[this.count] = length;
    this.#marks[this.count] = mark;
    this.count++;
  }

  mark(index: number): number {
    return this.#marks[index]!;
  }

  /** Bits. */
  length(index: number): number {
    return this.#lengths[index]!;
  }

  /** First address, lanes. */
  start(index: number): Uint32Array {
    const lanes = lanesOf[this.family];
    return this.#starts.subarray(index * lanes, (index + 1) * lanes);
  }

  /** First address as text (RFC 5952). */
  base(index: number): string {
    const start = this.start(index);
    return this.family === 4 ? dotted(start[0]!) : colons(start);
  }

  /** `address/length`, for single addresses too. */
  text(index: number): string {
    return `${this.base(index)}/${this.length(index)}`;
  }

  /** How many there are of each mark. */
  counts(marks: number): Uint32Array {
    const counts = new Uint32Array(marks);
    for (let i = 0; i < this.count; i++) counts[this.#marks[i]!]!++;
    return counts;
  }
}

/** A single address with a mark of its own; 0 unless it says another. */
export interface MarkedAddress extends Address {
  readonly mark?: number;
}

/**
 * The address space of one family by mark. `ofClass`: mark of each class of the world; `singles`: addresses with their own
 * whatever their class, of which the first of equals counts. Gives way between slices of work, so that nobody waits for it.
 */
export async function prefixesOf(
  world: GeoWorld,
  family: 4 | 6,
  ofClass: Uint16Array,
  singles: readonly MarkedAddress[] = [],
): Promise<Prefixes> {
  const out = new Prefixes(family);
  const lanes = lanesOf[family];
  const { starts, values } = family === 4 ? world.v4 : world.v6;
  const single = sortedLanes(singles, family);
  const from = new Uint32Array(lanes);
  const next = new Uint32Array(lanes);
  let mark = -1;
  /** From this address on another mark holds. */
  const turn = (at: Uint32Array, to: number) => {
    if (to === mark) return;
    if (mark >= 0) cover(out, from, at, mark);
    from.set(at);
    mark = to;
  };
  let one = 0;
  for (let run = 0; run < values.length; run++) {
    const own = ofClass[values[run]!]!;
    const start = starts.subarray(run * lanes, (run + 1) * lanes);
    const end = run + 1 < values.length ? starts.subarray((run + 1) * lanes, (run + 2) * lanes) : undefined;
    // A single address at the very start: its own turn comes below, and joins what was before if that passes too.
    if (!(one < single.length && compare(single[one]!.at, start) === 0)) turn(start, own);
    for (; one < single.length && (!end || compare(single[one]!.at, end) < 0); one++) {
      const { at, mark: itsOwn } = single[one]!;
      turn(at, itsOwn);
      next.set(at);
      if (increase(next)) break;
      const following = single[one + 1];
      const isNextRun = end !== undefined && compare(next, end) === 0;
      if (!isNextRun && !(following && compare(following.at, next) === 0)) turn(next, own);
    }
    if (run % sliceOfRuns === sliceOfRuns - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  if (mark >= 0) cover(out, from, undefined, mark);
  return out;
}

const sliceOfRuns = 20_000;

/** The fewest prefixes from `from` up to `end` (the end of the address space without one). */
function cover(out: Prefixes, from: Uint32Array, end: Uint32Array | undefined, mark: number): void {
  const at = from.slice();
  const width = at.length * 32;
  const left = new Uint32Array(at.length);
  for (;;) {
    // left = end - at; the whole space, or nothing, when that is 0.
    let borrow = 0;
    for (let lane = at.length - 1; lane >= 0; lane--) {
      const value = (end ? end[lane]! : 0) - at[lane]! - borrow;
      borrow = value < 0 ? 1 : 0;
      left[lane] = value;
    }
    const most = highestBit(left);
    const bits = most < 0 ? width : Math.min(most, trailingZeros(at));
    out.add(at, width - bits, mark);
    if (bits === width || addBit(at, bits)) return;
    if (end && compare(at, end) === 0) return;
  }
}

/** Position of the highest bit that is set, 0 for the lowest of all; -1 for none. */
function highestBit(lanes: Uint32Array): number {
  for (let lane = 0; lane < lanes.length; lane++)
    if (lanes[lane] !== 0) return (lanes.length - 1 - lane) * 32 + 31 - Math.clz32(lanes[lane]!);
  return -1;
}

function trailingZeros(lanes: Uint32Array): number {
  for (let lane = lanes.length - 1, zeros = 0; lane >= 0; lane--, zeros += 32) {
    const value = lanes[lane]!;
    if (value !== 0) return zeros + 31 - Math.clz32(value & -value);
  }
  return lanes.length * 32;
}

/** Adds 2^bit; true when that is beyond the last address. */
function addBit(lanes: Uint32Array, bit: number): boolean {
  let lane = lanes.length - 1 - (bit >> 5);
  let sum = lanes[lane]! + 2 ** (bit & 31);
  for (;;) {
    lanes[lane] = sum;
    if (sum < 2 ** 32) return false;
    if (--lane < 0) return true;
    sum = lanes[lane]! + 1;
  }
}

function increase(lanes: Uint32Array): boolean {
  return addBit(lanes, 0);
}

function compare(a: Uint32Array, b: Uint32Array): number {
  for (let lane = 0; lane < a.length; lane++) if (a[lane] !== b[lane]) return a[lane]! - b[lane]!;
  return 0;
}

/** Each address once, in numeric order. */
function sortedLanes(singles: readonly MarkedAddress[], family: 4 | 6): readonly { at: Uint32Array; mark: number }[] {
  const lanes = lanesOf[family];
  const marks = new Map<bigint, number>();
  for (const { bits, mark = 0, family: own } of singles) if (own === family && !marks.has(bits)) marks.set(bits, mark);
  return [...marks]
    .map(([bits, mark]) => ({
      at: Uint32Array.from({ length: lanes }, (_, i) => Number((bits >> BigInt(32 * (lanes - 1 - i))) & mask)),
      mark,
    }))
    .sort((a, b) => compare(a.at, b.at));
}

const mask = 0xffffffffn;

function grown<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function dotted(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function colons(lanes: Uint32Array): string {
  // Nearly all prefixes are a few groups and then zeros.
  if (lanes[1] !== 0 && lanes[2] === 0 && lanes[3] === 0 && lanes[0]! > 0xffff && (lanes[0]! & 0xffff) !== 0) {
    const [high, low] = [lanes[1]! >>> 16, lanes[1]! & 0xffff];
    const head = `${(lanes[0]! >>> 16).toString(16)}:${(lanes[0]! & 0xffff).toString(16)}:${high.toString(16)}`;
    return low === 0 ? `${head}::` : `${head}:${low.toString(16)}::`;
  }
  let bits = 0n;
  for (const lane of lanes) bits = (bits << 32n) | BigInt(lane);
  return formatAddress({ family: 6, bits });
}
