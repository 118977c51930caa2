import type { Text } from '../text.ts';
import type { Versioned } from '../versioned.ts';
import type { GeoAttack, GeoGroup, GeoPolicyForm, GeoService } from './geo-policy.ts';

/** A state of something that people write, as it was. Versions count from 1; those of what is removed stay. */
interface Kept {
  readonly version: number;
  /** ms UTC. */
  readonly at: number;
  /** Name of who made it. */
  readonly by: string;
  /** When it was removed in this state, ms UTC, 0 where nobody knows when; undefined when it was not. A later version brought it back. */
  readonly removedAt: number | undefined;
  /** Name of who removed it; '' where nobody did, or nobody knows who. */
  readonly removedBy: string;
}

/** A policy as it was. */
export interface GeoPolicyVersion extends Kept {
  readonly policy: string;
  readonly form: GeoPolicyForm;
}

export interface GeoGroupRecord extends GeoGroup, Versioned {}

/** A group of the provider's own as it was. */
export interface GeoGroupVersion extends GeoGroup, Kept {}

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
  'data-thin',
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

/** What a country had to do with attacks in the days that were looked at. */
export interface GeoAttackShare {
  readonly country: string;
  /** Of the hostile attempts that reached somebody, 0–1. */
  readonly share: number;
  readonly attempts: number;
  /** Packets that the kernel refused by policy in the same days, and their share of all of those; undefined in reviews from before they were counted. */
  readonly packets: number | undefined;
  readonly packetShare: number | undefined;
}

/** What a review is founded on. */
export interface GeoReviewFacts {
  /** Days of which successes were counted by country, and days of which single sources are kept: at most 90. */
  readonly countedDays: number;
  readonly keptDays: number;
  /** Age of the country data; null when nobody knows. */
  readonly ageDays: number | null;
  /** Share of the announced addresses with a country, 0–1. */
  readonly coverage4: number;
  readonly coverage6: number;
  /** Sources with a public address that were seen, and those among them with a country. */
  readonly sources: number;
  readonly located: number;
}

export interface NewGeoReview {
  /** ms UTC. */
  readonly at: number;
  readonly owner: string;
  /** `YYYY-MM-DD` */
  readonly dueOn: string;
  readonly attackShares: readonly GeoAttackShare[];
  /** Undefined for reviews from before it was kept. */
  readonly facts?: GeoReviewFacts | undefined;
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

export const usualGeoSettings: GeoSettings = { reviewOwner: '', reviewDay: 1, maxmindAccount: '', heldFrom: 0.02 };

/** Name in the vault, of the provider. */
export const geoLicenceSecret = 'geo-maxmind-licence';

export type TrafficOutcome = 'good' | 'failed' | 'other';

/**
 * How often somebody from an address tried something in an hour. `good`: it succeeded; `failed`: it was refused; `other`: nobody
 * said how it went (raw requests, challenges).
 */
export interface TrafficDelta {
  /** Start of the UTC hour, ms. */
  readonly hour: number;
  /** Start of the five minutes (recent.ts) of what was in the last two hours; 0 for what is older. */
  readonly slot: number;
  readonly tenant: string;
  /** What delivered it; '' where nobody said. */
  readonly asset: string;
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
  /** Those among them that a list of addresses at the door turned away. */
  readonly denied: number;
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
  /** The network as it was counted; only of those without an address (otherwise 0 and false): an address is looked up. */
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

/** One source of traffic. */
export interface TrafficPlace {
  readonly tenant: string;
  readonly service: GeoService;
  readonly address: string;
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
  /** Site it belongs to, by what is written down of the account, its asset or the network of the address; '' when nothing is. */
  readonly site: string;
  readonly siteName: string;
  /** Asset it belongs to, '' when nobody said. */
  readonly asset: string;
}

/** Traffic of a country, by whole hours. */
export interface CountryTraffic {
  readonly country: string;
  readonly good: number;
  readonly failed: number;
  readonly other: number;
  readonly accounts: number;
  /** ms; undefined when nobody succeeded. */
  readonly lastGood: number | undefined;
}

/** The same of one customer's service. */
export interface ServiceTraffic {
  readonly tenant: string;
  readonly service: GeoService;
  readonly country: string;
  readonly good: number;
  readonly failed: number;
  readonly other: number;
}

/** An account that works at one place and was turned away, or failed, at another. */
export interface FailedAccount {
  readonly tenant: string;
  readonly service: GeoService;
  readonly account: string;
  readonly address: string;
  readonly country: string;
  readonly failed: number;
  /** ms UTC, of the newest failure. */
  readonly lastSeen: number;
  readonly site: string;
  readonly asset: string;
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

/** Calls out to a country: those that were answered, and those that were not; others run, or nobody said. */
export interface CountryCalls {
  readonly country: string;
  readonly answered: number;
  readonly failed: number;
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

/**
 * What policies did. Packets, counted by a lane of the kernel: `refuse` and `limit` (over it) were thrown away, `watch` passed.
 * Attempts, lane '': `denied` by another door that keeps a list; `passed` although the policy refuses; `would-refuse` and
 * `would-limit` by a policy in watch; `watch`: only noted.
 */
export const geoHitKinds = ['refuse', 'limit', 'watch', 'denied', 'passed', 'would-refuse', 'would-limit'] as const;
export type GeoHitKind = (typeof geoHitKinds)[number];

export interface GeoHitDelta {
  /** Start of the hour, ms. */
  readonly hour: number;
  readonly tenant: string;
  readonly service: GeoService;
  readonly country: string;
  readonly hosting: boolean;
  readonly verdict: GeoHitKind;
  readonly lane: string;
  readonly count: number;
}

export interface CountryHits {
  readonly country: string;
  /** Packets that the kernel threw away: refused, and over a limit. */
  readonly refused: number;
  readonly limited: number;
  /** Packets that it let pass and counted. */
  readonly watchedPackets: number;
  /** Attempts that another door turned away, and those that came in although the policy refuses. */
  readonly denied: number;
  readonly passed: number;
  /** Attempts let in that a policy in watch would have refused, and those noted otherwise. */
  readonly wouldRefuse: number;
  readonly watched: number;
}
