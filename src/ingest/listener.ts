import type { Clock } from '../core/clock.ts';
import type { Event } from '../core/event.ts';
import type { Tally } from '../core/tally.ts';
import type { SourceDirectory } from './directory.ts';
import type { Reading } from './format.ts';
import type { FileCursor, Sink } from './source.ts';
import type { SipMessage } from './wire/sip-message.ts';
import type { WireMessage } from './wire/wire-message.ts';

/** What a listener needs from the outside. */
export interface ListenerDeps {
  readonly sink: Sink;
  readonly directory: SourceDirectory;
  /** Counts of a source; asked for again on each use, since the app takes and resets them every flush. */
  tally(sourceId: string): Tally;
  readonly now: Clock;
  /** Whether events carry the record they were read from. */
  readonly keepOriginal: boolean;
  /** Shown every record before its event is delivered, for the last lines of a source; bytes and event are only valid during the call. */
  onLine?(sourceId: string, reading: Reading, bytes: Buffer, start: number, end: number, event: Event): void;
  /** Every SIP message of a capture that could be read, as it came and with its offsets; valid during the call only. */
  onWire?(sourceId: string, wire: WireMessage, message: SipMessage): void;
  /** Something a person should know: a file that is not there, a port that drops. '' says that it is over. */
  onTrouble?(listenerId: string, sentence: string): void;
  /** A promise while there is no room for more; sources that can wait (files) do, until it resolves. */
  ready?(): Promise<void> | undefined;
  /** Where a file was read to when the server stopped. */
  cursor?(listenerId: string): FileCursor | undefined;
  /** Where a file without cursor starts: at its end unless told. */
  readonly fileFrom?: 'start' | 'end';
  /** Most connections of a TCP or TLS listener; 1,024 unless told. */
  readonly maxConnections?: number;
}
