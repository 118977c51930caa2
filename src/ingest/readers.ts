import type { Event } from '../core/event.ts';
import type { Source } from '../core/source.ts';
import { LineReader, UnknownFormatError } from './detect-format.ts';
import type { ReadContext, Reading } from './format.ts';
import type { LocalClock } from './line/local-clock.ts';
import { createZone, UnknownZoneError, type Zone } from './line/zone.ts';

/**
 * Reads the records of all sources that have the same format and zone. Readers are shared, since each keeps tables of texts
 * of several megabytes and there may be thousands of sources.
 */
export class RecordReader {
  readonly #context: {
    readonly zone: Zone;
    readonly year: undefined;
    receivedAt: number;
    whole: boolean;
    clock: LocalClock | undefined;
  };
  readonly #lines: LineReader;
  /** Throws UnknownFormatError and UnknownZoneError. */
  constructor(format: string, timeZone: string) {
    this.#context = { zone: createZone(timeZone), year: undefined, receivedAt: 0, whole: false, clock: undefined };
    this.#lines = new LineReader(format, this.#context);
  }

  /**
   * Reads one line that was received at `now` (ms); `whole`: from the file that the program itself writes, so that no relay
   * can have cut it; `clock`: that of where the line comes from. `event` comes reset and may be half filled unless it was
   * recognised.
   */
  read(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    now: number,
    whole = false,
    clock?: LocalClock,
  ): Reading {
    this.#context.receivedAt = now;
    this.#context.whole = whole;
    this.#context.clock = clock;
    return this.#lines.read(bytes, start, end, event);
  }

  /** How many times the last line that was recognised says that it happened. */
  get repeats(): number {
    return this.#lines.repeats;
  }

  /** One more event of that line. */
  again(event: Event): Event {
    return this.#lines.again(event);
  }

  /** Host in the syslog envelope of the last line, '' without one. */
  get hostName(): string {
    return this.#lines.hostName;
  }

  /** Context for records that are no lines. */
  context(now: number): ReadContext {
    this.#context.receivedAt = now;
    this.#context.clock = undefined;
    this.#lines.repeats = 1;
    return this.#context;
  }
}

const readers = new Map<string, RecordReader>();

/**
 * Reader for a source. Settings are checked where they are made; should a format or zone be unknown all the same (a version
 * gone back), its records are read as `auto` and UTC rather than lost.
 */
export function openReader({ format, timeZone }: Pick<Source, 'format' | 'timeZone'>): RecordReader {
  const key = `${format} ${timeZone}`;
  let reader = readers.get(key);
  if (!reader) {
    reader = create(format, timeZone);
    readers.set(key, reader);
  }
  return reader;
}

function create(format: string, timeZone: string): RecordReader {
  try {
    return new RecordReader(format, timeZone);
  } catch (error) {
    if (error instanceof UnknownFormatError) return openReader({ format: 'auto', timeZone });
    if (error instanceof UnknownZoneError) return openReader({ format, timeZone: 'UTC' });
    throw error;
  }
}
