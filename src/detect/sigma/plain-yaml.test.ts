import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readPlainYaml } from './plain-yaml.ts';

const folder = fileURLToPath(new URL('../../../rules', import.meta.url));
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

/** What the full reader makes of a text, as JSON so that the order counts; undefined where it finds a fault. */
function full(text: string): string | undefined {
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: true, logLevel: 'error' });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
    return JSON.stringify(documents.map((document) => document.toJS()));
  } catch {
    return undefined;
  }
}

test('all packaged rules are plain, and read as the full reader reads them', () => {
  expect(files.length).toBeGreaterThan(30);
  for (const text of files) expect(JSON.stringify(readPlainYaml(text))).toBe(full(text));
});

test.each([
  ["a: 'it''s'\nb: \"x # y\"\nc: >-\n  one\n  two # three\nd: [1, '2', x y]\n1000: 10m", true],
  ['# nothing\n---\na: b\n---\nc:\n  - d\n  - e: f', false],
  ['a: b\na: c', false],
  ['a: null', false],
  ['a: 0x1f', false],
  ['a: 1e3', false],
  ['a: b: c', false],
  ['a: b # c', false],
  ['a: b\n  c', false],
  ['a: &x b', false],
  ['a: |\n  b', false],
  ['a:\tb', false],
  ['a: >-\n  b\n\n  c', false],
  ['- a', false],
  ['', false],
])('%j', (text, plain) => {
  const read = readPlainYaml(text);
  if (plain) expect(JSON.stringify(read)).toBe(full(text));
  else expect(read === undefined || read.length === 0).toBe(true);
});

test('a rule that is changed anywhere is read as the full reader reads it, or not at all', () => {
  const pieces = fc.constantFrom(
    ...[
      '\n',
      ' ',
      '  ',
      ':',
      ': ',
      '-',
      '- ',
      '\n- ',
      '#',
      ' #',
      "'",
      '"',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&',
      '*',
      '!',
      '|',
      '>',
      '>-',
    ],
    ...[
      '%',
      '@',
      '`',
      '\\',
      '---',
      '\n---\n',
      '...',
      '?',
      '? ',
      '~',
      'null',
      'True',
      'yes',
      '0',
      '1e3',
      '.5',
      '0o7',
      '-1',
      '+1',
      '_',
    ],
    ...['\t', '\r', '\u00e9', '\u2028', '\ufeff', '\u0085', '<<', '__proto__', 'x', 'a: b', '\n  a: b', '\n\n'],
  );
  const change = fc.tuple(fc.nat(), fc.nat(3), pieces);
  let readable = 0;
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(change, { maxLength: 3 }), (file, changes) => {
      const text = changes.reduce((sofar, [place, cut, piece]) => {
        const at = place % (sofar.length + 1);
        return sofar.slice(0, at) + piece + sofar.slice(at + cut);
      }, file);
      const read = readPlainYaml(text);
      if (read === undefined || read.length === 0) return;
      readable++;
      expect(JSON.stringify(read)).toBe(full(text));
    }),
    { numRuns: 600 },
  );
  expect(readable).toBeGreaterThan(100);
});
