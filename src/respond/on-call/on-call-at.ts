import type { OnCall, Override, ScheduleForm } from '../../core/on-call/schedule.ts';
import { readDate, writeDate } from './local-date.ts';
import { LayerTurns } from './turns.ts';
import { dayMs, type WallClock, wallClock } from './wall-clock.ts';

const nobody: OnCall = { person: '', because: 'nobody', source: '' };

/** A schedule, worked out once. */
export class Roster {
  readonly #clock: WallClock;
  readonly #layers: readonly LayerTurns[];
  /** Layers of a local date, in the order of the list. */
  readonly #holidays = new Map<string, LayerTurns[]>();
  readonly #overrides: readonly Override[];

  constructor({ zone, layers, holidays, overrides }: ScheduleForm) {
    this.#clock = wallClock(zone);
    this.#overrides = overrides;
    this.#layers = layers.map((layer) => new LayerTurns(layer, this.#clock));
    for (const { date, layer } of holidays) {
      const turns = this.#layers.find(({ id }) => id === layer);
      if (turns) this.#holidays.set(date, [...(this.#holidays.get(date) ?? []), turns]);
    }
  }

  /** Who is on call at `at`, ms UTC. */
  at(at: number): OnCall {
    const override = this.#overrides.findLast(({ from, until }) => from <= at && at < until);
    if (override) return { person: override.person, because: 'override', source: override.id };
    if (this.#holidays.size > 0) {
      for (const layer of this.#holidays.get(writeDate(this.#clock.local(at))) ?? []) {
        const person = layer.memberAt(at);
        if (person) return { person, because: 'holiday', source: layer.id };
      }
    }
    for (const layer of this.#layers) {
      const person = layer.isForHolidays ? '' : layer.memberAt(at);
      if (person) return { person, because: 'rotation', source: layer.id };
    }
    return nobody;
  }

  /** Everybody else who takes turns at `at` (ms UTC), layer by layer, who is next first; layers for holidays left out. */
  deputiesAt(at: number): string[] {
    const layers = this.#layers.filter(({ isForHolidays }) => !isForHolidays);
    const members = new Set(layers.flatMap((layer) => layer.membersAt(at)));
    members.delete(this.at(at).person);
    return [...members];
  }

  /** Moments in [from, until), ascending, at which the answer may change; all at which it does are among them. */
  changes(from: number, until: number): number[] {
    const moments = [
      ...this.#clock.changes(from, until),
      ...this.#overrides.flatMap((override) => [override.from, override.until]),
      ...this.#layers.flatMap((layer) => layer.changes(from, until)),
    ];
    for (const date of this.#holidays.keys()) {
      const start = readDate(date);
      if (start !== undefined) moments.push(...[start, start + dayMs].flatMap((local) => this.#clock.momentsOf(local)));
    }
    return [...new Set(moments)].filter((at) => at >= from && at < until).sort((a, b) => a - b);
  }
}

const rosters = new WeakMap<ScheduleForm, Roster>();

/** The roster of a schedule; it is worked out once for each object. */
export function rosterOf(schedule: ScheduleForm): Roster {
  let roster = rosters.get(schedule);
  if (!roster) {
    roster = new Roster(schedule);
    rosters.set(schedule, roster);
  }
  return roster;
}

/**
 * Who is on call at `at` (ms UTC): the last override that holds, else the layer of a holiday, else the first layer that has
 * somebody. A hand-over at a time that the clock skips is at the moment it skips it; one at a time that comes twice, at the first.
 */
export function onCallAt(schedule: ScheduleForm, at: number): OnCall {
  return rosterOf(schedule).at(at);
}
