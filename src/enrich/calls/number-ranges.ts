import type { PlacedCustomer } from './placed-customer.ts';

interface Range {
  readonly first: number;
  readonly last: number;
  readonly owner: PlacedCustomer;
}

/**
 * Whose a number is, by ranges of E.164 digits of one length. Of ranges that overlap the narrowest counts; where several
 * customers have one as narrow, all are told.
 */
export class NumberRanges {
  readonly #ranges: readonly Range[];
  /** By place: the highest `last` so far, so that looking back can stop. */
  readonly #reach: Float64Array;

  constructor(ranges: Iterable<Range>) {
    this.#ranges = [...ranges].sort((a, b) => a.first - b.first);
    this.#reach = new Float64Array(this.#ranges.length);
    let reach = -1;
    for (const [place, { last }] of this.#ranges.entries()) {
      reach = Math.max(reach, last);
      this.#reach[place] = reach;
    }
  }

  /** Owners of E.164 digits without plus; none for ''. */
  owners(e164: string): readonly PlacedCustomer[] {
    if (e164 === '' || this.#ranges.length === 0) return [];
    const number = Number(e164);
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ranges[middle]!.first <= number) low = middle + 1;
      else high = middle;
    }
    const found: PlacedCustomer[] = [];
    let narrowest = Infinity;
    for (let place = low - 1; place >= 0 && this.#reach[place]! >= number; place--) {
      const { first, last, owner } = this.#ranges[place]!;
      const width = last - first;
      if (last < number || width > narrowest) continue;
      if (width < narrowest) found.length = 0;
      narrowest = width;
      if (!found.includes(owner)) found.push(owner);
    }
    return found;
  }
}

/** `31201234560-31201234569`, or one number, as first and last; undefined for what is neither. */
export function readNumberRange(text: string): readonly [first: number, last: number] | undefined {
  const [first = '', last = first] = text.split('-');
  if (!/^\d{3,15}$/.test(first) || !/^\d{3,15}$/.test(last) || first.length !== last.length) return undefined;
  return Number(first) <= Number(last) ? [Number(first), Number(last)] : undefined;
}
