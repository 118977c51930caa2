import { expect, test } from 'vitest';
import { ratePoints } from './rate-points.ts';

const stepMs = 300_000;
const noon = Date.UTC(2026, 0, 5, 12);
const steps = (failed: number[]) =>
  failed.map((count, index) => ({
    at: new Date(noon + index * stepMs).toISOString(),
    failed: count,
    succeeded: 0,
  }));
const at = (index: number, extraMs = 0) => new Date(noon + index * stepMs + extraMs).toISOString();

test('a step of five minutes becomes a rate, the unfinished one is left out, now closes the line', () => {
  const points = ratePoints(steps(Array(20).fill(50)), 'failed', 300, at(19, 60_000), 7);
  expect(points).toHaveLength(20);
  expect(points[0]).toEqual({ at: at(0), value: 10 });
  expect(points.at(-1)).toEqual({ at: at(19, 60_000), value: 7 });
});

test('without a rate the unfinished step tells it', () => {
  const points = ratePoints(steps(Array(20).fill(50)), 'failed', 300, at(19, 120_000), undefined);
  expect(points.at(-1)).toEqual({ at: at(19, 120_000), value: 25 });
  expect(ratePoints(steps(Array(20).fill(50)), 'failed', 300, at(19, 5000), undefined)).toHaveLength(19);
});

test('time before the first record is not drawn as zero, but an hour always is', () => {
  const late = [...Array(100).fill(0), ...Array(30).fill(5)];
  expect(ratePoints(steps(late), 'failed', 300, at(130), undefined)[0]?.at).toBe(at(99));
  const fresh = [...Array(99).fill(0), 5];
  expect(ratePoints(steps(fresh), 'failed', 300, at(100), undefined)).toHaveLength(12);
});
