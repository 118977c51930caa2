import { dayMs } from './destination-memory.ts';

/** Days that are taken as they are, because nothing is known yet. */
const firstDays = 3;

/** The most of something that is usual: rises slowly with what happens, falls slowly by itself, learned when a day is over. */
export class UsualHigh {
  high = 0;
  #today = 0;
  #day = 0;
  #days = 0;

  see(value: number, at: number): void {
    const day = Math.floor(at / dayMs);
    if (day > this.#day) this.#next(day);
    if (value > this.#today) this.#today = value;
  }

  /** What happens today is an attack: it is not learned. */
  spoil(): void {
    this.#today = 0;
  }

  save(): readonly number[] {
    return [this.high, this.#days];
  }

  restore([high, days]: readonly number[]): void {
    this.high = high!;
    this.#days = days!;
  }

  #next(day: number): void {
    if (this.#day > 0 && this.#today > 0) {
      const faded = this.high * 0.97 ** (day - this.#day);
      const most = this.#days < firstDays ? Infinity : 1.5 * this.high + 2;
      this.high = Math.max(faded, Math.min(this.#today, most));
      this.#days++;
    }
    this.#today = 0;
    this.#day = day;
  }
}
