import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { Problem } from '../problem.ts';
import { inDutch, readsDutch } from './in-dutch.ts';
import { problemSentences } from './problem-sentences.ts';

const src = fileURLToPath(new URL('../..', import.meta.url));

/** What stands in an expression as text; `{}` for what is filled in. */
function sentencesIn(node: ts.Expression): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}')];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(sentencesIn);
  if (ts.isBinaryExpression(node)) return [node.left, node.right].flatMap(sentencesIn);
  return [];
}

/** The sentences with which the program refuses, read out of it. */
function refusals(): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
    const text = readFileSync(join(src, path), 'utf8');
    if (!text.includes('new Problem(')) continue;
    const visit = (node: ts.Node): void => {
      const detail = ts.isNewExpression(node) && node.expression.getText() === 'Problem' && node.arguments?.[1];
      if (detail) for (const sentence of sentencesIn(detail)) found.set(sentence, path);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  }
  return found;
}

describe('inDutch', () => {
  it('has Dutch for every sentence with which the API refuses', () => {
    const all = refusals();
    expect(all.size).toBeGreaterThan(200);
    // What is filled in from end to end says for itself in which language.
    const open = [...all].filter(([sentence]) => /[a-z]/.test(sentence.replaceAll('{}', '')));
    expect(open.filter(([sentence]) => !Object.hasOwn(problemSentences, sentence))).toEqual([]);
  });

  it('fills in what stood there, and has no sentence twice', () => {
    for (const [english, dutch] of Object.entries(problemSentences)) {
      const holes = english.split('{}').length;
      expect([english, dutch.split('{}').length]).toEqual([english, holes]);
      let n = 0;
      const said = english.replaceAll('{}', () => `<${++n}>`);
      n = 0;
      expect(inDutch(said)).toBe(dutch.replaceAll('{}', () => `<${++n}>`));
    }
    expect(inDutch('Too many requests: at most 5 in 60 seconds. Try again in 9 s.')).toBe(
      'Te veel verzoeken: ten hoogste 5 in 60 seconden. Probeer opnieuw over 9 s.',
    );
  });

  it('goes into what is filled in', () => {
    expect(inDutch('FreeSWITCH at 192.0.2.7:8021: No connection (ECONNREFUSED). Next try in 3 s.')).toBe(
      'FreeSWITCH op 192.0.2.7:8021: Geen verbinding (ECONNREFUSED). Volgende poging over 3 s.',
    );
    expect(inDutch('Centrale was not brought in line with the stops: It does not answer.')).toBe(
      'Centrale is niet gelijkgezet met de stops: Het antwoordt niet.',
    );
  });

  it('leaves anything else as it is, quickly', () => {
    fc.assert(fc.property(fc.string(), (text) => inDutch(`§${text}`) === `§${text}`));
    const long = `These policies name it: ${'. '.repeat(50_000)}`;
    expect(inDutch(long)).toBe(long);
  });
});

it('a problem is told in the language of who reads it', () => {
  expect(new Problem(404, 'There is no such alert.').document(true)).toMatchObject({
    title: 'Niet gevonden',
    detail: 'Deze melding is er niet.',
  });
  expect(new Problem(404, 'There is no such alert.').document()).toMatchObject({ detail: 'There is no such alert.' });
  const both = new Problem(409, { nl: 'Kan niet.', en: 'Cannot be.' });
  expect([both.message, both.document(true).detail]).toEqual(['Cannot be.', 'Kan niet.']);
  for (const [header, dutch] of [
    ['nl', true],
    ['nl-NL,nl;q=0.9,en;q=0.8', true],
    ['en-GB,nl;q=0.5', false],
    ['nlx', false],
    ['', false],
    [undefined, false],
  ] as const)
    expect([header, readsDutch(header)]).toEqual([header, dutch]);
});
