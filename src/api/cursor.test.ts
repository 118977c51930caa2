import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';
import { iso } from './present/instant.ts';
import { Problem } from './problem.ts';

test('a cursor reads back as what it was written from', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.stringMatching(/^[\x20-\x7e]{0,128}$/), (at, id) => {
      expect(readCursor(writeCursor({ at, id }))).toEqual({ at, id });
    }),
  );
  expect(readCursor(undefined)).toBeUndefined();
});

test('anything else is refused as a problem, never thrown as a bug', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (text) => {
        try {
          const position = readCursor(text);
          expect(Number.isSafeInteger(position?.at)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      },
    ),
  );
});

test('every time has an instant that the schema takes', () => {
  expect(iso(0)).toBe('1970-01-01T00:00:00.000Z');
  expect(iso(8.64e15 * 2)).toBe('9999-12-31T23:59:59.999Z');
  expect(iso(-8.64e15)).toBe('0000-01-01T00:00:00.000Z');
});
