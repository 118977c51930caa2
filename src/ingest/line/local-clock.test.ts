import { expect, test } from 'vitest';
import { type Arrival, LocalClock } from './local-clock.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 9, 25);

/** Settles `hh:mm:ss` in the hour from 02:00 to 03:00 of Amsterdam; which of the two it was. */
function settle(clock: LocalClock, text: string, receivedAt = day + 30 * hour, date = day): 1 | 2 {
  const [h, m, s] = text.split(':').map(Number);
  const wall = date + h * hour + m * 60_000 + s * 1000;
  const time = clock.settle(wall, wall - 2 * hour, wall - hour, receivedAt);
  return time === wall - hour ? 2 : 1;
}
const each = (arrival: Arrival, ...texts: string[]) => {
  const clock = new LocalClock(arrival);
  return texts.map((text) => settle(clock, text));
};

test('the second hour begins with the step back and lasts', () => {
  for (const arrival of ['replay', 'tail'] as const) {
    expect(each(arrival, '02:59:00', '02:01:00', '02:00:59', '02:40:00', '02:30:00')).toEqual([1, 2, 2, 2, 2]);
    expect(each(arrival, '02:10:00', '02:59:59', '02:00:00')).toEqual([1, 1, 2]);
  }
});

test('lines that come a little late are no step back', () => {
  expect(each('replay', '02:30:00', '02:29:10', '02:31:00', '02:30:01', '02:29:59')).toEqual([1, 1, 1, 1, 2]);
});

test('another year begins with the first', () => {
  const clock = new LocalClock('replay');
  expect(settle(clock, '02:59:00')).toBe(1);
  expect(settle(clock, '02:01:00')).toBe(2);
  const next = Date.UTC(2027, 9, 31);
  expect(settle(clock, '02:01:00', next, next)).toBe(1);
});

test('what is written now is of the hour that is now', () => {
  const at = (text: string, which: 1 | 2) => {
    const [h, m, s] = text.split(':').map(Number);
    return day + h * hour + m * 60_000 + s * 1000 - (which === 1 ? 2 : 1) * hour;
  };
  const live = new LocalClock('live');
  expect(settle(live, '02:05:00', at('02:05:03', 2))).toBe(2);
  expect(settle(live, '02:05:00', at('02:05:03', 1))).toBe(1);
  expect(settle(live, '02:55:00', at('02:59:00', 2))).toBe(2);
  // A file that was quiet for the whole first hour, or was begun in the second.
  const tail = new LocalClock('tail');
  expect(settle(tail, '02:05:00', at('02:05:01', 2))).toBe(2);
  expect(settle(tail, '02:04:30', at('02:09:00', 2))).toBe(2);
  // One that steps back within the first hour did not begin the second yet.
  const early = new LocalClock('tail');
  expect(settle(early, '02:30:00', at('02:30:01', 1))).toBe(1);
  expect(settle(early, '02:20:00', at('02:30:02', 1))).toBe(1);
  expect(settle(early, '02:20:00', at('02:20:01', 2))).toBe(2);
});

test('what another field told counts from there on', () => {
  const clock = new LocalClock('replay');
  clock.tell(day + 2 * hour, day, true);
  expect(settle(clock, '02:00:30')).toBe(2);
});
