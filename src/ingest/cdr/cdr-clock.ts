import type { ReadContext } from '../format.ts';
import { TimestampReader } from '../line/timestamp.ts';
import { viewOf } from '../line/words.ts';
import type { Zone } from '../line/zone.ts';

const hour = 3_600_000;
/** Minutes that are remembered, a power of two: calls that end one after the other began in few of them. */
const minutesKnown = 512;
/** 1980: what is earlier is no time of a call but a clock that was never set, or a text without a year. */
export const earliestTime = 315_532_800_000;

/**
 * Reads the times of call detail records: `2026-11-22 03:04:05` and `2026/11/22 03:04:05` with or without a fraction quickly,
 * and all else that `TimestampReader` knows, zone included. A time must fill its column.
 */
export class CdrClock {
  readonly zone: Zone;
  private readonly other = new TimestampReader();
  private readonly context: ReadContext;
  /** Minutes read lately: the 16 bytes they were written as, and UTC. */
  private readonly minuteWords = new Int32Array(4 * minutesKnown);
  private readonly minuteUtc = new Float64Array(minutesKnown);
  /** The last quarter of an hour that was read, as a number of its own and as UTC. */
  private lastQuarter = 0;
  private lastQuarterUtc = Number.NaN;

  constructor(zone: Zone) {
    this.zone = zone;
    this.context = { zone, year: undefined, receivedAt: 0 };
  }

  /** Milliseconds UTC of bytes[start, end), NaN when that is no time. */
  read(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    if (length === 19) {
      const time = this.readWhole(bytes, start, end);
      if (!Number.isNaN(time)) return time;
    } else if (length > 20 && length <= 29 && bytes[start + 19] === 0x2e) {
      const time = this.readPlain(bytes, start, end);
      if (!Number.isNaN(time)) return time >= earliestTime ? time : Number.NaN;
    }
    if (length < 10 || length > 64) return Number.NaN;
    const time = this.other.read(bytes, start, end, this.context);
    return this.other.next === end && time >= earliestTime ? time : Number.NaN;
  }

  /** Whether the clock shows this time a second time an hour later. */
  repeats = (time: number): boolean => {
    // A zone only leads from the wall to UTC: the offset is one of those that the day and its neighbours have.
    for (const offset of [this.offsetNear(time - 86_400_000), this.offsetNear(time + 86_400_000)]) {
      const wall = new Date(time + offset);
      if (this.atWall(wall) === time && this.atWall(new Date(time + offset + hour)) - time === 2 * hour) return true;
    }
    return false;
  };

  private offsetNear(time: number): number {
    return time - this.atWall(new Date(time));
  }

  private atWall(wall: Date): number {
    return this.zone.toUtc(
      wall.getUTCFullYear(),
      wall.getUTCMonth() + 1,
      wall.getUTCDate(),
      wall.getUTCHours(),
      wall.getUTCMinutes(),
      wall.getUTCSeconds(),
      wall.getUTCMilliseconds(),
    );
  }

  /** A time of whole seconds, whose minute most often was read before; NaN when it is another one. */
  private readWhole(bytes: Buffer, start: number, end: number): number {
    const view = viewOf(bytes);
    const { minuteWords, minuteUtc } = this;
    const [a, b] = [view.getInt32(start, true), view.getInt32(start + 4, true)];
    const [c, d] = [view.getInt32(start + 8, true), view.getInt32(start + 12, true)];
    const slot = (Math.imul(d ^ Math.imul(c, 0x2c1b3c6d), 0x297a2d39) >>> 16) & (minutesKnown - 1);
    const at = 4 * slot;
    const seconds = two(bytes, start + 17);
    if (
      minuteWords[at] === a &&
      minuteWords[at + 1] === b &&
      minuteWords[at + 2] === c &&
      minuteWords[at + 3] === d &&
      bytes[start + 16] === 0x3a &&
      seconds >= 0 &&
      seconds <= 60
    )
      return minuteUtc[slot] + seconds * 1_000;
    const time = this.readPlain(bytes, start, end);
    const minute = time - seconds * 1_000;
    if (!(minute >= earliestTime)) return time >= earliestTime ? time : Number.NaN;
    minuteWords[at] = a;
    minuteWords[at + 1] = b;
    minuteWords[at + 2] = c;
    minuteWords[at + 3] = d;
    minuteUtc[slot] = minute;
    return time;
  }

  private readPlain(bytes: Buffer, start: number, end: number): number {
    const separator = bytes[start + 4];
    if (
      (separator !== 0x2d && separator !== 0x2f) ||
      bytes[start + 7] !== separator ||
      bytes[start + 10] !== 0x20 ||
      bytes[start + 13] !== 0x3a ||
      bytes[start + 16] !== 0x3a
    )
      return Number.NaN;
    const year = two(bytes, start) * 100 + two(bytes, start + 2);
    const month = two(bytes, start + 5);
    const day = two(bytes, start + 8);
    const hours = two(bytes, start + 11);
    const minutes = two(bytes, start + 14);
    const seconds = two(bytes, start + 17);
    // A part that is no number is below zero, also in a sum with others that are.
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return Number.NaN;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return Number.NaN;
    let fraction = 0;
    if (end - start > 19) {
      let scale = 100;
      for (let at = start + 20; at < end; at++) {
        const digit = bytes[at] - 0x30;
        if (digit < 0 || digit > 9) return Number.NaN;
        fraction += digit * scale;
        scale = scale === 100 ? 10 : scale === 10 ? 1 : 0;
      }
    }
    // Zones change their clock at whole quarters: a quarter is what can be remembered.
    const quarter = (minutes / 15) | 0;
    const key = (((year * 16 + month) * 32 + day) * 32 + hours) * 4 + quarter;
    if (key !== this.lastQuarter) {
      this.lastQuarterUtc = this.zone.toUtc(year, month, day, hours, quarter * 15, 0, 0);
      this.lastQuarter = key;
    }
    return this.lastQuarterUtc + ((minutes - quarter * 15) * 60 + seconds) * 1_000 + fraction;
  }
}

/** Two decimal digits; far below zero when one of them is none. */
function two(bytes: Buffer, at: number): number {
  const tens = bytes[at] - 0x30;
  const ones = bytes[at + 1] - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000;
}

/** Days of a month of the Gregorian calendar; month is 1–12. */
export function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether a date exists; for the readers of other spellings. */
export function isDate(year: number, month: number, day: number): boolean {
  return year >= 1980 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}
