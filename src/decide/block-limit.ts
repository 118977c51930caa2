const windowMs = 60_000;
/** Times further than this behind the newest are forgotten: later than any event is let in. */
const keepMs = 600_000;

/** Counts decisions so that no span of 60 s, whatever the order in which they come, holds more than the limit. */
export class BlockLimit {
  #times: number[] = [];
  #newest = 0;

  /** How many decisions lie within 60 s of `time` (ms), before or after. */
  near(time: number): number {
    let count = 0;
    for (const taken of this.#times) if (Math.abs(taken - time) < windowMs) count++;
    return count;
  }

  /** Notes a decision taken at `time`. */
  take(time: number): void {
    if (time > this.#newest) {
      this.#newest = time;
      if (this.#times.length > 0 && this.#times[0] < time - keepMs) {
        this.#times = this.#times.filter((taken) => taken >= time - keepMs);
      }
    }
    this.#times.push(time);
  }
}
