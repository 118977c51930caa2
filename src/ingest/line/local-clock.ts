/** How records arrive: as they are written, from a file that grows and may lag behind, or from one that is read long after. */
export type Arrival = 'live' | 'tail' | 'replay';

/** A step back within the hour that is longer than lines are late begins the hour anew; a line that comes just now is this recent. */
const toleranceMs = 60_000;
/** Times of another hour that exists twice lie further apart, ms. */
const anotherHourMs = 12 * 3_600_000;

/**
 * The wall clock of one source in the hour that autumn brings twice: which of the two is meant. What arrives live is of the
 * hour nearest to its receipt. In a file local time goes forward, so when it steps back inside that hour, the second has begun.
 */
export class LocalClock {
  readonly #arrival: Arrival;
  /** Of the hour at hand: its first occurrence of the newest wall clock, that wall clock, and whether it is the second. */
  #first = Number.NaN;
  #newest = Number.NaN;
  #isSecond = false;

  constructor(arrival: Arrival) {
    this.#arrival = arrival;
  }

  /**
   * UTC of the wall clock `wall` (ms, read as if it were UTC), which exists at `first` and at `later`; `receivedAt` is when its
   * record was received, ms.
   */
  settle(wall: number, first: number, later: number, receivedAt: number): number {
    if (this.#arrival === 'live') return Math.abs(later - receivedAt) < Math.abs(first - receivedAt) ? later : first;
    const isNew = !(Math.abs(first - this.#first) < anotherHourMs);
    const isBack = !isNew && wall < this.#newest - toleranceMs;
    const isJust = this.#arrival === 'tail' && Math.abs(later - receivedAt) <= toleranceMs;
    const isSecond = isBack || isJust || (!isNew && this.#isSecond);
    // Nothing is written ahead of its time.
    if (this.#arrival === 'tail' && later > receivedAt + toleranceMs) return first;
    this.#first = first;
    this.#newest = isNew || isSecond !== this.#isSecond ? wall : Math.max(wall, this.#newest);
    this.#isSecond = isSecond;
    return isSecond ? later : first;
  }

  /** Learns from a record that says more than its wall clock which of the two it was. */
  tell(wall: number, first: number, isSecond: boolean): void {
    this.#first = first;
    this.#newest = wall;
    this.#isSecond = isSecond;
  }
}
