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
}
