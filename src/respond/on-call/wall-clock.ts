import { isZone } from '../../core/calls/zone-country.ts';
import { LocalCalendar } from '../../core/rates/local-calendar.ts';

const hour = 3_600_000;
const quarter = hour / 4;
export const dayMs = 24 * hour;

/** What clocks on the wall of one zone show. Local times are ms as if the zone were UTC. */
export class WallClock {
  readonly #calendar: LocalCalendar;

  /** A zone that does not exist counts as UTC: whoever is on call stays on call. */
  constructor(zone: string) {
    this.#calendar = new LocalCalendar(isZone(zone) ? zone : 'UTC');
  }

  /** ms to add to `at` (ms UTC) for local time. */
  offset(at: number): number {
    return this.#calendar.offset(Math.floor(at / 1_000)) * 1_000;
  }

  /** Local time at `at` (ms UTC). */
  local(at: number): number {
    return at + this.offset(at);
  }

  /** First moment (ms UTC) at which the clock shows `local` or later: the earlier of two, the end of a gap. */
  momentOf(local: number): number {
    const [before, after] = this.#offsetsAround(local);
    const early = local - before;
    if (before === after) return early;
    const change = this.#changeIn(local - dayMs, local + dayMs);
    return early < change ? early : Math.max(change, local - after);
  }

  /** Every moment (ms UTC) at which the clock may show `local`. */
  momentsOf(local: number): number[] {
    return this.#offsetsAround(local).map((offset) => local - offset);
  }

  /** Moments in [from, until) at which the clock is put forward or back. */
  changes(from: number, until: number): number[] {
    const found: number[] = [];
    for (let at = from; at < until; at += dayMs) {
      const end = Math.min(at + dayMs, until);
      if (this.offset(at) !== this.offset(end)) found.push(this.#changeIn(at, end));
    }
    return found;
  }

  /** No zone is more than a day from UTC, so the change that matters lies between. */
  #offsetsAround(local: number): [before: number, after: number] {
    return [this.offset(local - dayMs), this.offset(local + dayMs)];
  }

  /** Offsets change on quarters of an hour. */
  #changeIn(from: number, until: number): number {
    const offset = this.offset(from);
    let [before, after] = [Math.floor(from / quarter), Math.ceil(until / quarter)];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.offset(middle * quarter) === offset) before = middle;
      else after = middle;
    }
    return after * quarter;
  }
}

const clocks = new Map<string, WallClock>();

/** The clock of a zone, shared: it remembers what it worked out. */
export function wallClock(zone: string): WallClock {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new WallClock(zone);
    if (clocks.size < 1_000) clocks.set(zone, clock);
  }
  return clock;
}
