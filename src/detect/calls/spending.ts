import type { ExposureKey } from '../../core/rates/exposure.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import { UsualHigh } from './usual-high.ts';

/** Euro of the present hour and day of somebody, and the most that is usual of both. */
export class Spending {
  readonly usualHour = new UsualHigh();
  readonly usualDay = new UsualHigh();
  /** Where the money of it is added up; undefined until it is asked for. */
  key: ExposureKey | undefined;
  /** Euro since caps were last looked at. */
  unchecked = 0;
  #hour = 0;
  #day = 0;
  #inHour = 0;
  #inDay = 0;

  /** A call ended that cost `micro`. `at` ms UTC. */
  add(micro: number, at: number): void {
    const hour = Math.floor(at / 3_600_000);
    const day = Math.floor(hour / 24);
    if (hour > this.#hour) {
      this.#hour = hour;
      this.#inHour = 0;
    }
    if (day > this.#day) {
      this.#day = day;
      this.#inDay = 0;
    }
    const euro = micro / microPerEuro;
    this.unchecked += euro;
    this.#inHour += euro;
    this.#inDay += euro;
    this.usualHour.see(this.#inHour, at);
    this.usualDay.see(this.#inDay, at);
  }

  spoil(): void {
    this.usualHour.spoil();
    this.usualDay.spoil();
  }
}
