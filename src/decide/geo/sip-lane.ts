import type { GeoAnswer, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { Address } from '../../core/ip.ts';
import type { GeoDestination, GeoLane, LaneVerdict } from './geo-lane.ts';
import { isStricter, milder } from './rank.ts';

/** Registration and calls in, asked about together: the milder of both. */
export class SipLane implements GeoLane {
  readonly until: number;
  readonly known: GeoLane['known'];
  readonly #registration: GeoLane;
  readonly #calls: GeoLane;

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
    return both(this.#registration.verdictOf(place, address), this.#calls.verdictOf(place, address));
  }

  verdictOfRanges(place: GeoPlace, ranges: readonly string[]): LaneVerdict {
    return both(this.#registration.verdictOfRanges(place, ranges), this.#calls.verdictOfRanges(place, ranges));
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
}

/** The milder; of two limits the one that lets more through. */
function pick<Of extends LaneVerdict>(one: Of, other: Of): Of {
  if (one.verdict !== other.verdict) return isStricter(one.verdict, other.verdict) ? other : one;
  return one.limit && other.limit && other.limit.count > one.limit.count ? other : one;
}

function both(one: LaneVerdict, other: LaneVerdict): LaneVerdict {
  const picked = pick(one, other);
  const wished = milder(one.wished, other.wished);
  return picked.wished === wished ? picked : { verdict: picked.verdict, limit: picked.limit, wished };
}
