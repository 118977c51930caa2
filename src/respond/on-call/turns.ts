import type { Layer, Rotation } from '../../core/on-call/schedule.ts';
import { readDate, readTimeOfDay, weekdayOf } from './local-date.ts';
import { dayMs, type WallClock } from './wall-clock.ts';
import { type WeekHours, weekHours } from './week-hours.ts';

/** A rotation, worked out: turn `n` begins at a moment and belongs to a member. */
export class Turns {
  /** First moment of the rotation, ms UTC. */
  readonly from: number;
  readonly #clock: WallClock;
  readonly #members: readonly string[];
  /** Local start of turn 0, and length of a turn, ms. */
  readonly #start: number;
  readonly #length: number;
  /** Turn in which the rotation begins. */
  readonly #first: number;

  /** Dates and times that cannot be read count as the earliest there are: checked forms have none. */
  constructor(rotation: Rotation, clock: WallClock) {
    const time = readTimeOfDay(rotation.time) ?? 0;
    const from = readDate(rotation.from) ?? 0;
    let start = readDate(rotation.anchor) ?? from;
    if (rotation.unit === 'weeks') start -= ((weekdayOf(start) - rotation.weekday + 7) % 7) * dayMs;
    this.#clock = clock;
    this.#members = rotation.members;
    this.#length = Math.max(1, rotation.every) * (rotation.unit === 'weeks' ? 7 : 1) * dayMs;
    this.#start = start + time;
    this.from = clock.momentOf(from + time);
    this.#first = this.turnAt(this.from);
  }

  /** Whose turn it is at `at` (ms UTC, from `from` on); '' when the rotation has no members. */
  memberAt(at: number): string {
    return this.#members.length === 0 ? '' : this.#members[this.memberPlaceAt(at)]!;
  }

  /** All members, in the order of their turns, from whose turn it is at `at` on; nobody twice. */
  membersFrom(at: number): string[] {
    const place = this.memberPlaceAt(at);
    return [...new Set([...this.#members.slice(place), ...this.#members.slice(0, place)])];
  }

  /** Place among the members of whose turn it is; 0 when there are none. */
  memberPlaceAt(at: number): number {
    const count = Math.max(1, this.#members.length);
    const turn = this.turnAt(at) - this.#first;
    return ((turn % count) + count) % count;
  }

  /** Number of the turn that `at` lies in. */
  turnAt(at: number): number {
    let turn = Math.floor((this.#clock.local(at) - this.#start) / this.#length);
    // Where the clock is put back, local time falls behind what has begun.
    while (this.startOf(turn + 1) <= at) turn++;
    return turn;
  }

  /** Moment of hand-over to turn `turn`, ms UTC. */
  startOf(turn: number): number {
    return this.#clock.momentOf(this.#start + turn * this.#length);
  }

  /** Moments of hand-over in [from, until). */
  handovers(from: number, until: number): number[] {
    const found: number[] = [];
    for (let turn = this.turnAt(from); ; turn++) {
      const at = this.startOf(turn);
      if (at >= until) return found;
      if (at >= from) found.push(at);
    }
  }
}

/** A layer, worked out. */
export class LayerTurns {
  readonly id: string;
  readonly isForHolidays: boolean;
  readonly #rotations: readonly Turns[];
  readonly #hours: WeekHours | undefined;

  constructor(layer: Layer, clock: WallClock) {
    this.id = layer.id;
    this.isForHolidays = layer.use === 'holidays';
    this.#rotations = layer.rotations.map((rotation) => new Turns(rotation, clock)).sort((a, b) => a.from - b.from);
    this.#hours = weekHours(layer.hours, clock);
  }

  /** Who has it at `at` (ms UTC), '' for nobody. */
  memberAt(at: number): string {
    if (this.#hours && !this.#hours.has(at)) return '';
    return this.#rotations.findLast(({ from }) => from <= at)?.memberAt(at) ?? '';
  }

  /** Everybody who takes turns in it at `at` (ms UTC), also outside its hours: whose turn it is first, then the next. */
  membersAt(at: number): string[] {
    return this.#rotations.findLast(({ from }) => from <= at)?.membersFrom(at) ?? [];
  }

  /** Moments in [from, until) at which `memberAt` may change, those at which the clock is put forward or back left out. */
  changes(from: number, until: number): number[] {
    const found = this.#hours?.turns(from, until) ?? [];
    for (const [i, turns] of this.#rotations.entries()) {
      const end = Math.min(until, this.#rotations[i + 1]?.from ?? until);
      const start = Math.max(from, turns.from);
      if (start < end) found.push(start, ...turns.handovers(start, end));
    }
    return found;
  }
}
