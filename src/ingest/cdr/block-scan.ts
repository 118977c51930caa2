import type { CallRecord } from '../../core/call-record.ts';
import { CdrCall } from './cdr-call.ts';
import { type CdrFormat, isCall } from './cdr-format.ts';

/** A call that began this much before most of those around it in its file is kept apart: it has waited for its end, ms. */
const longAgo = 30 * 60_000;

/** What the first time through a block told. */
export interface BlockLook {
  readonly bound: number;
  readonly apart: readonly number[];
  /** When its calls began. */
  readonly first: number;
  readonly last: number;
}

/** Looks at the lines of one block after the other. */
export class BlockScan {
  readonly #reader: CdrFormat;
  readonly #startOf: ((bytes: Buffer, start: number, end: number) => number) | undefined;
  #bytes: Buffer | undefined;
  #count = 0;
  /** By call: its start, its place, and where its line stands. */
  #starts = new Float64Array(4_096);
  #lines = new Float64Array(4_096);
  #places = new Int32Array(8_192);
  #records: CallRecord[] = [];

  constructor(reader: CdrFormat) {
    this.#reader = reader;
    this.#startOf = reader.startOf?.bind(reader);
  }

  readonly line = (bytes: Buffer, start: number, end: number, line: number): void => {
    if (this.#startOf) {
      this.#see(this.#startOf(bytes, start, end), line, bytes, start, end);
      return;
    }
    const reader = this.#reader;
    let nth = 0;
    for (
      let reading = reader.read(bytes, start, end, line);
      reading !== undefined;
      reading = reader.more ? reader.more() : undefined
    ) {
      if (!isCall(reading)) continue;
      this.#records.push(reading);
      this.#see(reading.start, placeOf(line, nth++), bytes, start, end);
    }
  };

  #see(began: number, place: number, bytes: Buffer, start: number, end: number): void {
    if (Number.isNaN(began)) return;
    const count = this.#count++;
    if (count === this.#starts.length) this.#grow();
    this.#bytes = bytes;
    this.#starts[count] = began;
    this.#lines[count] = place;
    this.#places[2 * count] = start;
    this.#places[2 * count + 1] = end;
  }

  /** The earliest start in the block; calls that began long before the others are put into `apart`, `room` at most. */
  end(room: number, before: number, apart: CdrCall[]): BlockLook {
    const count = this.#count;
    const records = this.#records;
    const starts = this.#starts.subarray(0, count);
    const long = medianOf(starts) - longAgo;
    let bound = Infinity;
    let left = room;
    const lines: number[] = [];
    let [first, last] = [Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      first = Math.min(first, starts[i]!);
      last = Math.max(last, starts[i]!);
      if (starts[i]! >= long || left === 0) bound = Math.min(bound, starts[i]!);
      else {
        const line = this.#lines[i]!;
        const record = this.#startOf
          ? this.#reader.read(this.#bytes!, this.#places[2 * i]!, this.#places[2 * i + 1]!, line)
          : records[i];
        if (!isCall(record)) continue;
        apart.push(ownCall(record, before + record.line));
        lines.push(line);
        left--;
      }
    }
    this.#count = 0;
    this.#records = [];
    return { bound, apart: lines, first, last };
  }

  #grow(): void {
    const { length } = this.#starts;
    const [starts, lines, places] = [this.#starts, this.#lines, this.#places];
    this.#starts = new Float64Array(2 * length);
    this.#lines = new Float64Array(2 * length);
    this.#places = new Int32Array(4 * length);
    this.#starts.set(starts);
    this.#lines.set(lines);
    this.#places.set(places);
  }
}

/** The middle of some of the values, which need no order. */
function medianOf(values: Float64Array): number {
  const step = Math.max(1, values.length >> 7);
  const some = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < some.length; i++) some[i] = values[i * step]!;
  some.sort();
  return some[some.length >> 1] ?? 0;
}

/** One of the calls of a line, as a number that grows with both. */
export function placeOf(line: number, nth: number): number {
  return line + nth / 65_536;
}

/** A call that is ours to change. Readers make a new one for each record. */
export function ownCall(record: CallRecord, line: number): CdrCall {
  const call = record instanceof CdrCall ? record : Object.assign(new CdrCall(), record);
  call.line = line;
  return call;
}
