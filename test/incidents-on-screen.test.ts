import { expect, test } from 'vitest';
import { incidentClasses as known } from '../src/core/incident/classification.ts';
import { builtInMatrix, incidentLevels, matrixOf, severityByMatrix } from '../src/core/incident/severity-matrix.ts';
import { incidentClasses as english } from '../web/src/i18n/en/incident-classes.ts';
import { incidentClasses as dutch } from '../web/src/i18n/nl/incident-classes.ts';
import { type Level, severityOf } from '../web/src/pages/incident/severity-of.ts';

const choices: readonly (readonly Level[])[] = Array.from({ length: 8 }, (_, bits) =>
  incidentLevels.filter((_level, place) => (bits >> place) % 2 === 1),
);

test('the screen comes to what the server comes to, whatever is ticked and whatever the matrix is', () => {
  const own = matrixOf([
    { impact: 'low', urgency: 'high', severity: 'critical' },
    { impact: 'high', urgency: 'high', severity: 'medium' },
  ]);
  for (const matrix of [builtInMatrix, own]) {
    for (const impact of choices) {
      for (const urgency of choices) {
        const shown = severityOf({ impact, urgency }, { edition: null, matrix });
        expect(shown, `${impact} ${urgency}`).toBe(severityByMatrix({ impact, urgency }, matrix));
      }
    }
  }
});

test('kinds are called the same on the screen and in what the server writes', () => {
  const shown = (words: Readonly<Record<string, string>>) => [...known.keys()].map((kind) => words[`class-${kind}`]);
  expect(shown(english)).toEqual([...known.values()].map(({ en }) => en));
  expect(shown(dutch)).toEqual([...known.values()].map(({ nl }) => nl));
  expect(Object.keys(english)).toHaveLength(known.size);
});
