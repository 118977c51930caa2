import { Quotes } from '../line/quotes.ts';
import { viewOf } from '../line/words.ts';

/** Columns of a line beyond this are not kept apart. */
export const mostColumns = 128;

const quote = 0x22;
const space = 0x20;

/**
 * Splits one line of comma-separated values (RFC 4180, without line ends inside a column) into columns, as places in the
 * bytes. Made once and used for all lines.
 */
export class CdrColumns {
  /** Columns of the last line. */
  count = 0;
  /** Where each column begins and ends, without its quotes. */
  readonly starts = new Int32Array(mostColumns);
  readonly ends = new Int32Array(mostColumns);
  /** Whether a column holds doubled quotes that stand for one. */
  private readonly doubled = new Uint8Array(mostColumns);
  private readonly delimiter: number;

  constructor(delimiter = 0x2c) {
    this.delimiter = delimiter;
  }

  /** Splits by the rules: false when a quote stands where none may, or there are too many columns. */
  splitStrictly(bytes: Buffer, start: number, end: number): boolean {
    const quotes = Quotes.of(bytes);
    const found = quotes ? quotes.find(start, end) : -1;
    return quotes && found >= 0
      ? this.splitAt(quotes.places, found, bytes, start, end)
      : this.splitByBytes(bytes, start, end);
  }

  /** As `splitStrictly`, from one of the quotes to the next. */
  private splitAt(quotes: Int32Array, found: number, bytes: Buffer, start: number, end: number): boolean {
    const { delimiter, starts, ends, doubled } = this;
    const stop = end | 0;
    let at = start | 0;
    let count = 0;
    /** The first quote that was not passed. */
    let next = 0;
    for (;;) {
      if (count === mostColumns) return false;
      const first = at < stop ? bytes[at] : 0;
      const opened = first === quote ? at + 1 : first === space ? this.opening(bytes, at, stop) : -1;
      if (opened >= 0) {
        starts[count] = opened;
        let inner = 0;
        for (next = (next + 1) | 0; next < found; next = (next + 2) | 0) {
          if (next + 1 === found || quotes[next + 1] !== quotes[next] + 1) break;
          inner = 1;
        }
        if (next >= found) return false;
        at = quotes[next];
        next = (next + 1) | 0;
        ends[count] = at;
        doubled[count] = inner;
        at = (at + 1) | 0;
        if (at < stop && bytes[at] !== delimiter) return false;
      } else {
        starts[count] = at;
        while (at < stop && bytes[at] !== delimiter) at = (at + 1) | 0;
        if (next < found && quotes[next] < at) return false;
        ends[count] = at;
        doubled[count] = 0;
      }
      count = (count + 1) | 0;
      if (at >= stop) break;
      at = (at + 1) | 0;
    }
    this.count = count;
    return true;
  }

  private splitByBytes(bytes: Buffer, start: number, end: number): boolean {
    const { delimiter, starts, ends, doubled } = this;
    const view = viewOf(bytes);
    const stop = end | 0;
    let at = start | 0;
    let count = 0;
    for (;;) {
      if (count === mostColumns) return false;
      const first = at < stop ? bytes[at] : 0;
      const opened = first === quote ? at + 1 : first === space ? this.opening(bytes, at, stop) : -1;
      if (opened >= 0) {
        at = opened;
        starts[count] = at;
        let inner = 0;
        for (;;) {
          at = nextQuote(view, at, stop);
          if (at >= stop) return false;
          if (at + 1 < stop && bytes[at + 1] === quote) {
            inner = 1;
            at = (at + 2) | 0;
          } else break;
        }
        ends[count] = at;
        doubled[count] = inner;
        at = (at + 1) | 0;
        if (at < stop && bytes[at] !== delimiter) return false;
      } else {
        starts[count] = at;
        while (at < stop && bytes[at] !== delimiter) {
          if (bytes[at] === quote) return false;
          at = (at + 1) | 0;
        }
        ends[count] = at;
        doubled[count] = 0;
      }
      count = (count + 1) | 0;
      if (at >= stop) break;
      at = (at + 1) | 0;
    }
    this.count = count;
    return true;
  }

  /**
   * Splits a line whose writer did not double the quotes inside its columns: a column that begins with a quote ends with the
   * first quote that a delimiter or the end follows. What a stranger wrote can end a column here, so that the caller must
   * know from the columns that are nobody's but the program's that all stand in their places.
   */
  splitLoosely(bytes: Buffer, start: number, end: number): boolean {
    const { delimiter, starts, ends, doubled } = this;
    let at = start;
    let count = 0;
    for (;;) {
      if (count === mostColumns) return false;
      const opened = this.opening(bytes, at, end);
      doubled[count] = 0;
      if (opened >= 0) {
        at = opened;
        starts[count] = at;
        while (at < end && (bytes[at] !== quote || (at + 1 < end && bytes[at + 1] !== delimiter))) at++;
        if (at >= end) return false;
        ends[count++] = at++;
      } else {
        starts[count] = at;
        while (at < end && bytes[at] !== delimiter) at++;
        ends[count++] = at;
      }
      if (at >= end) break;
      at++;
    }
    this.count = count;
    return true;
  }

  /** Text of a column, doubled quotes made single; '' when there is no such column. */
  text(bytes: Buffer, column: number): string {
    if (column < 0 || column >= this.count) return '';
    const text = bytes.toString('utf8', this.starts[column], this.ends[column]);
    return this.doubled[column] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** Whether a column is there and holds nothing. */
  isEmpty(column: number): boolean {
    return column < 0 || column >= this.count || this.starts[column] === this.ends[column];
  }

  /** Place behind the quote that opens a column at `at`, spaces before it passed over; -1 when none does. */
  private opening(bytes: Buffer, at: number, end: number): number {
    if (at < end && bytes[at] === quote) return at + 1;
    if (at >= end || bytes[at] !== space) return -1;
    let next = at + 1;
    while (next < end && bytes[next] === space) next++;
    return next < end && bytes[next] === quote ? next + 1 : -1;
  }
}

/** Place of the first quote in bytes [at, stop), or `stop`. Four bytes at a time: those that are quotes become zero. */
function nextQuote(view: DataView, from: number, stop: number): number {
  let at = from | 0;
  const last = (stop - 4) | 0;
  while (at <= last) {
    const word = view.getInt32(at, true) ^ 0x22222222;
    const found = (word - 0x01010101) & ~word & 0x80808080;
    if (found !== 0) return (at + ((31 - Math.clz32(found & -found)) >> 3)) | 0;
    at = (at + 4) | 0;
  }
  while (at < stop && view.getUint8(at) !== quote) at = (at + 1) | 0;
  return at;
}
