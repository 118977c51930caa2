import { expect, test } from 'vitest';
import { readSearch, writeSearch } from './address-bar.ts';

test('numbers, booleans and quotes stay the text they are', () => {
  for (const q of ['0031201234567', 'true', '"x"', 'a&b=c', '2001:db8::/48', 'é +']) {
    expect(readSearch(writeSearch({ q }))).toEqual({ q });
  }
});

test('what is not set is left out', () => {
  expect(writeSearch({ q: undefined, state: '' })).toBe('');
});
