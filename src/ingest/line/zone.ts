/** A time zone that turns wall-clock fields into UTC, DST included. */
export interface Zone {
  /** IANA name. */
  readonly name: string;
  /** UTC milliseconds of a wall-clock time; month is 1–12. A time that does not exist (spring) moves forward by the gap; one that exists twice (autumn) is the first. */
  toUtc(
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
    millisecond: number,
  ): number;
  /**
   * The second UTC time of a wall clock that exists twice; `first` for any other. `wall` is the wall clock in ms as if it were
   * UTC, `first` what `toUtc` says of it.
   */
  later(wall: number, first: number): number;
}

/** The name is no IANA time zone that this runtime knows. */
export class UnknownZoneError extends RangeError {
  override readonly name = 'UnknownZoneError';
  readonly retryable = false;
  readonly zone: string;

  constructor(zone: string) {
    super(`"${zone}" is not a known IANA time zone (an example of one is Europe/Amsterdam)`);
    this.zone = zone;
  }
}

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** Days and quarters of an hour whose offset is remembered; enough for years of logs read in one go. */
const remembered = 8_192;

/**
 * Milliseconds since 1970 of a date and time read as if it were UTC; month is 1–12 and fields are not checked.
 * Proleptic Gregorian, days counted from March so that the leap day comes last.
 */
export function wallClock(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  const days = 365 * y + leaps + Math.floor((153 * m + 2) / 5) + day - 719_469;
  return days * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millisecond;
}

/**
 * The zone of an IANA name, with its history as the runtime's ICU knows it. Throws UnknownZoneError for another name.
 * ICU is asked once a day of log time, and for each quarter of an hour around a change of the clock.
 */
export function createZone(ianaName: string): Zone {
  // Where wall clocks show UTC nobody need be asked.
  if (ianaName === 'UTC') return { name: ianaName, toUtc: wallClock, later: (_, first) => first };
  const clock = wallClockOf(ianaName);
  const offsetAt = (utc: number) => clock(utc) - utc;
  const days = new Map<number, number>();
  const quarters = new Map<number, number>();
  const repeats = new Map<number, number>();
  let lastDay = Number.NaN;
  let lastOffset = 0;

  /** Offset of a local time when it is exact: the earlier of two, and the one before a gap. */
  function exactOffset(local: number): number {
    const before = offsetAt(local - dayMs);
    const after = offsetAt(local + dayMs);
    if (before === after || offsetAt(local - before) === before) return before;
    return offsetAt(local - after) === after ? after : before;
  }

  function changingDayOffset(local: number): number {
    const quarter = Math.floor(local / quarterMs);
    const known = quarters.get(quarter);
    if (known !== undefined) return known;
    const offset = exactOffset(local);
    const first = exactOffset(quarter * quarterMs);
    const last = exactOffset(quarter * quarterMs + quarterMs - 1);
    if (first === last) {
      if (quarters.size >= remembered) quarters.clear();
      quarters.set(quarter, offset);
    }
    return offset;
  }

  /** How much later a wall clock of a quarter of an hour comes again, 0 when it does not. */
  function repeatAfter(wall: number, first: number): number {
    const quarter = Math.floor(wall / quarterMs);
    const known = repeats.get(quarter);
    if (known !== undefined) return known;
    const after = offsetAt(wall + dayMs);
    const second = wall - after;
    const repeat = second > first && offsetAt(second) === after ? second - first : 0;
    if (repeats.size >= remembered) repeats.clear();
    repeats.set(quarter, repeat);
    return repeat;
  }

  /** Offset of the whole local day, or NaN when the clock changes near it. */
  function dayOffset(day: number): number {
    const known = days.get(day);
    if (known !== undefined) return known;
    const before = offsetAt((day - 1) * dayMs);
    const after = offsetAt((day + 2) * dayMs);
    if (days.size >= remembered) days.clear();
    const offset = before === after ? before : Number.NaN;
    days.set(day, offset);
    return offset;
  }

  return {
    name: ianaName,
    toUtc(year, month, day, hour, minute, second, millisecond) {
      const local = wallClock(year, month, day, hour, minute, second, millisecond);
      const dayNumber = Math.floor(local / dayMs);
      if (dayNumber !== lastDay) {
        lastOffset = dayOffset(dayNumber);
        lastDay = dayNumber;
      }
      return Number.isNaN(lastOffset) ? local - changingDayOffset(local) : local - lastOffset;
    },
    later(wall, first) {
      return Number.isNaN(dayOffset(Math.floor(wall / dayMs))) ? first + repeatAfter(wall, first) : first;
    },
  };
}

/** A function from UTC to the wall clock of the zone, both in milliseconds. */
function wallClockOf(ianaName: string): (utc: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: ianaName,
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
  } catch {
    throw new UnknownZoneError(ianaName);
  }
  return (utc) => {
    const [month, day, year, hour, minute, second] = format.format(utc).match(/\d+/g)!.map(Number);
    return wallClock(year, month, day, hour, minute, second, 0) + (((utc % 1_000) + 1_000) % 1_000);
  };
}
