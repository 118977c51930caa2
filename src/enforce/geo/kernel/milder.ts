import { type GeoLimit, geoVerdicts } from '../../../core/geo/geo-policy.ts';
import type { LaneAct } from '../../../core/geo/lane-plan.ts';

export type Step = Pick<LaneAct, 'verdict' | 'limit'>;

/** Index of the mildest of `steps`; the first of equals. */
export function mildest(steps: readonly Step[]): number {
  let best = 0;
  for (let i = 1; i < steps.length; i++) if (isMilder(steps[i], steps[best])) best = i;
  return best;
}

function isMilder(a: Step, b: Step): boolean {
  const difference = geoVerdicts.indexOf(a.verdict) - geoVerdicts.indexOf(b.verdict);
  if (difference !== 0 || !a.limit || !b.limit) return difference < 0;
  return a.limit.count > b.limit.count || (a.limit.count === b.limit.count && most(a.limit) > most(b.limit));
}

function most({ concurrent }: GeoLimit): number {
  return concurrent === 0 ? Number.POSITIVE_INFINITY : concurrent;
}

/** What an act comes to at `now` (ms), until when, and what holds from then on; that is the same when it never ends. */
export function atTime(
  act: LaneAct,
  now: number,
): { readonly present: Step; readonly until: number; readonly later: Step } {
  const later = act.then ?? act;
  if (act.until <= now) return { present: later, until: Number.POSITIVE_INFINITY, later };
  return { present: act, until: act.until, later };
}
