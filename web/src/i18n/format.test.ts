import { expect, test } from 'vitest';
import {
  formatAgo,
  formatClock,
  formatCountry,
  formatDay,
  formatDuration,
  formatExact,
  formatNumber,
  formatRate,
  localTimes,
  setTimeZone,
  timeZone,
} from './format.ts';

test.each([
  [45, '45 s', '45 s'],
  [60, '1 min', '1 min'],
  [480, '8 min', '8 min'],
  [3600, '1 u', '1 h'],
  [5520, '1 u 32', '1 h 32'],
  [86_400, '1 dag', '1 day'],
  [259_200, '3 dagen', '3 days'],
  [604_800, '1 week', '1 week'],
  [2_592_000, '30 dagen', '30 days'],
  [31_536_000, '1 jaar', '1 year'],
])('%d seconds', (seconds, nl, en) => {
  expect(formatDuration('nl', seconds)).toBe(nl);
  expect(formatDuration('en', seconds)).toBe(en);
});

test('past and future', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  expect(formatAgo('nl', now - 8 * 60_000, now)).toBe('8 min geleden');
  expect(formatAgo('en', now + 7_200_000, now)).toBe('in 2 h');
  expect(formatAgo('nl', now - 1000, now)).toBe('nu');
  expect(formatAgo('en', now - 26 * 3_600_000, now)).toBe('1 day ago');
});

test('numbers and countries follow the language', () => {
  expect(formatNumber('nl', 18_220)).toBe('18.220');
  expect(formatNumber('en', 18_220)).toBe('18,220');
  expect(formatRate('nl', 2.14)).toBe('2,1/s');
  expect(formatCountry('nl', 'RU', '?')).toBe('Rusland');
  expect(formatCountry('en', 'RU', '?')).toBe('Russia');
  expect(formatCountry('en', '', 'unknown')).toBe('unknown');
});

test('times in a sentence are those of the reader', () => {
  const now = Date.UTC(2026, 10, 22, 18);
  const clock = formatClock('nl', '2026-11-22T16:47Z', now);
  expect(localTimes('nl', '7 pogingen sinds 2026-11-22 16:47 UTC.', now)).toBe(`7 pogingen sinds ${clock}.`);
  expect(localTimes('en', 'no time in here', now)).toBe('no time in here');
});

test('times stand in the zone of the person when one is chosen, and an unknown zone changes nothing', () => {
  const at = Date.UTC(2026, 5, 3, 23, 30);
  setTimeZone('Europe/Amsterdam');
  expect(formatClock('nl', at, at)).toBe('01:30');
  // Already the next day there.
  expect(formatDay('nl', at)).toBe('4 jun 2026');
  expect(formatClock('nl', at, at - 3 * 3_600_000)).toBe('4 jun 01:30');
  setTimeZone('America/New_York');
  expect(formatClock('en', at, at)).toBe('19:30');
  expect(formatExact('en', at)).toMatch(/19:30:00 (GMT-4|EDT)/);
  setTimeZone('Middle/Earth');
  expect(timeZone()).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  setTimeZone(undefined);
});
