import { tailLength } from './open-file.ts';

/** Longest line that is read, bytes; longer ones are counted malformed and passed over. */
export const longestLine = 64 * 1024;
const chunkSize = 256 * 1024;
const newline = 10;
const carriageReturn = 13;

/** Where lines go; bytes[start, end) is only valid during the call. */
export interface LineSink {
  line(bytes: Buffer, start: number, end: number): void;
  /** A line longer than 64 KiB was passed over. */
  tooLong(): void;
}

/**
 * Cuts a file into lines as it is read in chunks. One buffer, reused: room for the unfinished line in front, then the chunk.
 * `consumed` is the place in the file behind the last finished line.
 */
export class LineSplitter {
  consumed: number;
  /** The last bytes in front of `consumed`, as far as they are known. */
  tail: Buffer = Buffer.alloc(0);
  readonly #sink: LineSink;
  readonly #buffer = Buffer.allocUnsafe(longestLine + chunkSize);
  /** Bytes of the unfinished line at the start of the buffer. */
  #held = 0;
  /** Bytes of an overlong line passed over so far. */
  #passed = 0;
  constructor(sink: LineSink, offset: number) {
    this.#sink = sink;
    this.consumed = offset;
  }

  /** Place in the file to read from next. */
  get position(): number {
    return this.consumed + this.#held + this.#passed;
  }

  /** Where the next chunk is to be put. */
  get room(): { readonly buffer: Buffer; readonly offset: number; readonly length: number } {
    return { buffer: this.#buffer, offset: this.#held, length: chunkSize };
  }

  /** Takes the `length` bytes that were read into `room`. */
  take(length: number): void {
    const buffer = this.#buffer;
    const stop = this.#held + length;
    let at = 0;
    let from = this.#held;
    while (from < stop) {
      const end = buffer.indexOf(newline, from);
      if (end < 0 || end >= stop) break;
      if (this.#passed > 0) {
        this.#sink.tooLong();
        this.consumed += this.#passed;
        this.#passed = 0;
      } else if (end - at > longestLine) this.#sink.tooLong();
      else this.#deliver(at, end);
      this.consumed += end + 1 - at;
      at = end + 1;
      from = at;
    }
    if (at > 0) this.tail = Buffer.from(buffer.subarray(Math.max(0, at - tailLength), at));
    this.#held = stop - at;
    if (this.#passed > 0 || this.#held > longestLine) {
      this.#passed += this.#held;
      this.#held = 0;
    } else if (at > 0) buffer.copyWithin(0, at, stop);
  }

  /** The file is finished: what stands behind its last newline is its last line. */
  end(): void {
    if (this.#passed > 0) this.#sink.tooLong();
    else if (this.#held > 0) this.#deliver(0, this.#held);
    this.consumed += this.#passed + this.#held;
    this.#held = 0;
    this.#passed = 0;
  }

  #deliver(start: number, end: number): void {
    const stop = end > start && this.#buffer[end - 1] === carriageReturn ? end - 1 : end;
    this.#sink.line(this.#buffer, start, stop);
  }
}
