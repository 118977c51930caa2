import { type CdrFormat, type CdrOptions, type CdrReason, CdrRefusal, cdrReasons } from '../../cdr/cdr-format.ts';
import { cdrFormats } from '../../cdr/cdr-formats.ts';
import type { CallSourceSink } from '../call-source.ts';

/** Which records a stream carries. */
export interface CdrStreamOptions extends CdrOptions {
  readonly id: string;
  /** Id of a format of `cdrFormats`. */
  readonly format: string;
}

/** A format that there is none of. */
export class UnknownCdrFormatError extends RangeError {
  override readonly name = 'UnknownCdrFormatError';
  readonly retryable = false;
}

/**
 * Reads the records of one stream and tells their calls. Each record is received and then recognised, ignored (a header, an
 * empty line, half a pair) or malformed with a reason.
 */
export class CdrIntake {
  /** Records that were refused, by reason, since the start. */
  readonly reasons: Readonly<Record<CdrReason, number>>;
  readonly #reasons: Record<CdrReason, number>;
  readonly #format: CdrFormat;
  readonly #sink: CallSourceSink;
  #line = 0;

  /** Throws UnknownCdrFormatError, and what the format throws when its options do not suffice. */
  constructor({ format, ...options }: CdrStreamOptions, sink: CallSourceSink) {
    const entry = cdrFormats.find(({ id }) => id === format);
    if (!entry) throw new UnknownCdrFormatError(`There is no format “${format}” of call detail records.`);
    // A stream is no file that was finished: an answered call is told at its answer where the records do.
    this.#format = entry.create({ live: true, ...options });
    this.#sink = sink;
    this.#reasons = Object.fromEntries(cdrReasons.map((reason) => [reason, 0])) as Record<CdrReason, number>;
    this.reasons = this.#reasons;
  }

  /** Reads one record, bytes[start, end) without its line end: a call, nothing by itself, or refused with a reason. */
  take(bytes: Buffer, start: number, end: number): 'call' | 'nothing' | CdrReason {
    this.#sink.count('received', 1);
    const reading = this.#format.read(bytes, start, end, ++this.#line);
    if (reading instanceof CdrRefusal) return this.#refuse(reading.reason);
    if (reading === undefined) {
      this.#sink.count('ignored', 1);
      return 'nothing';
    }
    this.#sink.count('recognised', 1);
    // What still runs is half of a pair (Kamailio's INVITE); its other half completes it.
    this.#sink.call(reading, reading.end !== undefined);
    return 'call';
  }

  /** Counts a record that could not even be read to its end. */
  refuse(reason: 'too-long' | 'unfinished'): void {
    this.#sink.count('received', 1);
    this.#line++;
    this.#refuse(reason);
  }

  #refuse(reason: CdrReason): CdrReason {
    this.#reasons[reason]++;
    this.#sink.count('malformed', 1);
    return reason;
  }
}
