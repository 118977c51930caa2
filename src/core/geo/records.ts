import type { Text } from '../text.ts';
import type { Versioned } from '../versioned.ts';
import type { GeoAttack, GeoGroup, GeoPolicyForm, GeoService, GeoVerdict } from './geo-policy.ts';

/** A policy as it was. Versions count from 1; those of a removed policy stay. */
export interface GeoPolicyVersion {
  readonly policy: string;
  readonly version: number;
  /** ms UTC. */
  readonly at: number;
  /** Name of who made it. */
  readonly by: string;
  readonly form: GeoPolicyForm;
}

export interface GeoGroupRecord extends GeoGroup, Versioned {}

/** `failed` may still come into force, or be taken back; `lifted` and `expired` are the end. */
export const geoAttackStates = ['asked', 'in-force', 'lifted', 'expired', 'failed'] as const;
export type GeoAttackState = (typeof geoAttackStates)[number];

/** An attack mode and what became of it. */
export interface GeoAttackRecord extends GeoAttack {
  readonly state: GeoAttackState;
  /** When those who carry it out confirmed it, ms; undefined before. */
  readonly confirmedAt: number | undefined;
  /** When they confirmed that it is gone again; undefined before. */
  readonly liftedAt: number | undefined;
  /** Name of who took it back; '' when it ended by itself. */
  readonly liftedBy: string;
  readonly error: string;
  /** What it refused so far, packets and attempts. */
  readonly refused: number;
  /** Name of the person or token. */
  readonly authorName: string;
}

/** What the provider knows better of a range than the data. */
export interface GeoCorrection {
  /** CIDR or address, canonical. */
  readonly range: string;
  /** '' leaves what the data say. */
  readonly country: string;
  /** null leaves what the data say. */
  readonly hosting: boolean | null;
}

export interface GeoCorrectionRecord extends GeoCorrection {
  readonly id: string;
  readonly note: string;
  readonly by: string;
  /** ms UTC. */
  readonly at: number;
}

export const geoSuggestionKinds = [
  'close-country',
  'exception-for-good',
  'exception-past-review',
  'policy-past-review',
  'enforce-policy',
  'data-old',
  'drift',
] as const;
export type GeoSuggestionKind = (typeof geoSuggestionKinds)[number];

/** What a review found, before somebody decided. */
export interface NewGeoSuggestion {
  readonly kind: GeoSuggestionKind;
  /** Customer it is about, 'provider' for none in particular. */
  readonly tenant: string;
  readonly sentence: Text;
  /** Country, id of the policy, or `policy/rule` of the exception. */
  readonly about: string;
  readonly evidence: readonly Text[];
}

export interface GeoSuggestionRecord extends NewGeoSuggestion {
  readonly id: string;
  readonly review: string;
  readonly decision: '' | 'accepted' | 'rejected' | 'later';
  readonly decidedBy: string;
  readonly decidedAt: number | undefined;
  readonly note: string;
}

export interface NewGeoReview {
  /** ms UTC. */
  readonly at: number;
  readonly owner: string;
  /** `YYYY-MM-DD` */
  readonly dueOn: string;
  readonly attackShares: readonly { readonly country: string; readonly share: number; readonly attempts: number }[];
  readonly suggestions: readonly NewGeoSuggestion[];
}

export interface GeoReviewRecord extends Omit<NewGeoReview, 'suggestions'> {
  readonly id: string;
  readonly state: 'open' | 'done';
  readonly suggestions: readonly GeoSuggestionRecord[];
}

/** What the provider sets once. The licence key of MaxMind is sealed in the vault as {@link geoLicenceSecret}. */
export interface GeoSettings {
  readonly reviewOwner: string;
  /** Day of the month, 1–28, on which the check of whether all is still right is made. */
  readonly reviewDay: number;
  readonly maxmindAccount: string;
  /** Share of the addresses whose country may change in an update before a person has to look, 0–1. */
  readonly heldFrom: number;
}

export const usualGeoSettings: GeoSettings = { reviewOwner: '', reviewDay: 1, maxmindAccount: '', heldFrom: 0.05 };

/** Name in the vault, of the provider. */
export const geoLicenceSecret = 'geo-maxmind-licence';

export type TrafficOutcome = 'good' | 'failed' | 'other';

/**
 * How often somebody from an address tried something on a day. `good`: it succeeded; `failed`: it was refused; `other`: nobody
 * said how it went (raw requests, challenges).
 */
export interface TrafficDelta {
  /** Start of the UTC day, ms. */
  readonly day: number;
  readonly tenant: string;
  readonly service: GeoService;
  /** '' for those that were too many to keep apart; then by country. */
  readonly address: string;
  readonly country: string;
  /** Of successes; '' otherwise. */
  readonly account: string;
  readonly outcome: TrafficOutcome;
  readonly asNumber: number;
  readonly hosting: boolean;
  readonly count: number;
  /** Bit h is set when there was one in hour h UTC. */
  readonly hours: number;
  /** ms UTC. */
  readonly lastSeen: number;
}

/** Everybody at an address who wanted one service of one customer, over the days asked for: what is judged once. */
export interface TrafficSource {
  readonly tenant: string;
  readonly service: GeoService;
  /** '' for those that were too many to keep apart. */
  readonly address: string;
  readonly country: string;
  readonly asNumber: number;
  readonly hosting: boolean;
  readonly good: number;
  readonly failed: number;
  readonly other: number;
  /** Accounts that succeeded. */
  readonly accounts: number;
  /** It had an alert or a block in those days. */
  readonly attack: boolean;
  /** Bit h is set when there was one in hour h UTC of some day. */
  readonly hours: number;
  readonly lastSeen: number;
}

/** An account that worked at an address. */
export interface TrafficAccount {
  readonly tenant: string;
  readonly service: GeoService;
  readonly account: string;
  readonly address: string;
  readonly country: string;
  readonly good: number;
  readonly lastSeen: number;
}

/** Traffic of a country. */
export interface CountryTraffic {
  readonly country: string;
  readonly good: number;
  readonly failed: number;
  readonly other: number;
  /** Attempts, good or not, of sources with an alert or a block. */
  readonly attack: number;
  readonly accounts: number;
  /** ms; undefined when nobody succeeded. */
  readonly lastGood: number | undefined;
  /** Customers with successes. */
  readonly tenants: number;
}

/** Calls out that a policy tells alike: same customer, same destination, same hour of its week. */
export interface CallsOut {
  readonly tenant: string;
  /** ISO country, '' for none. */
  readonly country: string;
  readonly kind: string;
  /** One of the numbers, E.164 digits; all begin with the same seven. */
  readonly number: string;
  readonly calls: number;
  /** micro-euro */
  readonly cost: number;
  /** Start of the newest. */
  readonly at: number;
}

/** An alert with a source address, for what a policy would have stopped. */
export interface AttackAlert {
  readonly id: string;
  readonly rule: string;
  readonly tenant: string;
  readonly address: string;
  readonly country: string;
  readonly at: number;
}

/** What policies did in an hour: packets in a lane of the kernel, attempts elsewhere (lane ''). */
export interface GeoHitDelta {
  /** Start of the hour, ms. */
  readonly hour: number;
  readonly tenant: string;
  readonly service: GeoService;
  readonly country: string;
  readonly hosting: boolean;
  readonly verdict: Exclude<GeoVerdict, 'allow'>;
  readonly lane: string;
  readonly count: number;
}

export interface CountryHits {
  readonly country: string;
  readonly refused: number;
  readonly limited: number;
  readonly watched: number;
}

/** Registrations and calls of a country in the last minutes, of one customer. */
export interface RecentTraffic {
  readonly tenant: string;
  readonly country: string;
  readonly failed: number;
  readonly good: number;
  readonly other: number;
}
