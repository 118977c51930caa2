import { type DeckArrays, RateDeck } from './deck.ts';
import { ownText } from './own-text.ts';
import type { Rate } from './rate.ts';

/** What a line of a deck says once it is understood. */
export interface DeckEntry extends Rate {
  /** Key of the prefix, as `prefixKey` makes it. */
  readonly key: number;
  readonly name: string;
  /** ms UTC, -Infinity and Infinity when it says nothing; the end is not included. */
  readonly from: number;
  readonly until: number;
}

/** Most different rates of one deck; a deck has some thousands. */
const mostRates = 2_000_000;

/**
 * Collects entries into typed arrays that grow; equal rates and equal names are kept once. A prefix that comes twice with the
 * same first day is the same entry: the later line counts, and `replaced` says how often.
 */
export class DeckBuilder {
  #size = 0;
  #keys = new Float64Array(4_096);
  #rate = new Uint32Array(4_096);
  #name = new Uint32Array(4_096);
  #from: Float64Array | undefined;
  #until: Float64Array | undefined;
  readonly #rates: Rate[] = [];
  readonly #ratePlaces = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #namePlaces = new Map<string, number>();
  #lastRate = 0;
  #lastName = 0;
  replaced = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes an entry in; false when there is no room for one more kind of rate. */
  add(entry: DeckEntry): boolean {
    const rate = this.#placeOfRate(entry);
    if (rate < 0) return false;
    if (this.#size === this.#keys.length) this.#grow();
    if (this.#from === undefined && (entry.from !== -Infinity || entry.until !== Infinity)) {
      this.#from = new Float64Array(this.#keys.length).fill(-Infinity);
      this.#until = new Float64Array(this.#keys.length).fill(Infinity);
    }
    const at = this.#size++;
    this.#keys[at] = entry.key;
    this.#rate[at] = rate;
    this.#name[at] = this.#placeOfName(entry.name);
    if (this.#from) {
      this.#from[at] = entry.from;
      this.#until![at] = entry.until;
    }
    return true;
  }

  /** Makes the deck; the builder is not to be used after it. */
  build(): RateDeck {
    const order = this.#order();
    const from = this.#from;
    let kept = 0;
    let prefixes = 0;
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      const key = this.#keys[at]!;
      const next = i + 1 < order.length ? order[i + 1]! : -1;
      const follows = next >= 0 && this.#keys[next] === key;
      if (follows && (!from || from[next] === from[at])) {
        this.replaced++;
        continue;
      }
      order[kept++] = at;
      if (!follows) prefixes++;
    }
    return new RateDeck(this.#arrays(order.subarray(0, kept), prefixes));
  }

  #arrays(order: Uint32Array, prefixes: number): DeckArrays {
    const pick = <T extends Float64Array | Uint32Array>(into: T, out: T): T => {
      for (let i = 0; i < order.length; i++) into[i] = out[order[i]!]!;
      return into;
    };
    const keys = new Float64Array(prefixes);
    const firstEntry = prefixes === order.length ? undefined : new Uint32Array(prefixes + 1);
    let place = -1;
    for (let i = 0; i < order.length; i++) {
      const key = this.#keys[order[i]!]!;
      if (place >= 0 && keys[place] === key) continue;
      keys[++place] = key;
      if (firstEntry) firstEntry[place] = i;
    }
    if (firstEntry) firstEntry[prefixes] = order.length;
    return {
      keys,
      firstEntry,
      rate: pick(new Uint32Array(order.length), this.#rate),
      name: pick(new Uint32Array(order.length), this.#name),
      validFrom: this.#from && pick(new Float64Array(order.length), this.#from),
      validUntil: this.#until && pick(new Float64Array(order.length), this.#until),
      rates: this.#rates,
      names: this.#names,
    };
  }

  /** Entries by prefix, first day and line; decks mostly come sorted. */
  #order(): Uint32Array {
    const keys = this.#keys;
    const from = this.#from;
    const order = Uint32Array.from({ length: this.#size }, (_, i) => i);
    const before = (a: number, b: number) =>
      keys[a]! - keys[b]! || (from && from[a] !== from[b] ? (from[a]! < from[b]! ? -1 : 1) : 0) || a - b;
    for (let i = 1; i < order.length; i++) if (before(i - 1, i) > 0) return order.sort(before);
    return order;
  }

  #placeOfRate({ perMinute, setup, minimum, increment, estimate }: Rate): number {
    const last = this.#rates[this.#lastRate];
    if (
      last &&
      last.perMinute === perMinute &&
      last.setup === setup &&
      last.minimum === minimum &&
      last.increment === increment &&
      last.estimate === estimate
    )
      return this.#lastRate;
    const text = `${perMinute}/${setup}/${minimum}/${increment}/${estimate}`;
    let place = this.#ratePlaces.get(text);
    if (place === undefined) {
      if (this.#rates.length >= mostRates) return -1;
      place = this.#rates.push({ perMinute, setup, minimum, increment, estimate }) - 1;
      this.#ratePlaces.set(text, place);
    }
    this.#lastRate = place;
    return place;
  }

  #placeOfName(name: string): number {
    if (this.#names[this.#lastName] === name) return this.#lastName;
    let place = this.#namePlaces.get(name);
    if (place === undefined) {
      const own = ownText(name);
      place = this.#names.push(own) - 1;
      this.#namePlaces.set(own, place);
    }
    this.#lastName = place;
    return place;
  }

  #grow(): void {
    const length = this.#keys.length * 2;
    const grown = <T extends Float64Array | Uint32Array>(into: T, before: T): T => {
      into.set(before);
      return into;
    };
    this.#keys = grown(new Float64Array(length), this.#keys);
    this.#rate = grown(new Uint32Array(length), this.#rate);
    this.#name = grown(new Uint32Array(length), this.#name);
    if (this.#from) {
      this.#from = grown(new Float64Array(length).fill(-Infinity), this.#from);
      this.#until = grown(new Float64Array(length).fill(Infinity), this.#until!);
    }
  }
}
