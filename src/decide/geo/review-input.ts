import type { GeoBook, GeoService } from '../../core/geo/geo-policy.ts';
import type { GeoReviewFacts, GeoSuggestionKind } from '../../core/geo/records.ts';
import type { Text } from '../../core/text.ts';

/** Traffic of a customer's service out of a country. */
export interface ReviewCount {
  readonly tenant: string;
  readonly country: string;
  readonly service: GeoService;
  /** Attempts that succeeded, in the days of which countries are counted. */
  readonly good: number;
  /** Those that did not, in the days of which single sources are kept. */
  readonly hostile: number;
}

/** Accounts of a customer and a country that the policy refuses them in. */
export interface RefusedGood {
  readonly tenant: string;
  readonly country: string;
  /** Those that worked there, and those that work elsewhere and failed there; newest first. */
  readonly worked: readonly string[];
  readonly tried: readonly string[];
  /** When the newest of each was seen, ms UTC; 0 for none. */
  readonly lastWorked: number;
  readonly lastTried: number;
}

/** All that a review looks at. */
export interface ReviewInput {
  readonly book: GeoBook;
  /** ms UTC. */
  readonly time: number;
  readonly counts: readonly ReviewCount[];
  readonly refused: readonly RefusedGood[];
  /** Packets that the kernel refused by policy, in the days of which single sources are kept. */
  readonly packets: readonly { readonly country: string; readonly packets: number }[];
  readonly facts: GeoReviewFacts;
  /** The country data are older than they should be, or of unknown age. */
  readonly stale: boolean;
  /** What the kernel does otherwise than the policy says; '' for nothing. */
  readonly drift: string;
}

export interface ReviewSuggestion {
  /** The same for the same suggestion, from review to review. */
  readonly id: string;
  readonly kind: GeoSuggestionKind;
  readonly sentence: Text;
  /** Country, `policy` or `policy/rule`. */
  readonly about: string;
  readonly tenant: string;
  readonly evidence: readonly Text[];
}
