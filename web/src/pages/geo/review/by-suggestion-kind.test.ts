import { expect, test } from 'vitest';
import type { GeoSuggestion } from '../../../../../src/api/schema/geo.ts';
import { bySuggestionKind } from './by-suggestion-kind.ts';

const suggestion = (
  id: string,
  kind: GeoSuggestion['kind'],
  decision: GeoSuggestion['decision'] = '',
): GeoSuggestion => ({
  ...{ id, kind, decision, sentence: { en: id, nl: id }, about: '', tenant: '', evidence: [] },
  ...{ decidedBy: '', decidedAt: null, note: '' },
});

test('drift comes before closing a country, and what is decided goes to the end of its kind', () => {
  const groups = bySuggestionKind([
    suggestion('BR', 'close-country', 'rejected'),
    suggestion('AR', 'close-country'),
    suggestion('kernel', 'drift'),
  ]);
  expect(groups.map(([kind, list]) => [kind, list.map(({ id }) => id)])).toEqual([
    ['drift', ['kernel']],
    ['close-country', ['AR', 'BR']],
  ]);
});
