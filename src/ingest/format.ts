import type { Event } from '../core/event.ts';
import type { LocalClock } from './line/local-clock.ts';
import type { Shape } from './line/shape/shape.ts';
import type { Zone } from './line/zone.ts';

/**
 * What a format made of a record.
 * `recognised`: the event is filled. `ignored`: this product's, well-formed, of no interest.
 * `malformed`: this product's by its looks, but a part that matters cannot be read. `foreign`: not this product's.
 */
export type Reading = 'recognised' | 'ignored' | 'malformed' | 'foreign';

/** What a record itself may not say. */
export interface ReadContext {
  /** Zone of timestamps without one. */
  readonly zone: Zone;
  /** Year of timestamps without one; undefined takes the year that puts the time nearest to `receivedAt`. */
  readonly year: number | undefined;
  /** When the record was received, ms; also the event time of a record without timestamp (then never 0). */
  receivedAt: number;
  /** Tells which of the two is meant when a local time exists twice; without it the first. */
  readonly clock?: LocalClock;
  /** Nothing stood between the program that wrote the record and us (its own file): no relay can have cut it. */
  readonly whole?: boolean;
  /** Nobody will ask for call ids: a format may leave them out, since each is a new string. */
  readonly withoutCallIds?: boolean;
}

/** A parser for the lines of one product. Stateless apart from caches: the same bytes and context give the same event. */
export interface Format {
  readonly name: string;
  /**
   * Reads one line, bytes[start, end), without its newline and after a syslog envelope was taken off. `event` comes
   * reset; on `recognised` every field that the line proves is set, `time` included. Never throws, never reads outside
   * the range, and runs in time linear in the length.
   */
  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading;
  /** Shapes of its usual lines, for files, of which many lines are looked at at once. */
  readonly shapes?: readonly Shape[];
  /** So many of the shapes, from the first on, are those of lines that `read` ignores, whatever their time. */
  readonly noiseShapes?: number;
  /**
   * As `read`, for a line that fits a shape: `records` from `at` on says what was found (line/shape/shape-scan.ts). Makes of
   * it what `read` makes.
   */
  readShaped?(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    context: ReadContext,
    records: Int32Array,
    at: number,
  ): Reading;
}
