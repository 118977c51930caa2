import type { RateDeck } from './deck.ts';
import { estimateFor } from './estimates.ts';
import type { Rate } from './rate.ts';

/** The decks that hold for somebody, the first that has a prefix counts: a customer's own before the provider's. */
export class RateBook {
  readonly #decks: readonly RateDeck[];
  /** Whether a number costs the same at all times. */
  readonly timeless: boolean;

  constructor(decks: readonly RateDeck[]) {
    this.#decks = decks;
    this.timeless = decks.every(({ timeless }) => timeless);
  }

  /** The rate of a call to E.164 digits (no plus) that starts at `at`, ms UTC; our estimate when no deck has one. */
  rateFor(e164: string, at: number): Rate {
    for (const deck of this.#decks) {
      const entry = deck.find(e164, at);
      if (entry >= 0) return deck.rate(entry);
    }
    return estimateFor(e164);
  }
}
