import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainArray, textArray } from './array-literal.ts';
import { likeAnywhere } from './like.ts';
import { storableInteger, storableJson, storableText } from './storable.ts';

const anyText = fc.string({
  unit: fc.constantFrom('a', '"', '\\', ',', '{', '}', '\0', '\ud83d', '\ude00', 'é', '%', '_', '\n', ' '),
});

test('whatever text comes, what is stored has no NUL, is well formed and not too long', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 20 }), (text, max) => {
      const stored = storableText(text, max);
      expect(stored.length).toBeLessThanOrEqual(max);
      expect(stored.includes('\0')).toBe(false);
      expect(stored.isWellFormed()).toBe(true);
    }),
  );
});

test('storable text stays as it is', () => {
  expect(storableText('gebruiker "é" 😀', 100)).toBe('gebruiker "é" 😀');
});

test('JSON holds no escape that jsonb refuses, in values and in keys', () => {
  fc.assert(
    fc.property(fc.dictionary(anyText, fc.array(anyText)), (value) => {
      const json = storableJson(value);
      expect(/(^|[^\\])(\\\\)*\\u(0000|d[89a-f])/i.test(json)).toBe(false);
      expect(() => JSON.parse(json)).not.toThrow();
    }),
  );
});

test('a column of text reads back as the same texts', () => {
  fc.assert(
    fc.property(fc.array(anyText), (texts) => {
      expect(readArray(textArray(texts))).toEqual(texts);
    }),
  );
  expect(plainArray([1, -2.5, 0])).toBe('{1,-2.5,0}');
  expect(plainArray([])).toBe('{}');
});

test('numbers become integers that fit', () => {
  expect([1.9, -1.9, Number.NaN, Infinity, -Infinity].map((n) => storableInteger(n, 100))).toEqual([
    1, -1, 0, 100, -100,
  ]);
});

test('a pattern means its text literally', () => {
  expect(likeAnywhere('50%_\\')).toBe('%50\\%\\_\\\\%');
});

/** Reads an array literal by the rules of the PostgreSQL manual, written apart from the code under test. */
function readArray(literal: string): string[] {
  const values: string[] = [];
  let at = 1;
  while (literal[at] === '"') {
    let value = '';
    for (at++; literal[at] !== '"'; at++) {
      if (literal[at] === '\\') at++;
      value += literal[at];
    }
    values.push(value);
    at += literal[at + 1] === ',' ? 2 : 1;
  }
  expect(literal.slice(at)).toBe('}');
  return values;
}
