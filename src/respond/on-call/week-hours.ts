import { isOpenAt, type OpeningHours } from '../../core/calls/opening-hours.ts';
import { readOpeningHours } from '../../core/calls/opening-hours-text.ts';
import { weekdayOf } from './local-date.ts';
import { dayMs, type WallClock } from './wall-clock.ts';

const minuteMs = 60_000;
const weekMs = 7 * dayMs;

/** Hours of the week on the clock of a zone. */
export class WeekHours {
  readonly #hours: OpeningHours;
  readonly #clock: WallClock;

  constructor(hours: OpeningHours, clock: WallClock) {
    this.#hours = hours;
    this.#clock = clock;
  }

  /** Whether `at` (ms UTC) lies in them. */
  has(at: number): boolean {
    const local = this.#clock.local(at);
    const day = Math.floor(local / dayMs);
    return isOpenAt(this.#hours, (weekdayOf(local) - 1) * 1_440 + Math.floor((local - day * dayMs) / minuteMs));
  }

  /** Moments in [from, until) at which the answer may change, those at which the clock is put forward or back left out. */
  turns(from: number, until: number): number[] {
    const minutes = [...new Set(this.#hours.open.flat())];
    const found: number[] = [];
    const first = Math.floor(this.#clock.local(from) / dayMs) * dayMs - dayMs;
    const monday = first - (weekdayOf(first) - 1) * dayMs;
    for (let week = monday; week < until + 2 * dayMs; week += weekMs)
      for (const minute of minutes)
        for (const at of this.#clock.momentsOf(week + minute * minuteMs)) if (at >= from && at < until) found.push(at);
    return found;
  }

  /** First moment from `at` on that does not lie in them; undefined when none comes within eight days. */
  endAfter(at: number): number | undefined {
    if (!this.has(at)) return at;
    const until = at + 8 * dayMs;
    return [...this.turns(at, until), ...this.#clock.changes(at, until)]
      .sort((a, b) => a - b)
      .find((moment) => moment > at && !this.has(moment));
  }
}

/** Reads hours; undefined for an empty text and for what cannot be read. */
export function weekHours(text: string, clock: WallClock): WeekHours | undefined {
  const read = readOpeningHours(text);
  return read.ok && read.value ? new WeekHours(read.value, clock) : undefined;
}
