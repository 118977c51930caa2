import { expect, test } from 'vitest';
import { builtInMatrix, incidentLevels, matrixOf, severityByMatrix } from './severity-matrix.ts';

test('a plan says what impact and urgency come to; what it leaves out is as built in, and of two the graver counts', () => {
  const matrix = matrixOf([
    { impact: 'low', urgency: 'low', severity: 'high' },
    { impact: 'high', urgency: 'high', severity: 'medium' },
    { impact: 'high', urgency: 'high', severity: 'high' },
  ]);
  expect(severityByMatrix({ impact: ['low'], urgency: ['low'] }, matrix)).toBe('high');
  expect(severityByMatrix({ impact: ['low', 'high'], urgency: [] }, matrix)).toBe('high');
  expect(severityByMatrix({ impact: ['medium'], urgency: ['high'] }, matrix)).toBe('high');
  expect(matrixOf([])).toEqual(builtInMatrix);
  for (const impact of incidentLevels)
    for (const urgency of incidentLevels)
      expect(severityByMatrix({ impact: [impact], urgency: [urgency] })).toBe(builtInMatrix[impact][urgency]);
});
