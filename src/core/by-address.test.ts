import { expect, test } from 'vitest';
import { ByAddress, noteAddress } from './by-address.ts';

test('finds what was set for the addresses read last, and nothing for any other', () => {
  const kept = new ByAddress<number>();
  noteAddress('192.0.2.1', 7);
  kept.set('192.0.2.1', 1);
  expect(kept.get('192.0.2.1')).toBe(1);
  expect(kept.get('192.0.2.2')).toBeUndefined();
  kept.set('192.0.2.2', 2);
  noteAddress('192.0.2.2', 8);
  expect(kept.get('192.0.2.2')).toBeUndefined();
  // The one before is still at hand, the one before that is not.
  expect(kept.get('192.0.2.1')).toBe(1);
  noteAddress('192.0.2.3', 9);
  expect(kept.get('')).toBeUndefined();
  noteAddress('192.0.2.1', 7);
  expect(kept.get('192.0.2.1')).toBe(1);
});

test('two addresses of one place never stand for each other', () => {
  const kept = new ByAddress<string>();
  for (let round = 0; round < 3; round++) {
    for (const number of [5, 5 + 4096, 5 + 2 * 4096]) {
      const address = `198.51.100.${number % 250}`;
      noteAddress(address, number);
      expect([undefined, address]).toContain(kept.get(address));
      kept.set(address, address);
      expect(kept.get(address)).toBe(address);
    }
  }
});

test('a number that is given anew does not find what the old address had', () => {
  const kept = new ByAddress<number>();
  noteAddress('192.0.2.1', 1);
  kept.set('192.0.2.1', 1);
  noteAddress('203.0.113.9', 1);
  expect(kept.get('203.0.113.9')).toBeUndefined();
  kept.clear();
  noteAddress('192.0.2.1', 1);
  expect(kept.get('192.0.2.1')).toBeUndefined();
});
