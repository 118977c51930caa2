import { type ByteFinder, createByteFinder } from './byte-finder.ts';

const quote = 0x22;
/** Longest line whose quotes are found at once, and how far the finder may look behind it. */
const longest = 16_384;
const behind = 32;

const known = new WeakMap<ArrayBufferLike, Quotes>();
let asked: Uint8Array | undefined;
let answered: Quotes | undefined;

/** Finds all quotes of a line at once, where lines lie in the memory of a WebAssembly module. */
export class Quotes {
  /** Bytes of that memory it takes. */
  static readonly room = 4 * (longest + behind);
  /** After `find`. */
  readonly places: Int32Array;
  readonly #out: number;
  readonly #find: ByteFinder;

  /** Those of bytes that lie in such a memory; undefined for other bytes. The answer is kept, since lines come many to a buffer. */
  static of(bytes: Uint8Array): Quotes | undefined {
    if (bytes !== asked) {
      // Places count from the beginning of the memory.
      answered = bytes.byteOffset === 0 ? known.get(bytes.buffer) : undefined;
      asked = bytes;
    }
    return answered;
  }

  /** Makes one for a memory that has room from `at` on. */
  static put(memory: WebAssembly.Memory, at: number): void {
    known.set(memory.buffer, new Quotes(memory, at));
  }

  private constructor(memory: WebAssembly.Memory, at: number) {
    this.#out = at;
    this.#find = createByteFinder(memory, quote);
    this.places = new Int32Array(memory.buffer, at, longest + behind);
  }

  /** Finds the quotes in [start, end), returns how many; -1 when that is too long or empty. */
  find(start: number, end: number): number {
    if (start >= end || end - start > longest) return -1;
    const { places } = this;
    let count = (this.#find(start, end, this.#out) - this.#out) >> 2;
    while (count > 0 && places[count - 1] >= end) count = (count - 1) | 0;
    return count;
  }
}
