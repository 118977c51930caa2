import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineEnds, FastLineEnds, PlainLineEnds } from './line-ends.ts';

const size = 300;
const fast = new FastLineEnds(size);
const plain = new PlainLineEnds(size);

function placesOf(ends: FastLineEnds | PlainLineEnds, bytes: Uint8Array, from: number, to: number): readonly number[] {
  ends.bytes.fill(0x0a);
  ends.bytes.set(bytes);
  return [...ends.places.subarray(0, ends.find(from, to))];
}

test('finds every line feed of a range and none outside of it', () => {
  const anyByte = fc.oneof(fc.constant(0x0a), fc.nat(255));
  fc.assert(
    fc.property(
      fc.array(anyByte, { minLength: size, maxLength: size }),
      fc.nat(size),
      fc.nat(size),
      (bytes, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const wanted = bytes.flatMap((byte, at) => (byte === 0x0a && at >= from && at < to ? [at] : []));
        expect(placesOf(fast, Uint8Array.from(bytes), from, to)).toEqual(wanted);
        expect(placesOf(plain, Uint8Array.from(bytes), from, to)).toEqual(wanted);
      },
    ),
    { numRuns: 300 },
  );
});

test('a chunk of nothing but line feeds has room for all its places', () => {
  const ends = createLineEnds(100_000);
  expect(ends).toBeInstanceOf(FastLineEnds);
  ends.bytes.fill(0x0a);
  expect(ends.find(0, 100_000, false)).toBe(100_000);
  expect(ends.places[99_999]).toBe(99_999);
  expect(ends.find(50, 50, false)).toBe(0);
});
