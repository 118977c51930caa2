import type { Event } from '../core/event.ts';
import type { Source } from '../core/source.ts';
import type { Tally } from '../core/tally.ts';

/** Where listeners deliver what they read. All calls are synchronous and on the hot thread. */
export interface Sink {
  /**
   * Takes ownership of the event; tenant, asset and source are set. Where the record is not written into the event yet
   * because few will want it, `original` gives its text, during the call only.
   */
  event(event: Event, original?: () => string): void;
  /** A file was read to here and everything before it was handed over; stored together with those events. */
  cursor(cursor: FileCursor): void;
  /** An unknown sender appeared; its source is already in use. */
  discovered(source: Source): void;
}

/** Place in a tailed file after the last complete line that was handed over. */
export interface FileCursor {
  readonly listener: string;
  readonly inode: string;
  readonly offset: number;
  /** First bytes of the file and those in front of `offset` (hex), to tell a truncated or reused inode from the same file. */
  readonly head: string;
}

/** A running listener. */
export interface RunningListener {
  readonly id: string;
  /** Port it really listens on (the one asked, or the one the system chose for 0); 0 for files. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Per source counts since start; the app takes and resets them every flush. */
export type Tallies = Map<string, Tally>;
