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
  /** Everything about one family in the order of its addresses; `rest` is the mark that `head` said, -1 when it said none. */
  lines(prefixes: Prefixes, marks: readonly Mark[], rest: number): Iterable<string>;
  /** Between two lines; '' when not given. */
  readonly between?: string;
  readonly tail: string;
}

/** One line for each prefix that is not of the rest. */
export function eachPrefix(line: (range: string, mark: Mark, family: 4 | 6) => string): GeoFormat['lines'] {
  return function* (prefixes, marks, rest) {
    for (let i = 0; i < prefixes.count; i++) {
      const mark = prefixes.mark(i);
      if (mark !== rest) yield line(prefixes.text(i), marks[mark]!, prefixes.family);
    }
  };
}
