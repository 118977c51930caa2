/** Zones differ from UTC by multiples of a quarter of an hour (since 1972), so the hour is the same within one. */
const quarter = 900_000;
/** Quarters remembered: ten days. Event times are mostly close together. */
const remembered = 960;

/** Hour of day in one IANA zone. Remembers the last quarter of an hour and the ten days around it. */
export class ZoneHours {
  /** Undefined for UTC, whose hours are plain. */
  readonly #format: Intl.DateTimeFormat | undefined;
  #quarter = Number.NaN;
  #hour = -1;
  #known = new Map<number, number>();
  /** Throws RangeError for a zone that does not exist. */
  constructor(timeZone: string) {
    if (timeZone !== 'UTC')
      this.#format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  }

  /** Hour 0–23 at `time` (ms since 1970 UTC), -1 when that is no time. */
  at(time: number): number {
    const at = Math.floor(time / quarter);
    if (at === this.#quarter) return this.#hour;
    this.#hour = this.#known.get(at) ?? this.#ask(at);
    this.#quarter = at;
    return this.#hour;
  }

  #ask(at: number): number {
    const start = at * quarter;
    if (!(Math.abs(start) < 8.64e15)) return -1;
    const hour = this.#format ? Number(this.#format.format(start)) : ((Math.floor(at / 4) % 24) + 24) % 24;
    if (this.#known.size >= remembered) this.#known.clear();
    this.#known.set(at, hour);
    return hour;
  }
}
