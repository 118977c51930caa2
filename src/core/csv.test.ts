import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField, csvLine } from './csv.ts';

describe('CSV', () => {
  it.each([
    '=HYPERLINK("http://203.0.113.7/","x")',
    '+31201234567',
    '-1+cmd|x',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\uff1dSUM(1)',
    '|calc',
    '%0A=1',
  ])('makes %j text', (text) => {
    expect(csvField(text)).toBe(`"'${text.replaceAll('"', '""')}"`);
  });

  it('leaves numbers and plain words as they are', () => {
    expect(csvLine(['jan', -5, 1.5, true, null, undefined, '{"a":1}', "'t Hof"])).toBe(
      `jan,-5,1.5,true,,,"{""a"":1}","'t Hof"\r\n`,
    );
  });

  it('is read again as it was, but for the apostrophe', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 8 }), (texts) => {
        const [row] = parse(csvLine(texts), { relax_column_count: true }) as string[][];
        expect(row).toHaveLength(texts.length);
        row.forEach((field, i) => {
          expect([texts[i], `'${texts[i]}`]).toContain(field);
          expect(field).not.toMatch(/^\s*[=+\-@]/);
        });
      }),
      { numRuns: 500 },
    );
  });
});
