import { skipNuls } from '../../line/scan.ts';
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
 * `consumed` is the place in the file behind the last finished line. NULs in front of a line, which a file is padded with that
 * was emptied while a program wrote to it, make no line too long.
 */
export class LineSplitter {
  consumed: number;
  /** The last bytes in front of `consumed`, as far as they are known. */
  tail: Buffer = Buffer.alloc(0);
  readonly #sink: LineSink;
  readonly #buffer = Buffer.allocUnsafe(longestLine + chunkSize);
  /** Bytes of the unfinished line at the start of the buffer. */
  #held = 0;
  /** Bytes of an overlong line passed over so far, and NULs in front of one that is not. */
  #passed = 0;
  #padding = 0;
  constructor(sink: LineSink, offset: number) {
    this.#sink = sink;
    this.consumed = offset;
  }

  /** Place in the file to read from next. */
  get position(): number {
    return this.consumed + this.#held + this.#passed + this.#padding;
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
      const start = end - at > longestLine ? skipNuls(buffer, at, end) : at;
      if (this.#passed > 0 || end - start > longestLine) this.#sink.tooLong();
      else this.#deliver(start, end);
      this.consumed += this.#passed + this.#padding + end + 1 - at;
      this.#passed = 0;
      this.#padding = 0;
      at = end + 1;
      from = at;
    }
    if (at > 0) this.tail = Buffer.from(buffer.subarray(Math.max(0, at - tailLength), at));
    let begin = at;
    if (this.#passed === 0 && stop - at > longestLine) {
      begin = skipNuls(buffer, at, stop);
      this.#padding += begin - at;
    }
    this.#held = stop - begin;
    if (this.#passed > 0 || this.#held > longestLine) {
      this.#passed += this.#held;
      this.#held = 0;
    } else if (begin > 0) buffer.copyWithin(0, begin, stop);
  }

  /** The file is finished: what stands behind its last newline is its last line. */
  end(): void {
    if (this.#passed > 0) this.#sink.tooLong();
    else if (this.#held > 0) this.#deliver(0, this.#held);
    this.consumed += this.#passed + this.#padding + this.#held;
    this.#held = 0;
    this.#passed = 0;
    this.#padding = 0;
  }

  #deliver(start: number, end: number): void {
    const stop = end > start && this.#buffer[end - 1] === carriageReturn ? end - 1 : end;
    this.#sink.line(this.#buffer, start, stop);
  }
}
