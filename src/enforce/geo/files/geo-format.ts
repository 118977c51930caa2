import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';
import type { LanePlan } from '../../../core/geo/lane-plan.ts';
import type { Mark } from './lane-marks.ts';
import type { Prefixes } from './prefixes.ts';

/** What most addresses of a family get: it is not written prefix by prefix. */
export interface Rest {
  readonly v4: Mark;
  readonly v6: Mark;
}

/** A file that other programs load. */
export interface GeoFormat {
  readonly contentType: string;
  /** What it tells apart; another verdict counts as `allow`. */
  readonly verdicts: readonly GeoVerdict[];
  /** It can say what holds for all addresses that it does not name. Otherwise those are allowed. */
  readonly saysRest: boolean;
  head(lane: LanePlan['context'], rest: Rest): string;
  /** One prefix: line `index` of `prefixes`, the `serial`th of the file (0 is the first). */
  line(prefixes: Prefixes, index: number, mark: Mark, serial: number): string;
  tail: string;
}
