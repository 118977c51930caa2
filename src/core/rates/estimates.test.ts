import { describe, expect, it } from 'vitest';
import { countryDialling } from '../phone/countries.ts';
import { allDestinations, destinationKinds } from '../phone/destination.ts';
import { RateDeckReader } from './deck-reader.ts';
import { estimatedRate, estimateFor } from './estimates.ts';
import { RateBook } from './rate-book.ts';

describe('estimates', () => {
  it.each([
    ['31201234567', 50_000],
    ['31612345678', 100_000],
    ['2203123456', 1_000_000],
    ['18765551234', 500_000],
    ['881612345678', 5_000_000],
    ['319001234', 1_000_000],
    ['318001234', 0],
    ['999123456', 1_000_000],
    ['', 1_000_000],
  ])('%s costs about %s', (number, perMinute) => {
    expect(estimateFor(number)).toEqual({ perMinute, setup: 0, minimum: 0, increment: 1, estimate: true });
  });

  it('are there for every destination and kind; only free and emergency numbers cost nothing', () => {
    for (const destination of allDestinations())
      expect([destination.prefix, estimatedRate(destination).perMinute > 0]).toEqual([
        destination.prefix,
        destination.kind !== 'free',
      ]);
    for (const country of countryDialling.keys())
      for (const kind of destinationKinds)
        expect(estimatedRate({ country, kind, prefix: '', island: false }).estimate).toBe(true);
  });

  it('stand behind the decks', () => {
    const deck = (text: string) => {
      const reader = new RateDeckReader();
      reader.push(new TextEncoder().encode(`prefix,rate\n${text}`));
      return reader.end().deck;
    };
    const book = new RateBook([deck('31,0.01'), deck('31,0.02\n32,0.03')]);
    expect(['31201234567', '32470123456', '2203123456'].map((number) => book.rateFor(number, 0).perMinute)).toEqual([
      10_000, 30_000, 1_000_000,
    ]);
    expect(book.rateFor('31201234567', 0).estimate).toBe(false);
    expect(book.rateFor('2203123456', 0).estimate).toBe(true);
  });
});
