/** Spans over which money is added up, shortest first. A week begins on Monday. */
export const moneyWindows = ['hour', 'day', 'week', 'month'] as const;
export type MoneyWindow = (typeof moneyWindows)[number];

const daySeconds = 86_400;
const quarter = 900;
/** Offsets that are remembered, by quarter of an hour. */
const remembered = 50_000;

/**
 * When hours, days, weeks and months begin where a customer is, daylight saving included. All times are whole seconds UTC.
 * Where the clock skips midnight a day begins with its first moment; an hour that comes twice is two hours.
 */
export class LocalCalendar {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  readonly #days = new Map<number, number>();
  /** The quarter that was asked for last, and its offset: calls come in order of time. */
  #lastSlot = Number.NaN;
  #lastOffset = 0;
  /** Span in which the starts of `startsOf` hold: they are asked for again and again. */
  #from = 0;
  #until = 0;
  #starts: readonly [number, number, number, number] = [0, 0, 0, 0];

  /** Throws RangeError for a name that is no IANA zone. */
  constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Starts of the hour, day, week and month that `second` lies in. The same array for all of one hour, and a new one for the next. */
  startsOf(second: number): readonly [number, number, number, number] {
    if (second >= this.#from && second < this.#until) return this.#starts;
    const offset = this.offset(second);
    const local = second + offset;
    // Offsets change on quarters, so a change inside this hour begins another one.
    let hour = second - mod(local, 3_600);
    for (let at = Math.floor(second / quarter) * quarter; at > hour; at -= quarter)
      if (this.offset(at - 1) !== offset) hour = at;
    let until = hour;
    do until += quarter;
    while (mod(until + offset, 3_600) !== 0 && this.offset(until) === offset);
    const date = this.#dateOf(second);
    const monday = date - mod(date + 3, 7);
    const first = date - new Date(date * daySeconds * 1_000).getUTCDate() + 1;
    this.#from = hour;
    this.#until = until;
    this.#starts = [hour, this.#dayStart(date), this.#dayStart(monday), this.#dayStart(first)];
    return this.#starts;
  }

  /** Seconds east of UTC at a moment. */
  offset(second: number): number {
    const slot = Math.floor(second / quarter);
    if (slot === this.#lastSlot) return this.#lastOffset;
    const offset = this.#offsets.get(slot) ?? this.#askOffset(slot);
    this.#lastSlot = slot;
    this.#lastOffset = offset;
    return offset;
  }

  #askOffset(slot: number): number {
    const at = slot * quarter;
    const [month, day, year, hour, minute, rest] = this.#format
      .format(at * 1_000)
      .match(/\d+/g)!
      .map(Number) as [number, number, number, number, number, number];
    const offset = Date.UTC(year, month - 1, day, hour, minute, rest) / 1_000 - at;
    if (this.#offsets.size >= remembered) this.#offsets.clear();
    this.#offsets.set(slot, offset);
    return offset;
  }

  /** Local date, in days since 1970; where midnight comes twice the day that has begun goes on. */
  #dateOf(second: number): number {
    const date = Math.floor((second + this.offset(second)) / daySeconds);
    return this.#dayStart(date + 1) <= second ? date + 1 : date;
  }

  /** First moment whose local date is `date` or later. */
  #dayStart(date: number): number {
    const known = this.#days.get(date);
    if (known !== undefined) return known;
    const guess = date * daySeconds - this.offset(date * daySeconds);
    let start = Math.floor(guess / quarter) * quarter - 3 * 3_600;
    while (start + this.offset(start) < date * daySeconds) start += quarter;
    if (this.#days.size >= remembered) this.#days.clear();
    this.#days.set(date, start);
    return start;
  }
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
