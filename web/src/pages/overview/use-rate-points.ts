import { useMemo } from 'react';
import type { Overview } from '../../api/types.ts';
import type { Point } from '../../parts/chart/series-chart.tsx';
import { ratePoints } from './rate-points.ts';

/** `ratePoints`, made anew only when something of it changed. */
export function useRatePoints(
  steps: Overview['registrations']['points'],
  which: 'failed' | 'succeeded',
  stepS: number,
  at: string,
  now: number | undefined,
): Point[] {
  return useMemo(() => ratePoints(steps, which, stepS, at, now), [steps, which, stepS, at, now]);
}
