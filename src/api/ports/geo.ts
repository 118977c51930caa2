import type { GeoGroup, GeoPolicy, GeoPolicyForm, GeoService, KnownAddress } from '../../core/geo/geo-policy.ts';
import type { RecentSource, RunningAlert } from '../../core/geo/recent.ts';
import type {
  AttackAlert,
  CallsOut,
  CountryCalls,
  CountryHits,
  CountryTraffic,
  FailedAccount,
  GeoAttackRecord,
  GeoAttackState,
  GeoCorrectionRecord,
  GeoGroupRecord,
  GeoGroupVersion,
  GeoHitDelta,
  GeoPolicyVersion,
  GeoReviewRecord,
  GeoSettings,
  GeoSuggestionRecord,
  NewGeoReview,
  ServiceTraffic,
  TrafficAccount,
  TrafficPlace,
  TrafficSource,
} from '../../core/geo/records.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { ListQuery, Slice } from '../ports.ts';

/** Policies as kept. The database keeps every version. */
export interface GeoPolicyPort {
  /** By name; `undefined`: all. */
  list(tenant?: string): Promise<readonly GeoPolicy[]>;
  get(id: string): Promise<GeoPolicy | undefined>;
  insert(form: GeoPolicyForm): Promise<GeoPolicy>;
  /** Undefined when there is none, or none of this version. */
  update(id: string, form: GeoPolicyForm, version?: number): Promise<GeoPolicy | undefined>;
  /** False when there is none, or none of this version. */
  remove(id: string, version?: number): Promise<boolean>;
  /** Newest first, of removed ones too; at most 500. */
  versions(id: string): Promise<readonly GeoPolicyVersion[]>;
  version(id: string, version: number): Promise<GeoPolicyVersion | undefined>;
  /** As they were when they were removed, newest removal first, at most 500; `undefined`: all. */
  removed(tenant?: string): Promise<readonly GeoPolicyVersion[]>;
  /** Brings a removed one back under its id, as its next version. Undefined when it is there, or never was. */
  restore(id: string, form: GeoPolicyForm): Promise<GeoPolicy | undefined>;
}

export interface GeoGroupPort {
  list(): Promise<readonly GeoGroupRecord[]>;
  get(name: string): Promise<GeoGroupRecord | undefined>;
  /** Undefined when it is not of this version any more; 0 for one that is to be new. */
  put(group: GeoGroup, version?: number): Promise<GeoGroupRecord | undefined>;
  remove(name: string, version?: number): Promise<boolean>;
  /** Newest first, of removed ones too; at most 500. */
  versions(name: string): Promise<readonly GeoGroupVersion[]>;
  version(name: string, version: number): Promise<GeoGroupVersion | undefined>;
  /** As they were when they were removed, newest removal first, at most 500. */
  removed(): Promise<readonly GeoGroupVersion[]>;
}

/** Attack modes. Moves that the states do not allow change nothing and return undefined. */
export interface GeoAttackPort {
  /** Newest first. */
  list(query: ListQuery & { readonly state?: GeoAttackState | 'current' }): Promise<Slice<GeoAttackRecord>>;
  get(id: string): Promise<GeoAttackRecord | undefined>;
  /** Not at their end, or ended and not yet confirmed to be gone. */
  open(): Promise<readonly GeoAttackRecord[]>;
  insert(
    attack: Omit<
      GeoAttackRecord,
      'state' | 'confirmedAt' | 'liftedAt' | 'liftedBy' | 'error' | 'refused' | 'authorName'
    >,
  ): Promise<GeoAttackRecord>;
  /** Those who carry it out confirmed it. */
  confirm(id: string, at: number): Promise<GeoAttackRecord | undefined>;
  fail(id: string, error: string): Promise<GeoAttackRecord | undefined>;
  /** ms UTC. */
  extend(id: string, until: number): Promise<GeoAttackRecord | undefined>;
  /** It is to be gone now; `by` is who wants so. */
  lift(id: string, by: string): Promise<GeoAttackRecord | undefined>;
  /** Its time is over. */
  expire(id: string): Promise<GeoAttackRecord | undefined>;
  /** Those who carried it out confirmed that it is gone. */
  gone(id: string, at: number): Promise<GeoAttackRecord | undefined>;
  addRefused(id: string, count: number): Promise<void>;
}

export interface GeoCorrectionPort {
  list(): Promise<readonly GeoCorrectionRecord[]>;
  /** Undefined when this range has one already. */
  insert(correction: Omit<GeoCorrectionRecord, 'id' | 'at'>): Promise<GeoCorrectionRecord | undefined>;
  /** Undefined when there is none of that id any more; 'taken' when another one is about this range. */
  update(
    id: string,
    correction: Omit<GeoCorrectionRecord, 'id' | 'at'>,
  ): Promise<GeoCorrectionRecord | undefined | 'taken'>;
  remove(id: string): Promise<boolean>;
}

export interface GeoReviewPort {
  /** Newest first, at most 60. */
  list(): Promise<readonly GeoReviewRecord[]>;
  get(id: string): Promise<GeoReviewRecord | undefined>;
  insert(review: NewGeoReview): Promise<GeoReviewRecord>;
  /** Records a decision; once all are decided the review is done. Undefined when there is no such suggestion. */
  decide(
    suggestion: string,
    decision: 'accepted' | 'rejected' | 'later',
    by: string,
    note: string,
  ): Promise<GeoSuggestionRecord | undefined>;
  /** Newest decision about each thing, so that what was rejected is not asked again at once. */
  decided(since: number): Promise<readonly GeoSuggestionRecord[]>;
}

export interface GeoSettingsPort {
  get(): Promise<GeoSettings & Versioned>;
  /** Undefined when they are not of this version any more; 0 for what nobody has set. */
  put(change: Partial<GeoSettings>, version?: number): Promise<(GeoSettings & Versioned) | undefined>;
  dismissedProposals(since: number): Promise<ReadonlySet<string>>;
  dismissProposal(id: string, by: string): Promise<void>;
}

/** Filter of reads of traffic: `tenant` undefined is all, `from` ms UTC: its whole day of sources, its whole hour of countries and hits. */
export interface TrafficQuery {
  readonly tenant?: string;
  readonly from: number;
  readonly services?: readonly GeoService[];
}

/** `worked`: only what succeeded. */
export interface SourceQuery extends TrafficQuery {
  readonly worked?: boolean;
}

/** What happened from where. */
export interface GeoTrafficPort {
  /** Hands over every source once, a few thousand at a time; the next come when the promise of the last is done. */
  sources(query: SourceQuery, take: (rows: readonly TrafficSource[]) => void | Promise<void>): Promise<void>;
  /** Accounts that worked at these addresses, newest first. */
  accounts(at: readonly TrafficPlace[], from: number, limit: number): Promise<readonly TrafficAccount[]>;
  /** Accounts that failed at these addresses and work at others, where nothing looks like a search for accounts; newest first. */
  failedAccounts(at: readonly TrafficPlace[], from: number, limit: number): Promise<readonly FailedAccount[]>;
  callsOut(query: TrafficQuery, take: (rows: readonly CallsOut[]) => void | Promise<void>): Promise<void>;
  callCountries(query: TrafficQuery): Promise<readonly CountryCalls[]>;
  /** Alerts with a source address, newest first, at most 20,000; `total` counts all alerts. */
  attackAlerts(query: TrafficQuery): Promise<{ readonly items: readonly AttackAlert[]; readonly total: number }>;
  /** What the events that alerts are evidenced with wanted; alerts whose events tell nothing are not in it. */
  alertServices(ids: readonly string[]): Promise<ReadonlyMap<string, readonly GeoService[]>>;
  /** Where accounts worked in the last days, newest first, at most 200,000. */
  known(days: number): Promise<readonly KnownAddress[]>;
  countries(query: TrafficQuery): Promise<readonly CountryTraffic[]>;
  /** The same by customer and service. */
  services(query: TrafficQuery): Promise<readonly ServiceTraffic[]>;
  /** The first hour of countries and the first day of sources (ms) of which anything is counted; undefined while nothing is. */
  since(): Promise<{ readonly hour: number | undefined; readonly day: number | undefined }>;
  addHits(hits: readonly GeoHitDelta[]): Promise<void>;
  hits(query: TrafficQuery): Promise<readonly CountryHits[]>;
  /** Counts one more hour of events from before traffic was counted; the hours still left, 0 when all is done. */
  fill(): Promise<number>;
}

/** Who comes from where now, by five minutes of the last two hours. */
export interface GeoRecentPort {
  /**
   * Hands over every source since the start of five minutes (ms UTC), a few thousand at a time; the next come when the promise
   * of the last is done. `tenant` undefined is all.
   */
  sources(
    query: { readonly from: number; readonly tenant?: string },
    take: (rows: readonly RecentSource[]) => void | Promise<void>,
  ): Promise<void>;
  /** Alerts about addresses that nobody closed and that went on since `from` (ms UTC), worst and newest first, at most 1000. */
  running(from: number): Promise<readonly RunningAlert[]>;
  /** Forgets what was before `before` (ms UTC). */
  forget(before: number): Promise<void>;
}

/** All that is kept of geo-blocking. */
export interface GeoStorePort {
  readonly policies: GeoPolicyPort;
  readonly groups: GeoGroupPort;
  readonly attacks: GeoAttackPort;
  readonly corrections: GeoCorrectionPort;
  readonly reviews: GeoReviewPort;
  readonly settings: GeoSettingsPort;
  readonly traffic: GeoTrafficPort;
  readonly recent: GeoRecentPort;
}
