import type { CallRecord } from '../../core/call-record.ts';
import type { Zone } from '../line/zone.ts';
import type { CsvMapping } from './csv/csv-mapping.ts';

/** Why a line gave no call. Counted and shown, each with the line it stands in. */
export const cdrReasons = [
  'too-few-columns',
  'too-many-columns',
  'ambiguous',
  'bad-time',
  'bad-duration',
  'impossible-duration',
  'not-this-format',
  'unfinished',
  'too-long',
] as const;
export type CdrReason = (typeof cdrReasons)[number];

/** A line that was refused; one object per reason, made once, unless it is about an earlier `line` (0 for the one that was read). */
export class CdrRefusal {
  readonly reason: CdrReason;
  readonly line: number;

  constructor(reason: CdrReason, line = 0) {
    this.reason = reason;
    this.line = line;
  }
}

/** The refusal for each reason. */
export const refusals: Readonly<Record<CdrReason, CdrRefusal>> = {
  'too-few-columns': new CdrRefusal('too-few-columns'),
  'too-many-columns': new CdrRefusal('too-many-columns'),
  ambiguous: new CdrRefusal('ambiguous'),
  'bad-time': new CdrRefusal('bad-time'),
  'bad-duration': new CdrRefusal('bad-duration'),
  'impossible-duration': new CdrRefusal('impossible-duration'),
  'not-this-format': new CdrRefusal('not-this-format'),
  unfinished: new CdrRefusal('unfinished'),
  'too-long': new CdrRefusal('too-long'),
};

/** What a line gave: a call, a reason, or nothing because it is no call of its own (a header, an empty line, half a pair). */
export type CdrReading = CallRecord | CdrRefusal | undefined;

/** Whether the reading is a call. */
export function isCall(reading: CdrReading): reading is CallRecord {
  return reading !== undefined && !(reading instanceof CdrRefusal);
}

/** A reader of one product's call detail records. Makes one per file or stream: pairs and headers are remembered. */
export interface CdrFormat {
  readonly id: string;
  /**
   * Reads one record, bytes[start, end), without its line end. `line` is the number of its line, 1-based. Never throws, never
   * looks outside the range, and takes time linear in the length.
   */
  read(bytes: Buffer, start: number, end: number, line: number): CdrReading;
  /**
   * A quick look at a line that stands alone: ms UTC, not later than the start of the call that `read` makes of it; NaN when it
   * makes none, or when this cannot tell.
   */
  startOf?(bytes: Buffer, start: number, end: number): number;
  /** What the line that was read last gave besides; undefined when there is no more. Only where records may share a line. */
  more?(): CdrReading;
  /** Calls that still wait for their other half when the file is over. Formats whose lines stand alone have none. */
  rest?(): CallRecord[];
  /**
   * Instead of `rest`, the halves themselves, by what joins them: a call without its end, or the time (ms UTC) of an end alone. The
   * other half may stand in another file.
   */
  halves?(): ReadonlyMap<string, CallRecord | number>;
  /** What was given up because too much waited at once. */
  readonly evicted?: number;
}

/** What a record itself does not say. */
export interface CdrOptions {
  /** Zone of times without one. */
  readonly zone: Zone;
  /** 3CX: the fields in the order that its CDR settings have; without it the default. */
  readonly fields?: readonly string[];
  /** csv: which column is what. */
  readonly mapping?: CsvMapping;
  /** kamailio-acc: give an answered call at its INVITE as well, still running, and again at its BYE. For streams. */
  readonly live?: boolean;
}

/** Longest line that is read, bytes. A post of one call may be longer (`longestPost`). */
export const longestLine = 16 * 1024;
export const longestPost = 1024 * 1024;
