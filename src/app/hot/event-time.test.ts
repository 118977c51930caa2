import { expect, test } from 'vitest';
import { Event } from '../../core/event.ts';
import { EventTime } from './event-time.ts';

const now = 1_780_000_000_000;
function at(time: number): Event {
  return Object.assign(new Event(), { time });
}

test('a clock ahead cannot drag time along', () => {
  const time = new EventTime();
  const event = at(now + 86_400_000 * 365);
  time.correct(event, now, true);
  expect(event.time).toBe(now);
  expect(time.skewed).toBe(1);
});

test('old events are history where history can come, a wrong clock elsewhere', () => {
  const time = new EventTime();
  const old = at(now - 3_600_000);
  time.correct(old, now, true);
  expect(old.time).toBe(now - 3_600_000);
  time.correct(old, now, false);
  expect(old.time).toBe(now);
});

test('times near now are left alone', () => {
  const time = new EventTime();
  for (const offset of [-50_000, -1, 0, 4000]) {
    const event = at(now + offset);
    time.correct(event, now, false);
    expect(event.time).toBe(now + offset);
  }
  expect(time.skewed).toBe(0);
});
