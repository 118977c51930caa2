import type { LineEnds } from '../line-ends.ts';
import { compileShapes, overrun, recordLength, setTable, shortestStamp } from './compile.ts';
import type { Shape } from './shape.ts';

const page = 65_536;
/** Lines per look: few enough that what is written about them stays close. */
const linesAtOnce = 512;

type Find = (at: number, end: number, out: number, limit: number, unseen: number) => number;

/** Finds the lines of a chunk, and what those of them say that fit a shape. */
export class ShapeScan implements LineEnds {
  /** Where the chunk goes. */
  readonly bytes: Buffer;
  /**
   * After `find`: for each line its end, its start, its number, its shape (0: none, otherwise the place in the list of shapes,
   * from 1 on), the number of its timestamp, which is that of the line before as long as nothing changes in it (0: none), and
   * what the shape noted.
   */
  readonly places: Int32Array;
  readonly stride = recordLength;
  /** Lines of the shapes that tell nothing may be passed over, which costs least. */
  mayPassOver = true;
  readonly #unseen: number;
  readonly #out: number;
  readonly #limit: number;
  readonly #find: Find;
  readonly #stopped: Int32Array;

  /**
   * For chunks of up to `size` bytes; lines of the first `unseen` shapes tell nothing. Throws RangeError where WebAssembly has
   * no memory.
   */
  constructor(shapes: readonly Shape[], unseen: number, size: number) {
    const tables = Math.ceil((size + overrun) / page) * page;
    this.#unseen = unseen;
    this.#out = tables + 512;
    this.#limit = this.#out + 4 * recordLength * linesAtOnce;
    const pages = Math.ceil(this.#limit / page);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const layout = { sets: tables, state: tables + 256 };
    new Uint8Array(memory.buffer, layout.sets, 256).set(setTable());
    new DataView(memory.buffer).setInt32(layout.state + 32, shortestStamp, true);
    const module = new WebAssembly.Module(compileShapes(shapes, layout) as Uint8Array<ArrayBuffer>);
    const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
    this.#find = exports.f as Find;
    this.#stopped = new Int32Array(memory.buffer, layout.state + 44, 2);
    this.bytes = Buffer.from(memory.buffer, 0, size);
    this.places = new Int32Array(memory.buffer, this.#out, recordLength * linesAtOnce);
  }

  find(start: number, end: number, all: boolean): number {
    const unseen = this.mayPassOver && !all ? this.#unseen : 0;
    return (this.#find(start, end, this.#out, this.#limit, unseen) - this.#out) / (4 * recordLength);
  }

  get rest(): number {
    return this.#stopped[0];
  }

  get passed(): number {
    return this.#stopped[1];
  }
}
