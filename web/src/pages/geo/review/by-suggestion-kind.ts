import type { GeoSuggestion } from '../../../../../src/api/schema/geo.ts';

/** What is wrong now first, then what cuts somebody off, then what can wait. */
const order: readonly GeoSuggestion['kind'][] = [
  'drift',
  'data-old',
  'data-thin',
  'exception-for-good',
  'enforce-policy',
  'exception-past-review',
  'policy-past-review',
  'close-country',
];

/** Suggestions by kind, most pressing kind first; within one those without a decision first. */
export function bySuggestionKind(
  suggestions: readonly GeoSuggestion[],
): (readonly [GeoSuggestion['kind'], readonly GeoSuggestion[]])[] {
  return order
    .map((kind) => [kind, suggestions.filter((one) => one.kind === kind)] as const)
    .filter(([, found]) => found.length > 0)
    .map(([kind, found]) => [kind, found.toSorted((a, b) => Number(a.decision !== '') - Number(b.decision !== ''))]);
}
