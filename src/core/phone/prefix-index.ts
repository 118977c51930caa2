/** Longest number and prefix that can be told apart: E.164 has at most 15 digits. */
export const longestNumber = 15;

/** Weight of the digit at each place: the key of 15 digits in base 11 stays an exact double (11^15 < 2^53). */
const weights = Float64Array.from({ length: longestNumber }, (_, i) => 11 ** (longestNumber - 1 - i));

/**
 * The key of a run of digits: digit d at place i counts (d + 1) × 11^(14 − i), so that a prefix sorts just before whatever
 * continues it. Digits past the 15th are left out; -1 when something else than a digit is among them or there is none.
 */
export function prefixKey(digits: string): number {
  const length = Math.min(digits.length, longestNumber);
  let key = 0;
  for (let i = 0; i < length; i++) {
    const digit = digits.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    key += (digit + 1) * weights[i]!;
  }
  return length === 0 ? -1 : key;
}

/** The digits that have this key. */
export function digitsOfKey(key: number): string {
  let digits = '';
  let rest = key;
  for (let i = 0; i < longestNumber && rest > 0; i++) {
    const digit = Math.floor(rest / weights[i]!);
    rest -= digit * weights[i]!;
    digits += String(digit - 1);
  }
  return digits;
}

/**
 * Finds the longest of many prefixes that a number begins with. Prefixes lie sorted in one array of doubles; a table of
 * their first digits and a short binary search find the last one not after the number, and links from each prefix to the
 * next shorter one inside it find the rest. 12 bytes a prefix, no object per prefix; reading allocates nothing.
 */
export class PrefixIndex {
  readonly size: number;
  readonly #keys: Float64Array;
  /** Index of the longest other prefix that begins this one, -1 for none. */
  readonly #parents: Int32Array;
  /** First prefix of every bucket; a bucket is the first digits of a key. */
  readonly #buckets: Uint32Array;
  readonly #divisor: number;
  /** Keys of the number that is looked up, cut to every length. */
  readonly #cut = new Float64Array(longestNumber + 1);

  /** Takes keys of `prefixKey`, ascending and each once; they are kept, not copied. Throws RangeError when they are not. */
  constructor(keys: Float64Array) {
    this.size = keys.length;
    this.#keys = keys;
    this.#parents = new Int32Array(keys.length);
    const bucketDigits = keys.length > 20_000 ? 5 : 3;
    this.#divisor = 11 ** (longestNumber - bucketDigits);
    this.#buckets = new Uint32Array(11 ** bucketDigits + 1);
    const open = new Int32Array(longestNumber + 1);
    let depth = 0;
    let bucket = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (!(key > (i === 0 ? 0 : keys[i - 1]!))) throw new RangeError('the prefixes are not sorted or not unique');
      while (depth > 0 && key >= endOf(keys[open[depth - 1]!]!)) depth--;
      this.#parents[i] = depth === 0 ? -1 : open[depth - 1]!;
      open[depth++] = i;
      const own = Math.floor(key / this.#divisor);
      while (bucket <= own) this.#buckets[bucket++] = i;
    }
    while (bucket < this.#buckets.length) this.#buckets[bucket++] = keys.length;
  }

  /** Place of the longest prefix that `digits` begins with, -1 when there is none. What follows the 15th digit is not read. */
  find(digits: string): number {
    const length = Math.min(digits.length, longestNumber);
    const cut = this.#cut;
    let key = 0;
    for (let i = 0; i < length; i++) {
      const digit = digits.charCodeAt(i) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      key += (digit + 1) * weights[i]!;
      cut[i + 1] = key;
    }
    return length === 0 ? -1 : this.#last(key, length);
  }

  /** Place of the next shorter prefix that begins the one at `place`, -1 for none. */
  parent(place: number): number {
    return this.#parents[place]!;
  }

  /** Digits of the prefix at `place`. */
  digits(place: number): string {
    return digitsOfKey(this.#keys[place]!);
  }

  #last(key: number, length: number): number {
    const keys = this.#keys;
    const bucket = Math.floor(key / this.#divisor);
    let low = this.#buckets[bucket]!;
    let high = this.#buckets[bucket + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! <= key) low = middle + 1;
      else high = middle;
    }
    let place = low - 1;
    while (place >= 0 && !this.#begins(keys[place]!, length)) place = this.#parents[place]!;
    return place;
  }

  /** Whether the number in `#cut` begins with the prefix that has this key. */
  #begins(key: number, length: number): boolean {
    const cut = this.#cut;
    for (let i = 1; i <= length; i++) {
      const own = cut[i]!;
      if (own === key) return true;
      if (own > key) return false;
    }
    return false;
  }
}

/** First key after everything that begins with the prefix of `key`: its last digit counted one up. */
function endOf(key: number): number {
  let unit = 1;
  while (unit < weights[0]! && key % (unit * 11) === 0) unit *= 11;
  return key + unit;
}
