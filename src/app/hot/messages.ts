import type { Ownership } from '../../core/customer/ownership.ts';
import type { Decision } from '../../core/decision.ts';
import type { Event } from '../../core/event.ts';
import type { GeoCorrection } from '../../core/geo/records.ts';
import type { CursorChange, HotBatch } from '../../core/hot-batch.ts';
import type { Listener, Source } from '../../core/source.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { Policy } from '../../decide/policy.ts';
import type { OpenOptions } from '../../enrich/enrichers/geo/open-database.ts';
import type { CallNewsBatch } from './call-news.ts';

/** All that the hot thread is born with; plain data. */
export interface HotStart {
  /** Names this run of the thread. */
  readonly instance: string;
  readonly listeners: readonly Listener[];
  readonly sources: readonly Source[];
  readonly tenants: readonly Tenant[];
  readonly ownership: Ownership;
  readonly cursors: readonly CursorChange[];
  /** File listeners that begin at the start when there is no cursor. */
  readonly fromStart: readonly string[];
  readonly rules: readonly { readonly id: string; readonly text: string }[];
  readonly policy: Policy;
  /** Earlier decisions: offences count on. */
  readonly history: readonly Decision[];
  /** What earlier runs learned, by key; see HotBatch.state. */
  readonly state: readonly (readonly [key: string, value: unknown])[];
  readonly timeZone: string;
  /** Whose headers about calls are believed: addresses. */
  readonly sip: { readonly linkers: readonly string[]; readonly asserters: readonly string[] };
  readonly geo: { readonly files: OpenOptions; readonly corrections: readonly GeoCorrection[] };
}

/** A line as the "last lines" view shows it. */
export interface TailLine {
  readonly at: number;
  readonly line: string;
  readonly reading: 'recognised' | 'ignored' | 'malformed' | 'shed';
  readonly summary: string;
}

/** What became of one acknowledged body. */
export interface IngestCounts {
  readonly received: number;
  readonly recognised: number;
  readonly ignored: number;
  readonly malformed: number;
  /** The first lines that could not be read. */
  readonly errors: { readonly line: number; readonly reason: string }[];
}

/** Main thread to hot thread. */
export type ToHot =
  | { readonly type: 'rebuild'; readonly events: readonly Event[] }
  | { readonly type: 'listen' }
  | { readonly type: 'policy'; readonly policy: Policy }
  | {
      readonly type: 'sources';
      readonly sources: readonly Source[];
      readonly tenants: readonly Tenant[];
      /** Absent while it is what the thread has. */
      readonly ownership?: Ownership;
    }
  /** Decisions of people, made or undone: the decider knows them from now on. */
  | { readonly type: 'decided'; readonly decisions: readonly Decision[] }
  /** Country data to be read again, or other corrections of them. */
  | { readonly type: 'geo'; readonly corrections: readonly GeoCorrection[]; readonly reload: boolean }
  | { readonly type: 'ack'; readonly seq: number }
  | { readonly type: 'ingest'; readonly id: number; readonly body: Uint8Array; readonly source: Source }
  | { readonly type: 'tail'; readonly id: number; readonly source: string }
  | { readonly type: 'sites'; readonly id: number; readonly value: string }
  | { readonly type: 'stop' };

/** Figures of the hot thread since its start. */
export interface HotStats {
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly rebuilt: number;
  readonly engine: Readonly<Record<string, number>>;
  /** What decisions remember, and what of it made room for others before its time. */
  readonly decider: Readonly<Record<string, number>>;
  readonly intake: {
    /** Times that could not be right: those events count as of their arrival. */
    readonly skewedTimes: number;
    /** Records of unknown senders beyond the limit, which share a source. */
    readonly overflowed: number;
    /** Times that all senders were forgotten for want of room, and looked up anew. */
    readonly forgotten: number;
  };
  readonly inFlight: number;
}

/** Those of a thread that did nothing yet. */
export const noStats: HotStats = {
  ...{ events: 0, eventsPerSecond: 0, rebuilt: 0, engine: {}, decider: {}, inFlight: 0 },
  intake: { skewedTimes: 0, overflowed: 0, forgotten: 0 },
};

/** Hot thread to main thread. */
export type FromHot =
  | {
      readonly type: 'started';
      readonly ports: readonly (readonly [listener: string, port: number])[];
      readonly troubles: readonly string[];
    }
  | { readonly type: 'ready' }
  | { readonly type: 'calls'; readonly news: CallNewsBatch }
  | { readonly type: 'decisions'; readonly decisions: readonly Decision[] }
  | {
      readonly type: 'batch';
      readonly batch: HotBatch;
      readonly ingests: readonly (readonly [id: number, counts: IngestCounts])[];
    }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'stats'; readonly stats: HotStats }
  | { readonly type: 'alarm'; readonly alarm: string; readonly detail: string }
  | { readonly type: 'stopped' };
