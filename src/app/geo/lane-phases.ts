import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoLane } from '../../decide/geo/geo-lane.ts';

/** What holds from a moment (ms UTC) on, under two books. */
export interface LanePhase {
  readonly from: number;
  readonly before: GeoLane;
  readonly after: GeoLane;
}

/** An end that is none. */
export const never = 8_640_000_000_000_000;
const dayMs = 86_400_000;
/** Opening hours and schedules come round within it. */
const roundMs = 8 * dayMs;
/** Changes of one round, and moments at which a rule begins or ends, that are looked at. */
const mostSteps = 80;
const mostMoments = 40;
const mostGuardEnds = 10;

/** Moments after `time` at which a rule, a mode or a guard of either book begins or ends, in order; the nearest of each kind. */
export function momentsOf(books: readonly GeoBook[], time: number): readonly number[] {
  const rules = books.flatMap(({ policies, attacks }) => [
    ...policies.flatMap(({ state, rules: all }) =>
      state === 'off' ? [] : all.flatMap(({ when }) => [when?.from ?? 0, when?.until ?? 0]),
    ),
    ...attacks.flatMap(({ from, until }) => [from, until]),
  ]);
  const guards = books.flatMap((book) => book.guards.map(({ until }) => until));
  const nearest = (moments: readonly number[], most: number) =>
    [...new Set(moments)]
      .filter((moment) => moment > time && moment < never)
      .sort((a, b) => a - b)
      .slice(0, most);
  return nearest([...nearest(rules, mostMoments), ...nearest(guards, mostGuardEnds)], mostMoments + mostGuardEnds);
}

/**
 * All that will hold in a context under two books, as far as it can be told: now, through a week of opening hours, and through
 * a week from each moment at which a rule begins or ends.
 */
export class LanePhases {
  readonly #before: GeoJudge;
  readonly #after: GeoJudge;
  readonly #starts: readonly number[];
  readonly #known = new Map<string, readonly LanePhase[]>();

  constructor(before: GeoJudge, after: GeoJudge, time: number, moments: readonly number[]) {
    this.#before = before;
    this.#after = after;
    this.#starts = [time, ...moments];
  }

  /** In order of time, what holds now first. */
  of(context: GeoContext): readonly LanePhase[] {
    const key = `${context.service}\n${context.tenant}\n${context.site}\n${context.asset}`;
    let phases = this.#known.get(key);
    if (!phases) {
      phases = this.#make(context);
      this.#known.set(key, phases);
    }
    return phases;
  }

  #make(context: GeoContext): readonly LanePhase[] {
    const phases: LanePhase[] = [];
    let seen = Number.NEGATIVE_INFINITY;
    for (const start of this.#starts) {
      // What an earlier round went through already.
      let at = Math.max(start, seen);
      for (let step = 0; step < mostSteps && at <= start + roundMs; step++) {
        const before = this.#before.lane(context, at);
        const after = this.#after.lane(context, at);
        phases.push({ from: at, before, after });
        at = Math.min(before.until, after.until);
        if (!Number.isFinite(at)) return phases;
      }
      seen = Math.max(seen, at);
    }
    return phases;
  }
}
