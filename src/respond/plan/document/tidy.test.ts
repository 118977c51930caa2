import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tidy } from './tidy.ts';

test('keeps words and line ends, nothing that acts', () => {
  expect(tidy('  a\t b\u00a0c \r\n\r\n\r\n\r\n d\u0000\u001b[31m\u202e\u200b\ufeff', 100)).toBe('a b c\n\nd[31m');
  expect(tidy('x'.repeat(10_240), 300)).toBe(`${'x'.repeat(299)}…`);
  expect(tidy('👍'.repeat(10), 5)).toBe('👍👍👍👍…');
});

test('never longer than asked, and doing it twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 2, max: 100 }), (text, most) => {
      const once = tidy(text, most);
      expect([...once].length).toBeLessThanOrEqual(most);
      expect(once).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      expect(tidy(once, most)).toBe(once);
    }),
  );
});
