import { type ByteFinder, createByteFinder } from './byte-finder.ts';
import { Quotes } from './quotes.ts';

const lineFeed = 0x0a;
const page = 65_536;
/** The last block that is looked at may reach behind the range. */
const block = 32;

/** Finds all line feeds of a chunk at once. */
export interface LineEnds {
  /** Where the chunk goes. */
  readonly bytes: Buffer;
  /**
   * After `find`, for each line it tells of: the place of its line feed and, when `stride` is more than 1, that of its first byte
   * and its number among the lines passed; what follows is known to who made this.
   */
  readonly places: Int32Array;
  /** How far apart the lines stand in `places`. */
  readonly stride: number;
  /**
   * Finds lines that begin at `start` or behind and end before `end`, all or the first ones; returns of how many it tells. Lines
   * known to tell nothing may be passed over unless `all` are wanted.
   */
  find(start: number, end: number, all: boolean): number;
  /** After `find`: where the first line begins that was not looked at; `start` when there was none. */
  readonly rest: number;
  /** After `find`: how many lines were looked at, those passed over included. */
  readonly passed: number;
}

/**
 * Makes one for chunks of up to `size` bytes. A call of Buffer.indexOf for every line costs as much as the rest of reading a
 * line of no interest; WebAssembly looks at 32 bytes at a time. Where that has no memory (a limit on address space), the slow
 * way serves.
 */
export function createLineEnds(size: number): LineEnds {
  try {
    return new FastLineEnds(size);
  } catch {
    return new PlainLineEnds(size);
  }
}

/** One line feed after the other. */
export class PlainLineEnds implements LineEnds {
  readonly bytes: Buffer;
  readonly places: Int32Array;
  readonly stride = 1;
  rest = 0;
  passed = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
    this.places = new Int32Array(size);
  }

  find(start: number, end: number): number {
    const { bytes, places } = this;
    let count = 0;
    for (let at = bytes.indexOf(lineFeed, start); at >= 0 && at < end; at = bytes.indexOf(lineFeed, at + 1))
      places[count++] = at;
    this.rest = count > 0 ? places[count - 1] + 1 : start;
    this.passed = count;
    return count;
  }
}

/** The bytes and the places lie in the memory of the module. Throws RangeError when there is none. */
export class FastLineEnds implements LineEnds {
  readonly bytes: Buffer;
  readonly places: Int32Array;
  readonly stride = 1;
  rest = 0;
  passed = 0;
  readonly #out: number;
  readonly #find: ByteFinder;

  constructor(size: number) {
    this.#out = Math.ceil((size + block) / page) * page;
    const quotes = this.#out + 4 * (size + block);
    const pages = Math.ceil((quotes + Quotes.room) / page);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#find = createByteFinder(memory, lineFeed);
    Quotes.put(memory, quotes);
    this.bytes = Buffer.from(memory.buffer, 0, size);
    this.places = new Int32Array(memory.buffer, this.#out, size + block);
  }

  find(start: number, end: number): number {
    const { places } = this;
    let count = start < end ? (this.#find(start, end, this.#out) - this.#out) >> 2 : 0;
    while (count > 0 && places[count - 1] >= end) count--;
    this.rest = count > 0 ? places[count - 1] + 1 : start;
    this.passed = count;
    return count;
  }
}
