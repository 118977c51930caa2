import { closeSync, openSync, readSync } from 'node:fs';
import { createLineEnds, type LineEnds } from '../line/line-ends.ts';
import { longestPost } from './cdr-format.ts';

const usualSize = 262_144;
const carriageReturn = 0x0d;

/** Room for the unfinished line of one piece in front of the next; shared, since files are read one after the other. */
let room: LineEnds | undefined;

/** Gets a line as bytes[start, end), without its line end, of a buffer that is used again afterwards; `line` counts from 1. */
export type OnLine = (bytes: Buffer, start: number, end: number, line: number) => void;

/** Whole lines of a file. */
export interface LineBlock {
  /** Bytes [at, until) of the file. */
  readonly at: number;
  readonly until: number;
  /** Lines before it. */
  readonly line: number;
}

/**
 * A file as blocks of whole lines: gone through once, and then read block by block in any order. Lines that are longer than a
 * post may be are not handed over but counted. Synchronous, constant memory.
 */
export class LineBlocks {
  /** Lines that were too long. */
  tooLong = 0;
  readonly #fd: number;
  readonly #size: number;

  /** Throws what node:fs throws when the file cannot be read. `size` is what is read at once, in bytes. */
  constructor(path: string, size = usualSize) {
    this.#fd = openSync(path, 'r');
    this.#size = Math.min(size, usualSize);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /**
   * Hands over every line of the first `length` bytes, and each block behind its lines, whose bytes stand where they were until
   * then. Returns how many lines there are.
   */
  each(length: number, onLine: OnLine, onBlock: (block: LineBlock) => void): number {
    let at = 0;
    let line = 0;
    return this.#lines({ at, until: length, line }, onLine, (until, lines) => {
      if (lines === line) return;
      onBlock({ at, until, line });
      at = until;
      line = lines;
    });
  }

  /** Hands over the lines of a block once more. */
  read(block: LineBlock, onLine: OnLine): void {
    const { tooLong } = this;
    this.#lines(block, onLine, () => {});
    this.tooLong = tooLong;
  }

  #lines({ at, until, line }: LineBlock, onLine: OnLine, onPiece: (at: number, lines: number) => void): number {
    room ??= createLineEnds(longestPost + 1 + usualSize);
    const { bytes, places } = room;
    let number = line;
    let kept = 0;
    let skipping = false;
    for (let next = at; ; ) {
      const count = this.#fill(bytes, kept, Math.min(this.#size, until - next), next);
      next += count;
      const filled = kept + count;
      const found = room.find(kept, filled, true);
      let start = 0;
      for (let i = 0; i < found; i++) {
        const end = places[i];
        number++;
        if (number === 1 && hasMark(bytes, start, end)) start += 3;
        if (skipping) this.tooLong++;
        else onLine(bytes, start, end > start && bytes[end - 1] === carriageReturn ? end - 1 : end, number);
        skipping = false;
        start = end + 1;
      }
      kept = filled - start;
      if (count === 0) {
        if (kept > 0 || skipping) number++;
        if (kept > 0 && number === 1 && hasMark(bytes, start, filled)) start += 3;
        if (skipping) this.tooLong++;
        else if (kept > 0) onLine(bytes, start, bytes[filled - 1] === carriageReturn ? filled - 1 : filled, number);
        onPiece(next, number);
        return number;
      }
      // A block never ends inside a line that is passed over. The lines of a block are still where they were told.
      if (!skipping) onPiece(next - kept, number);
      if (skipping || kept > longestPost) {
        skipping = true;
        kept = 0;
      } else if (start > 0) bytes.copyWithin(0, start, filled);
    }
  }

  /** Reads `length` bytes, fewer only at the end of the file. */
  #fill(bytes: Buffer, to: number, length: number, at: number): number {
    let count = 0;
    while (count < length) {
      const read = readSync(this.#fd, bytes, to + count, length - count, at + count);
      if (read === 0) break;
      count += read;
    }
    return count;
  }
}

/** A byte order mark stands in front of the first line of some files. */
function hasMark(bytes: Buffer, start: number, end: number): boolean {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}
