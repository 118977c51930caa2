import { isOpenAt, type OpeningHours } from '../../core/calls/opening-hours.ts';
import type { ZoneOffsets } from './zone-offsets.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const weekMinutes = 10_080;
/** Boundaries looked at before we say: ask again then. Several weeks of any schedule. */
const mostSteps = 400;

/** Opening hours in a zone, summer time right to the minute. */
export class WeekSchedule {
  readonly #hours: OpeningHours;
  readonly #zone: ZoneOffsets;
  readonly #closedDays: ReadonlySet<string>;
  /** Minutes of the week at which the answer may change, ascending. */
  readonly #boundaries: readonly number[];

  constructor(hours: OpeningHours, zone: ZoneOffsets, closedDays: ReadonlySet<string>) {
    this.#hours = hours;
    this.#zone = zone;
    this.#closedDays = closedDays;
    const always = hours.open.length === 1 && hours.open[0][0] === 0 && hours.open[0][1] === weekMinutes;
    const minutes = always ? [] : hours.open.flat().map((minute) => minute % weekMinutes);
    const midnights =
      closedDays.size > 0 && hours.open.length > 0 ? [0, 1, 2, 3, 4, 5, 6].map((day) => day * 1_440) : [];
    this.#boundaries = [...new Set([...minutes, ...midnights])].sort((a, b) => a - b);
  }

  isOpen(time: number): boolean {
    const local = time + this.#zone.at(time);
    if (this.#closedDays.size > 0 && this.#closedDays.has(new Date(local).toISOString().slice(0, 10))) return false;
    return isOpenAt(this.#hours, minuteOfWeek(local));
  }

  /** ms UTC of the first moment after `time` at which `isOpen` may say something else; Infinity for never. */
  nextChange(time: number): number {
    if (this.#boundaries.length === 0) return Number.POSITIVE_INFINITY;
    const now = this.isOpen(time);
    let at = Math.floor(time / minuteMs) * minuteMs;
    for (let step = 0; step < mostSteps; step++) {
      const offset = this.#zone.at(at);
      const minute = minuteOfWeek(at + offset);
      const boundary = this.#boundaries.find((candidate) => candidate > minute) ?? this.#boundaries[0] + weekMinutes;
      let next = at + (boundary - minute) * minuteMs;
      if (this.#zone.at(next) !== offset) next = this.#clockChange(at, next, offset);
      if (this.isOpen(next) !== now) return next;
      at = next;
    }
    return at;
  }

  /** First minute after `from`, up to `to`, with another offset: there the clock is put forward or back. */
  #clockChange(from: number, to: number, offset: number): number {
    let [before, after] = [from, to];
    while (after - before > minuteMs) {
      const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
      if (this.#zone.at(middle) === offset) before = middle;
      else after = middle;
    }
    return after;
  }
}

/** Of local ms; 0 is Monday 00:00. The first of January 1970 was a Thursday. */
function minuteOfWeek(local: number): number {
  const days = Math.floor(local / dayMs);
  const weekday = (((days + 3) % 7) + 7) % 7;
  return weekday * 1_440 + Math.floor((local - days * dayMs) / minuteMs);
}
