import type { Clock } from '../../../core/clock.ts';
import type { Event } from '../../../core/event.ts';
import type { Source } from '../../../core/source.ts';
import type { Tally } from '../../../core/tally.ts';
import type { Reading } from '../../format.ts';
import type { RunningListener, Sink } from '../../source.ts';
import type { SipMessage } from '../../wire/sip-message.ts';
import type { WireMessage } from '../../wire/wire-message.ts';

/** What a HEP listener needs from the house. All of it is synchronous. */
export interface HepDeps {
  readonly sink: Sink;
  /**
   * Source of a packet, by canonical sender address, node name ('' when not given) and capture id (0 when not given). The
   * answer is used for at most a second.
   */
  readonly resolve: (listener: string, sender: string, hostName: string, captureId: number) => Source;
  /** Source for datagrams that the kernel dropped, of which nobody knows whose they were; by default that of the empty address. */
  readonly unattributable?: (listener: string) => Source;
  readonly tally: (source: string) => Tally;
  readonly now: Clock;
  /** Shown up to twenty messages a second of each source as they were read, digests left out; bytes are only valid during the call. */
  readonly onLine?: (source: string, reading: Reading, bytes: Buffer, start: number, end: number, event: Event) => void;
  /** Every SIP message that could be read, as it came and with its offsets (`Transactions.last`); valid during the call only. */
  readonly onWire?: (source: string, wire: WireMessage, message: SipMessage) => void;
  /** Offer the message with each event (4 KiB, digest responses left out) to whoever keeps it. Default false. */
  readonly keepOriginals?: boolean;
}

/** What a listener counts beside the tallies of its sources; all since start. */
export interface HepCounts {
  /** Packets without the auth key asked for; in `malformed` of the sender's source as well. */
  wrongKey: number;
  /** Packets whose capture time was missing or more than a day away from now; these got the time of receipt. */
  clampedTimes: number;
  /** Datagrams the kernel dropped since nobody read them in time; in `shed` of the unattributable source as well. */
  kernelDrops: number;
  /** Connections refused because there were too many. */
  refusedConnections: number;
  /** Connections closed because what came was no HEP, or a packet was not finished in time. */
  brokenConnections: number;
  /** See `Transactions.evicted`. */
  readonly evictedRequests: number;
}

/** A running HEP listener. */
export interface HepListener extends RunningListener {
  readonly counts: HepCounts;
}
