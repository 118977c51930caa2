import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrap } from './wrap.ts';

const measure = (text: string) => [...text].length;
const shown = (text: string, width: number) =>
  wrap(text, width, measure).map((line) => line.map((run) => run.text).join(''));

test('breaks at spaces and line ends, and inside a word only when it has to', () => {
  expect(shown('one two three\nfour', 8)).toEqual(['one two', 'three', 'four']);
  expect(shown('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
  expect(shown('', 4)).toEqual(['']);
});

test('marks blanks from bracket to bracket, over lines too', () => {
  const lines = wrap('Call [fill in: the name of it] now', 14, measure);
  expect(
    lines
      .flat()
      .filter(({ blank }) => blank)
      .map(({ text }) => text),
  ).toEqual(['[fill in:', 'the name of', 'it]']);
});

test('no line is too wide and no word is lost', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const lines = shown(text, width);
      for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replace(/[ \n]/g, ''));
    }),
  );
});
