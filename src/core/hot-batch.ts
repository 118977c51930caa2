import type { Alert } from './alert.ts';
import type { Decision } from './decision.ts';
import type { Event } from './event.ts';
import type { TrafficDelta } from './geo/records.ts';
import type { Source } from './source.ts';
import type { Tally } from './tally.ts';

/** Events counted instead of kept: how many more of one kind in one minute. */
export interface RollupDelta {
  readonly tenant: string;
  readonly source: string;
  readonly asset: string;
  readonly action: string;
  readonly outcome: string;
  readonly country: string;
  /** Start of the minute, ms since 1970 UTC; a multiple of 60 000. */
  readonly minute: number;
  /** Events of this kind, kept ones included: charts and baselines read rollups only. */
  readonly count: number;
  /** Those among them whose row was not kept for want of room. */
  readonly shed: number;
}

/** Place in a tailed file after the last complete line that was handed over (same shape as the file listener's cursor). */
export interface CursorChange {
  readonly listener: string;
  readonly inode: string;
  readonly offset: number;
  readonly head: string;
}

/** An account succeeded from an address: that address is a site of the customer. */
export interface SiteChange {
  readonly tenant: string;
  readonly address: string;
  readonly userName: string;
  readonly country: string;
  /** Time of the newest success, ms. */
  readonly lastSuccess: number;
  /** Successes since the last batch. */
  readonly successes: number;
  /** The address answered a challenge or completed a handshake; UDP addresses that did not may be spoofed. */
  readonly proven: boolean;
}

/** What the hot threads hand over to be stored in one transaction. Plain data: it crosses threads by structured clone. */
export interface HotBatch {
  /** Random name of this run of the hot thread; with `seq` it makes a repeated batch harmless. */
  readonly instance: string;
  /** Number of the batch within the run. */
  readonly seq: number;
  /** Events kept row by row. */
  readonly events: readonly Event[];
  readonly rollups: readonly RollupDelta[];
  /** Alerts that opened or moved, as they are now. */
  readonly alerts: readonly Alert[];
  /** Decisions taken. */
  readonly decisions: readonly Decision[];
  /** Sources made for unknown senders. */
  readonly discovered: readonly Source[];
  /** Source id and what became of its records since the last batch. */
  readonly tallies: readonly (readonly [source: string, tally: Tally])[];
  readonly cursors: readonly CursorChange[];
  readonly sites: readonly SiteChange[];
  /** Who came from where and how it went, by day. */
  readonly traffic?: readonly TrafficDelta[];
  /** What the hot thread learned and wants back after a restart, by key (`site:…`, `login:…`, `pace:…`); undefined forgets. */
  readonly state?: readonly (readonly [key: string, value: unknown])[];
}
