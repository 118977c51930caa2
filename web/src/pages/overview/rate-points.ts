import type { Overview } from '../../api/types.ts';
import type { Point } from '../../parts/chart/series-chart.tsx';

/** Fewest steps a chart shows. */
const fewest = 12;

/**
 * Counts per step as a rate per minute, ending in the rate of now. The step that is not over yet is left out: it would
 * look like a fall. So is the time before the first record: nothing was known then, which is not the same as zero.
 * `at` and `now` are the instant and rate of now; without a rate the unfinished step tells it, once it is half a minute old.
 */
export function ratePoints(
  steps: Overview['registrations']['points'],
  which: 'failed' | 'succeeded',
  stepS: number,
  at: string,
  now: number | undefined,
): Point[] {
  const over = Date.parse(at) - stepS * 1000;
  const whole = steps.filter((step) => Date.parse(step.at) <= over);
  const first = whole.findIndex((step) => step.failed + step.succeeded > 0);
  const start =
    first === -1 ? Math.max(0, whole.length - fewest) : Math.max(0, Math.min(first - 1, whole.length - fewest));
  const points = whole.slice(start).map((step) => ({ at: step.at, value: (step[which] * 60) / stepS }));
  const rate = now ?? rateSoFar(steps.at(-1), which, stepS, at);
  if (rate !== undefined) points.push({ at, value: rate });
  return points;
}

function rateSoFar(
  step: Overview['registrations']['points'][number] | undefined,
  which: 'failed' | 'succeeded',
  stepS: number,
  at: string,
): number | undefined {
  if (!step) return undefined;
  const elapsedS = (Date.parse(at) - Date.parse(step.at)) / 1000;
  return elapsedS >= 30 && elapsedS < stepS ? (step[which] * 60) / elapsedS : undefined;
}
