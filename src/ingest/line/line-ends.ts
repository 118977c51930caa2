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

/**
 * The module, as text in the format of the WebAssembly specification, section 6:
 *
 *   (module
 *     (import "m" "m" (memory 1))
 *     (func (export "f") (param $at i32) (param $end i32) (param $out i32) (result i32)
 *       (local $bits i32) (local $feed v128)
 *       (local.set $feed (i8x16.splat (i32.const 10)))
 *       (loop $blocks
 *         (if (local.tee $bits (i32.or
 *               (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $feed)))
 *               (i32.shl (i8x16.bitmask (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $feed))) (i32.const 16))))
 *           (then (loop $feeds
 *             (i32.store (local.get $out) (i32.add (i32.ctz (local.get $bits)) (local.get $at)))
 *             (local.set $out (i32.add (local.get $out) (i32.const 4)))
 *             (br_if $feeds (local.tee $bits
 *               (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))))))
 *         (br_if $blocks (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
 *       (local.get $out)))
 */
// biome-ignore format: one instruction or section after the other
const code = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic and version
  0x01, 0x08, 0x01, 0x60, 0x03, 0x7f, 0x7f, 0x7f, 0x01, 0x7f, // type: three i32 to one
  0x02, 0x08, 0x01, 0x01, 0x6d, 0x01, 0x6d, 0x02, 0x00, 0x01, // import m.m, a memory
  0x03, 0x02, 0x01, 0x00, // one function of that type
  0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00, // export f
  0x0a, 0x61, 0x01, 0x5f, // code, one body
  0x02, 0x01, 0x7f, 0x01, 0x7b, // locals: i32 (3), v128 (4)
  0x41, 0x0a, 0xfd, 0x0f, 0x21, 0x04, // $feed
  0x03, 0x40, // loop $blocks
  0x20, 0x00, 0xfd, 0x00, 0x00, 0x00, 0x20, 0x04, 0xfd, 0x23, 0xfd, 0x64, // bits of the first 16 bytes
  0x20, 0x00, 0xfd, 0x00, 0x00, 0x10, 0x20, 0x04, 0xfd, 0x23, 0xfd, 0x64, 0x41, 0x10, 0x74, // of the next 16
  0x72, 0x22, 0x03, // or, tee $bits
  0x04, 0x40, 0x03, 0x40, // if, loop $feeds
  0x20, 0x02, 0x20, 0x03, 0x68, 0x20, 0x00, 0x6a, 0x36, 0x02, 0x00, // store ctz + $at
  0x20, 0x02, 0x41, 0x04, 0x6a, 0x21, 0x02, // $out + 4
  0x20, 0x03, 0x20, 0x03, 0x41, 0x01, 0x6b, 0x71, 0x22, 0x03, // lowest bit off
  0x0d, 0x00, 0x0b, 0x0b, // br_if $feeds, end, end
  0x20, 0x00, 0x41, 0x20, 0x6a, 0x22, 0x00, 0x20, 0x01, 0x49, 0x0d, 0x00, 0x0b, // $at + 32 < $end: br_if $blocks
  0x20, 0x02, 0x0b, // $out
);

/** The bytes and the places lie in the memory of the module. Throws RangeError when there is none. */
export class FastLineEnds implements LineEnds {
  readonly bytes: Buffer;
  readonly places: Int32Array;
  readonly stride = 1;
  rest = 0;
  passed = 0;
  readonly #out: number;
  readonly #find: (at: number, end: number, out: number) => number;

  constructor(size: number) {
    this.#out = Math.ceil((size + block) / page) * page;
    const pages = Math.ceil((this.#out + 4 * (size + block)) / page);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { m: { m: memory } });
    this.#find = exports.f as (at: number, end: number, out: number) => number;
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
