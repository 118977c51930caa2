import { expect, test } from 'vitest';
import { deckReading } from './deck-reading.ts';

test('how a deck is read is taken from the request', () => {
  expect(deckReading('EUR', undefined, undefined)).toEqual({ currency: 'EUR', worth: {}, columns: {} });
  expect(deckReading('USD', 'USD:0.92,GBP:1.17', ['price:Our: price', 'prefix: Code '])).toEqual({
    ...{ currency: 'USD', worth: { USD: 920_000, GBP: 1_170_000 }, columns: { price: 'Our: price', prefix: 'Code' } },
  });
});

test.each(['USD', 'USD:', 'USD:0', 'usd:1', 'USDT:1', 'USD:-1', 'USD:x', 'USD:1e9'])('no worth is %s', (worth) => {
  expect(() => deckReading('EUR', worth, undefined)).toThrow('USD:0.92');
});

test.each(['price', 'cost:x', 'price:', 'price:  ', ':x', '__proto__:x'])('no column is %s', (column) => {
  expect(() => deckReading('EUR', undefined, column)).toThrow('price:Our price');
});
