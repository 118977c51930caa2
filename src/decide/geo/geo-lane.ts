import type { GeoAnswer, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoLimit, GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { Address } from '../../core/ip.ts';
import type { DestinationKind } from '../../core/phone/destination.ts';
import type { DialledKind } from '../../core/phone/normalise.ts';

/** Where a call goes. */
export interface GeoDestination {
  /** ISO country, '' for numbers of no country and unknown ones. */
  readonly country: string;
  readonly kind: DestinationKind;
  /** E.164 digits without plus; '' for what is no such number. */
  readonly number: string;
  readonly dialledKind: DialledKind;
}

/** What happens, without the reasons. */
export interface LaneVerdict {
  readonly verdict: GeoVerdict;
  readonly wished: GeoVerdict;
  /** Given when `verdict` is `limit`. */
  readonly limit: GeoLimit | undefined;
}

/** All that holds for one context at one time, made ready to be asked often. Asking about `calls-out` is `number`'s, all else `address`'s. */
export interface GeoLane {
  /** ms UTC: from then on time alone may give other answers: ask the judge for another lane; Infinity for never. */
  readonly until: number;
  /** What an address gets, and why. Without an address only what is known of its place counts. */
  address(place: GeoPlace, address: Address | undefined): GeoAnswer;
  /**
   * The same without reasons: millions a second for kinds of places that were asked for before. One object stands for one
   * answer: what a caller made of it may be remembered by it.
   */
  verdictOf(place: GeoPlace, address: Address | undefined): LaneVerdict;
  /** What all addresses get that lie in just these of the ranges that the book names (canonical text): those that are known, or those that are not. */
  verdictOfRanges(place: GeoPlace, ranges: readonly string[], known?: boolean): LaneVerdict;
  /** What a call out to a number gets, and why. */
  number(destination: GeoDestination): GeoAnswer;
  /** The same without reasons. */
  numberVerdict(destination: GeoDestination): LaneVerdict;
  /** While a mode `only-known` is on: whether the address is one that it lets pass; otherwise true. */
  isKnown(address: Address): boolean;
  /** Addresses that `only-known` lets pass, and when it ends; undefined while no such mode is on. */
  readonly known: { readonly addresses: readonly string[]; readonly until: number } | undefined;
}
