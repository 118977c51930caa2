import { isOpenAt, type OpeningHours } from '../../core/calls/opening-hours.ts';

export const hoursOfWeek = 168;
/** Weight of the newest week; four weeks are most of what is remembered. */
const newest = 0.25;
/** Weeks that what other customers do is worth. */
const peerWeeks = 0.5;

/** Calls an hour of an office that nobody knows yet, as a share of its mean: what a new customer is taken for. */
const office = Float32Array.from({ length: hoursOfWeek }, (_, hour) => {
  const day = Math.floor(hour / 24);
  const clock = hour % 24;
  const busy = clock >= 8 && clock < 18;
  if (day === 6) return busy ? 0.4 : 0.08;
  if (day === 5) return busy ? 1.2 : 0.08;
  if (busy) return 2.9;
  return clock >= 7 && clock < 21 ? 0.45 : 0.08;
});

const closedHours = new WeakMap<OpeningHours, Uint8Array>();

/** By hour of the week whether it is closed in the middle of it, 1 or 0. */
function closedHoursOf(opening: OpeningHours): Uint8Array {
  let hours = closedHours.get(opening);
  if (!hours) {
    hours = Uint8Array.from({ length: hoursOfWeek }, (_, hour) => (isOpenAt(opening, hour * 60 + 30) ? 0 : 1));
    closedHours.set(opening, hours);
  }
  return hours;
}

/**
 * When a customer calls: unsuspicious calls by hour of the week, each hour an exponentially weighted mean over weeks. From
 * it follows how usual it is that somebody calls at all at some hour, relative to the customer's own mean.
 */
export class Activity {
  /** Mean calls of the hour; −1 for an hour that has not been lived through. */
  readonly hours: Float32Array = new Float32Array(hoursOfWeek).fill(-1);
  /** Calls an hour in closed hours and in all. */
  closedCalls = 0;
  closedHours = 0;
  #mean = 0;
  #lived = 0;
  #current = -1;
  #weekHour = 0;
  #count = 0;
  #odd = 0;
  #closed = false;

  /** Mean calls an hour over the hours that were lived through. */
  get mean(): number {
    return this.#lived > 0 ? this.#mean / this.#lived : 0;
  }

  /** Weeks of which there is something. */
  get weeks(): number {
    return this.#lived / hoursOfWeek;
  }

  /** A call at `hour` (since 1970, whole). `count` 0 only tells the time. Hours that went by without any are lived through as well. */
  add(hour: number, weekHour: number, closed: boolean, count: number, opening: OpeningHours | undefined): void {
    if (hour > this.#current) this.#roll(hour, weekHour, closed, opening);
    this.#count += count;
  }

  /** A suspicious call: what comes again week after week becomes usual, but slowly. */
  odd(): void {
    this.#odd++;
  }

  /** Calls an hour at this hour of the week relative to the mean of all hours; neighbours count too. Never 0. */
  density(weekHour: number, closed: boolean, holiday: boolean): number {
    const own = this.#smooth(weekHour);
    const prior = closed ? Math.min(0.2, office[weekHour]!) : office[weekHour]!;
    const weeks = Math.min(4, this.weeks);
    const mean = this.mean;
    let density = own < 0 || mean === 0 ? prior : (weeks * (own / mean) + peerWeeks * prior) / (weeks + peerWeeks);
    if (holiday) density = Math.min(density, this.#closedDensity());
    return Math.max(0.01, density);
  }

  /** Plain data to be restored from. */
  save(): unknown {
    return { hours: [...this.hours], closedCalls: this.closedCalls, closedHours: this.closedHours };
  }

  restore({ hours, closedCalls, closedHours }: { hours: number[]; closedCalls: number; closedHours: number }): void {
    this.#mean = 0;
    this.#lived = 0;
    for (let h = 0; h < hoursOfWeek; h++) {
      const value = hours[h] ?? -1;
      this.hours[h] = value;
      if (value < 0) continue;
      this.#mean += value;
      this.#lived++;
    }
    this.closedCalls = closedCalls;
    this.closedHours = closedHours;
  }

  /** In closed hours relative to the mean: little until it is known better. */
  #closedDensity(): number {
    const mean = this.mean;
    if (mean === 0) return 0.1;
    return (this.closedCalls + 0.1 * mean * 40) / (this.closedHours + 40) / mean;
  }

  #smooth(weekHour: number): number {
    const { hours } = this;
    let sum = 0;
    let weight = 0;
    for (let by = -1; by <= 1; by++) {
      const value = hours[(weekHour + by + hoursOfWeek) % hoursOfWeek]!;
      if (value < 0) continue;
      const share = by === 0 ? 2 : 1;
      sum += share * value;
      weight += share;
    }
    if (weight > 0) return sum / weight;
    // This hour was not lived through: other days at the same time of day, work days for work days.
    const workday = weekHour < 120;
    for (let day = workday ? 0 : 5; day < (workday ? 5 : 7); day++) {
      const value = hours[day * 24 + (weekHour % 24)]!;
      if (value < 0) continue;
      sum += value;
      weight++;
    }
    return weight > 0 ? sum / weight : -1;
  }

  #roll(hour: number, weekHour: number, closed: boolean, opening: OpeningHours | undefined): void {
    if (this.#current >= 0) {
      this.#live(this.#weekHour, this.#count + Math.min(0.3 * this.#odd, 1 + 0.15 * this.mean), this.#closed);
      // Four weeks of silence say all there is to say.
      const gap = Math.min(hour - this.#current - 1, 4 * hoursOfWeek);
      const shut = gap > 0 && opening !== undefined ? closedHoursOf(opening) : undefined;
      for (let back = gap; back > 0; back--) {
        const at = (weekHour - back + 5 * hoursOfWeek) % hoursOfWeek;
        this.#live(at, 0, shut !== undefined && shut[at] === 1);
      }
    }
    this.#current = hour;
    this.#weekHour = weekHour;
    this.#closed = closed;
    this.#count = 0;
    this.#odd = 0;
  }

  #live(weekHour: number, count: number, closed: boolean): void {
    const before = this.hours[weekHour]!;
    // One wild hour must not become normal.
    const clipped = before < 0 ? count : Math.min(count, 4 * before + 10);
    const after = before < 0 ? clipped : before + newest * (clipped - before);
    this.hours[weekHour] = after;
    if (before < 0) {
      this.#lived++;
      this.#mean += after;
    } else this.#mean += after - before;
    if (!closed) return;
    if (this.closedHours >= 2_000) {
      this.closedHours /= 2;
      this.closedCalls /= 2;
    }
    this.closedHours++;
    this.closedCalls += clipped;
  }
}
