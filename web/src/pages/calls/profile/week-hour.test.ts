import { expect, it } from 'vitest';
import { weekHourIn } from './week-hour.ts';

it('counts hours from Monday midnight in the zone of the customer, in summer and winter', () => {
  expect(weekHourIn('Europe/Amsterdam', '2026-11-22T23:30:00Z')).toBe(0);
  expect(weekHourIn('Europe/Amsterdam', '2026-11-23T02:00:00Z')).toBe(3);
  expect(weekHourIn('Europe/Amsterdam', '2026-07-05T21:59:00Z')).toBe(167);
  expect(weekHourIn('Europe/Amsterdam', '2026-07-05T22:00:00Z')).toBe(0);
});
