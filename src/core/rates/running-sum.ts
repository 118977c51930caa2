import { type LocalCalendar, moneyWindows } from './local-calendar.ts';
import { billedSeconds, type Rate, sixtiethsPerMicro } from './rate.ts';

/** A call that was answered. `answer` and `duration` in whole seconds; `duration` undefined while it runs. */
export interface Contribution {
  readonly rate: Rate;
  readonly answer: number;
  readonly duration: number | undefined;
}

/** Calls with one increment longer than a second: what each second of it adds, by its place in the increment. */
interface Lane {
  readonly increment: number;
  readonly phases: Float64Array;
  /** Of all phases. */
  sum: number;
  calls: number;
}

/** Places in `moneyWindows` by when they began. */
const weekFirst = [2, 3, 1, 0] as const;
const monthFirst = [3, 2, 1, 0] as const;

/** Sums above this are shifted down, so that they stay exact: 2^53 is nine times as much. */
const highest = 1e15;

/**
 * The money of one key, in sixtieths of a micro-euro, as a function of time. Running calls are kept as sums of their rates:
 * to go from one second to any later one costs the same however many calls run, and is exact to the increment.
 */
export class RunningSum {
  readonly kind: string;
  readonly name: string;
  readonly calendar: LocalCalendar;
  /** The moment that `#total` is of. */
  #second: number;
  #total = 0;
  /** Total when the present hour, day, week and month began, money of calls that start with them left out. */
  readonly #bases = [0, 0, 0, 0];
  readonly #starts: number[];
  /** What the calendar told of the present hour: a new array for every other one. */
  #told: readonly number[];
  #perSecond = 0;
  #lanes: Lane[] | undefined;
  running = 0;
  forgotten = false;
  /** Asked for since it was last a candidate to be forgotten. */
  used = true;
  /** When it was last asked for, by a count of askings. */
  fetched = 0;

  constructor(kind: string, name: string, calendar: LocalCalendar, second: number) {
    this.kind = kind;
    this.name = name;
    this.calendar = calendar;
    this.#second = second;
    this.#told = calendar.startsOf(second);
    this.#starts = [...this.#told];
  }

  /** Money of the present window `window` (place in `moneyWindows`), once advanced. */
  of(window: number): number {
    return this.#total - this.#bases[window]!;
  }

  /** Goes on to `second`, across the beginnings of windows. An earlier one changes nothing. */
  advance(second: number): void {
    if (second <= this.#second) return;
    const starts = this.calendar.startsOf(second);
    if (starts !== this.#told) this.#begin(starts);
    this.#move(second);
    if (this.#total > highest) this.#shift();
  }

  /** Goes on to the beginnings of the windows that began since. */
  #begin(starts: readonly [number, number, number, number]): void {
    this.#told = starts;
    // In the order in which they began; a week may begin before or after the month.
    const order = starts[2]! <= starts[3]! ? weekFirst : monthFirst;
    for (const i of order) {
      const start = starts[i]!;
      if (start === this.#starts[i]) continue;
      this.#starts[i] = start;
      this.#move(start);
      this.#bases[i] = this.#total;
    }
  }

  /** Adds (`sign` 1) or takes away (−1) what a call has cost until now, in its windows too. */
  put(call: Contribution, sign: 1 | -1): void {
    // An end may be told in the second it lies in, before that second is over: it counts whole.
    this.#total += sign * costAt(call, Math.max(this.#second, call.answer + (call.duration ?? 0)));
    for (let i = 0; i < moneyWindows.length; i++) {
      const start = this.#starts[i]!;
      if (call.answer < start) this.#bases[i]! += sign * costAt(call, start);
    }
  }

  /** From now on a running call that is past its minimum costs by its increments (1), or no longer does (−1). */
  run({ rate, answer }: Contribution, sign: 1 | -1): void {
    const { increment, perMinute } = rate;
    if (increment === 1) {
      this.#perSecond += sign * perMinute;
      return;
    }
    this.#lanes ??= [];
    let lane = this.#lanes.find((own) => own.increment === increment);
    if (!lane) {
      lane = { increment, phases: new Float64Array(increment), sum: 0, calls: 0 };
      this.#lanes.push(lane);
    }
    const step = sign * perMinute * increment;
    lane.phases[(answer + rate.minimum) % increment]! += step;
    lane.sum += step;
    lane.calls += sign;
    if (lane.calls === 0) this.#lanes.splice(this.#lanes.indexOf(lane), 1);
  }

  #move(second: number): void {
    const seconds = second - this.#second;
    if (seconds <= 0) return;
    this.#total += this.#perSecond * seconds;
    if (this.#lanes)
      for (const { increment, phases, sum } of this.#lanes) {
        const rest = seconds % increment;
        this.#total += sum * ((seconds - rest) / increment);
        // An increment that begins at s is owed from s + 1 on.
        for (let s = second - rest; s < second; s++) this.#total += phases[s % increment]!;
      }
    this.#second = second;
  }

  #shift(): void {
    const by = Math.min(...this.#bases);
    this.#total -= by;
    for (let i = 0; i < this.#bases.length; i++) this.#bases[i]! -= by;
  }
}

/** Cost at `second` of a call answered then or before; at the moment of its answer it already owes its fee and minimum. */
function costAt({ rate, answer, duration }: Contribution, second: number): number {
  const elapsed = second - answer;
  if (elapsed < 0) return 0;
  const seconds = duration !== undefined && duration < elapsed ? duration : elapsed;
  return rate.setup * sixtiethsPerMicro + rate.perMinute * billedSeconds(rate, seconds * 1_000);
}
