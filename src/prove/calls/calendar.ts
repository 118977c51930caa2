import { LocalCalendar } from '../../core/rates/local-calendar.ts';
import { isPublicHoliday, schoolHolidayOf } from './holidays.ts';

const dayMs = 86_400_000;
/** Where everything of a simulation stands. */
export const simulationZone = 'Europe/Amsterdam';

/** One local day of a simulation. */
export interface SimDay {
  /** 0 for the first. */
  readonly index: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly year: number;
  /** 1–12 and 1–31. */
  readonly month: number;
  readonly monthDay: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly holiday: boolean;
  readonly school: string;
  /** ms UTC of its first moment and of the next day's. */
  readonly from: number;
  readonly until: number;
}

/** The local days of a simulation and its wall clock, daylight saving included. */
export class SimCalendar {
  readonly days: number;
  readonly #first: number;
  readonly #zone = new LocalCalendar(simulationZone);
  readonly #known = new Map<number, SimDay>();

  /** `start` is `YYYY-MM-DD`. Throws RangeError when that is no date. */
  constructor(start: string, days: number) {
    const first = /^\d{4}-\d\d-\d\d$/.test(start) ? Date.parse(`${start}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(first) || new Date(first).toISOString().slice(0, 10) !== start)
      throw new RangeError(`${start} is no date such as 2026-01-05`);
    this.#first = first;
    this.days = days;
  }

  day(index: number): SimDay {
    const known = this.#known.get(index);
    if (known) return known;
    const local = new Date(this.#first + index * dayMs);
    const date = local.toISOString().slice(0, 10);
    const day: SimDay = {
      index,
      date,
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      monthDay: local.getUTCDate(),
      weekday: (local.getUTCDay() + 6) % 7,
      holiday: isPublicHoliday(date),
      school: schoolHolidayOf(date),
      from: this.at(index, 0),
      until: this.at(index + 1, 0),
    };
    this.#known.set(index, day);
    return day;
  }

  /** ms UTC, whole seconds, of a minute of a local day; minutes may be fractions and may go beyond the day. */
  at(index: number, minute: number): number {
    const wall = this.#first + index * dayMs + Math.floor(minute * 60) * 1_000;
    const guess = wall - this.#offset(wall - 3_600_000);
    const offset = this.#offset(guess);
    return wall - offset;
  }

  /** `YYYY-MM-DD HH:MM:SS` on the wall. */
  wall(time: number): string {
    const text = new Date(time + this.#offset(time)).toISOString();
    return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  }

  /** Which local day a moment lies in, and which minute of it. */
  placeOf(time: number): { readonly index: number; readonly minute: number } {
    const wall = time + this.#offset(time) - this.#first;
    const index = Math.floor(wall / dayMs);
    return { index, minute: (wall - index * dayMs) / 60_000 };
  }

  #offset(time: number): number {
    return this.#zone.offset(Math.floor(time / 1_000)) * 1_000;
  }
}
