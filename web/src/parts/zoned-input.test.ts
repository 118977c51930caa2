import { expect, test } from 'vitest';
import { momentOf, zonedInput } from './zoned-input.ts';

test.each([
  ['2026-07-01T00:00', 'Europe/Amsterdam', '2026-06-30T22:00:00.000Z'],
  ['2026-12-01T09:30', 'Europe/Amsterdam', '2026-12-01T08:30:00.000Z'],
  ['2026-07-14T18:00', 'America/Curacao', '2026-07-14T22:00:00.000Z'],
])('%s in %s', (text, zone, at) => {
  expect(momentOf(text, zone)).toBe(at);
  expect(zonedInput(at, zone)).toBe(text);
});

test('a time that the change of clocks skips is an hour later; nothing is no moment', () => {
  expect(zonedInput(momentOf('2026-03-29T02:30', 'Europe/Amsterdam'), 'Europe/Amsterdam')).toMatch(/T0[13]:30$/);
  expect(momentOf('', 'Europe/Amsterdam')).toBeNull();
  expect(zonedInput(null, 'Europe/Amsterdam')).toBe('');
});
