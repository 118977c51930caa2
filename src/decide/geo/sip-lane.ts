import type { GeoAnswer, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { Address } from '../../core/ip.ts';
import type { GeoDestination, GeoLane, LaneVerdict } from './geo-lane.ts';
import { isStricter, milder } from './rank.ts';

const mostPairs = 10_000;

/** Registration and calls in, asked about together: the milder of both. */
export class SipLane implements GeoLane {
  readonly until: number;
  readonly known: GeoLane['known'];
  readonly #registration: GeoLane;
  readonly #calls: GeoLane;
  /** One object for each pair of verdicts, so that callers may remember what they made of it. */
  readonly #pairs = new Map<LaneVerdict, Map<LaneVerdict, LaneVerdict>>();

  constructor(registration: GeoLane, calls: GeoLane) {
    this.#registration = registration;
    this.#calls = calls;
    this.until = Math.min(registration.until, calls.until);
    // With one of the two open nobody needs to be known.
    if (registration.known && calls.known)
      this.known = {
        addresses: [...new Set([...registration.known.addresses, ...calls.known.addresses])],
        until: Math.min(registration.known.until, calls.known.until),
      };
  }

  address(place: GeoPlace, address: Address | undefined): GeoAnswer {
    const [one, other] = [this.#registration.address(place, address), this.#calls.address(place, address)];
    return { ...pick(one, other), wished: milder(one.wished, other.wished), until: this.until };
  }

  verdictOf(place: GeoPlace, address: Address | undefined): LaneVerdict {
    return this.#both(this.#registration.verdictOf(place, address), this.#calls.verdictOf(place, address));
  }

  verdictOfRanges(place: GeoPlace, ranges: readonly string[], known = false): LaneVerdict {
    return this.#both(
      this.#registration.verdictOfRanges(place, ranges, known),
      this.#calls.verdictOfRanges(place, ranges, known),
    );
  }

  number(destination: GeoDestination): GeoAnswer {
    return this.#registration.number(destination);
  }

  numberVerdict(destination: GeoDestination): LaneVerdict {
    return this.#registration.numberVerdict(destination);
  }

  isKnown(address: Address): boolean {
    return this.#registration.isKnown(address) || this.#calls.isKnown(address);
  }

  #both(one: LaneVerdict, other: LaneVerdict): LaneVerdict {
    let pairs = this.#pairs.get(one);
    if (!pairs) {
      if (this.#pairs.size >= mostPairs) this.#pairs.clear();
      pairs = new Map();
      this.#pairs.set(one, pairs);
    }
    let both = pairs.get(other);
    if (!both) {
      const { verdict, limit } = pick(one, other);
      both = { verdict, limit, wished: milder(one.wished, other.wished) };
      if (pairs.size >= mostPairs) pairs.clear();
      pairs.set(other, both);
    }
    return both;
  }
}

/** The milder; of two limits the one that lets more through. */
function pick<Of extends LaneVerdict>(one: Of, other: Of): Of {
  if (one.verdict !== other.verdict) return isStricter(one.verdict, other.verdict) ? other : one;
  return one.limit && other.limit && other.limit.count > one.limit.count ? other : one;
}
