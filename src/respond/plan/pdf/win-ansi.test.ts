import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { winAnsi } from './win-ansi.ts';

const font = await (await PDFDocument.create()).embedFont(StandardFonts.Helvetica);

test('what the font has stays, what it lacks becomes letters it has', () => {
  expect(winAnsi('“Zoë” – €5 … ÿ')).toEqual({ text: '“Zoë” – €5 … ÿ', lost: 0 });
  expect(winAnsi('Łukasz Öztürk-Şahin, Đorđe Ždanović').text).toBe('Lukasz Öztürk-Sahin, Ðorde Ždanovic');
  expect(winAnsi('Щербаков, Юлия; Ψυχή').text).toBe('Shcherbakov, Julija; Psychi');
  expect(winAnsi('a → b ≤ c\u2009d').text).toBe('a -> b <= c d');
});

test('what has no letters is shown as lost', () => {
  expect(winAnsi('张伟 👍')).toEqual({ text: '?? ?', lost: 3 });
});

test('whatever comes in, the font can write it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const { text: shown } = winAnsi(text);
      for (const line of shown.split('\n')) expect(font.widthOfTextAtSize(line, 10)).toBeGreaterThanOrEqual(0);
      expect(() => font.encodeText(shown.replaceAll('\n', ''))).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});
