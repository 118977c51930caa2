import type { GeoLimit, GeoVerdict } from '../../../core/geo/geo-policy.ts';
import type { LanePlan } from '../../../core/geo/lane-plan.ts';

/** What addresses get; classes of one mark are not told apart. */
export interface Mark {
  readonly verdict: GeoVerdict;
  readonly limit: GeoLimit | undefined;
}

export interface LaneMarks {
  /** The first one is `allow`. */
  readonly marks: readonly Mark[];
  /** Index into `marks` for each class of the world. */
  readonly ofClass: Uint16Array;
  /** ms UTC: when time alone changes it; Infinity for never. */
  readonly until: number;
}

/** What each class of a lane gets at `now` (ms UTC). */
export function laneMarks({ classes, acts }: LanePlan, now: number): LaneMarks {
  const marks: Mark[] = [{ verdict: 'allow', limit: undefined }];
  const known = new Map<string, number>([[keyOf(marks[0]!), 0]]);
  let until = Number.POSITIVE_INFINITY;
  const ofAct = acts.map((act) => {
    const isOver = now >= act.until && act.then !== undefined;
    if (!isOver) until = Math.min(until, act.until);
    const { verdict, limit } = isOver ? act.then! : act;
    const mark: Mark = { verdict, limit: verdict === 'limit' ? limit : undefined };
    const key = keyOf(mark);
    const place = known.get(key) ?? marks.push(mark) - 1;
    known.set(key, place);
    return place;
  });
  return { marks, ofClass: Uint16Array.from(classes, (act) => ofAct[act]!), until };
}

function keyOf({ verdict, limit }: Mark): string {
  return limit ? `${verdict} ${limit.per} ${limit.count} ${limit.concurrent} ${limit.mfa}` : verdict;
}
