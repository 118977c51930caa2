import type { ReadContext } from '../format.ts';
import { digits, isWeekday, isWordByte, monthAt } from './stamp-words.ts';
import { viewOf, Words } from './words.ts';
import { wallClock, type Zone } from './zone.ts';

const space = 0x20;
const plus = 0x2b;
const comma = 0x2c;
const minus = 0x2d;
const dot = 0x2e;
const slash = 0x2f;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const yearMs = 366 * 86_400_000;

/**
 * Reads the timestamp at the start of a byte range. Forms, each also in square brackets:
 * `2026-11-22 03:04:05` with `T` or a space, `.` or `,` and up to nine digits of fraction, and `Z`, `+01:00`, `+0100` or
 * ` +0100`; `Nov 22 03:04:05`, `Nov  2 03:04:05`, with a fraction, with the year before or after the time, with a day of the
 * week in front (RFC 3164 and its relatives); `22/Nov/2026:03:04:05 +0100`, also with a space before the time; only in brackets
 * `22-11-2026 03:04:05`, the day first; Unix seconds with or without fraction.
 * The zone is the context's where the text has none; a year that is missing is the context's or the one that puts the time
 * nearest to `receivedAt`. A year that was given is that of the first time: when the months begin anew, so does a year.
 * Keeps no more state than that and the last second it read, so that consecutive lines cost a comparison.
 */
export class TimestampReader {
  /** After a read: the first byte behind the timestamp; the start of the range when there was none. */
  next = 0;
  /** After a read: the time has no zone of its own and exists twice in that of the context. */
  isDoubled = false;
  /** After a read: the text itself gave the zone. */
  isZoned = false;

  private year = 0;
  private month = 0;
  private day = 0;
  private hour = 0;
  private minute = 0;
  private second = 0;
  private fraction = 0;

  /** Month of the last time without a year, and how many years have passed since the first. */
  private lastMonth = 0;
  private yearsOn = 0;

  /** The last second: its bytes, what they mean as UTC and in the zone, and for which contexts that holds. */
  private readonly seen = new Uint8Array(32);
  private readonly seenWords = new Words(this.seen);
  private seenLength = 0;
  private seenWall = 0;
  private seenUtc = 0;
  private seenLater = 0;
  private seenZone: Zone | undefined;
  private seenYear: number | undefined;
  private seenFrom = 0;
  private seenUntil = 0;

  /** Milliseconds since 1970 UTC of the timestamp at bytes[start, end), NaN when none starts there. */
  read(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    this.next = start;
    this.isDoubled = false;
    this.isZoned = false;
    if (end - start < 10) return Number.NaN;
    const bracketed = bytes[start] === openBracket;
    const from = bracketed ? start + 1 : start;
    // The day first is only read in brackets, however often it was.
    let time = bracketed || bytes[from + 2] !== minus ? this.readAgain(bytes, from, end, context) : Number.NaN;
    if (Number.isNaN(time)) time = this.readAny(bytes, from, end, context, bracketed);
    if (bracketed && !Number.isNaN(time)) {
      if (this.next < end && bytes[this.next] === closeBracket) this.next++;
      else time = Number.NaN;
    }
    if (Number.isNaN(time)) this.next = start;
    return time;
  }

  /**
   * Reads `[…]` as `read` does when the last second that was read stands in it and nothing else; NaN, with nothing else
   * touched, otherwise. `read` then knows.
   */
  readSame(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    const close = start + 1 + this.seenLength;
    if (close >= end || bytes[start] !== openBracket || bytes[close] !== closeBracket) return Number.NaN;
    if (this.seenZone !== context.zone || this.seenYear !== context.year || this.seenLength === 0) return Number.NaN;
    if (!this.seenWords.standAt(viewOf(bytes), start + 1, end)) return Number.NaN;
    if (context.receivedAt < this.seenFrom || context.receivedAt > this.seenUntil) return Number.NaN;
    this.next = close + 1;
    this.fraction = 0;
    return this.local(context);
  }

  /**
   * After the read of a time that exists twice: the one of the two that `told` (ms, UTC) is, which stands elsewhere in the same
   * record; `otherwise` when it is neither.
   */
  exact(told: number, otherwise: number, { clock }: ReadContext): number {
    const { seenUtc, seenLater } = this;
    const isLater = Math.abs(seenLater - told) < Math.abs(seenUtc - told);
    const time = isLater ? seenLater : seenUtc;
    if (!(Math.abs(time - told) < 60_000)) return otherwise;
    clock?.tell(this.seenWall, seenUtc, isLater);
    return time + this.fraction;
  }

  /** The same second as last time, by its bytes. */
  private readAgain(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    const length = this.seenLength;
    const at = start + length;
    if (length === 0 || at > end || this.seenZone !== context.zone || this.seenYear !== context.year) return Number.NaN;
    const { seen } = this;
    if (!this.seenWords.standAt(viewOf(bytes), start, end)) return Number.NaN;
    if (context.receivedAt < this.seenFrom || context.receivedAt > this.seenUntil) return Number.NaN;
    const isMonthForm = seen[0] > 0x39;
    if (isMonthForm && this.yearAfter(bytes, this.skipFraction(bytes, at, end), end) > 0) return Number.NaN;
    return this.finish(bytes, at, end, !isMonthForm, context);
  }

  private readAny(bytes: Buffer, start: number, end: number, context: ReadContext, bracketed: boolean): number {
    const first = bytes[start];
    if (first >= 0x30 && first <= 0x39) {
      if (bytes[start + 4] === minus) return this.readIso(bytes, start, end, context);
      if (bytes[start + 2] === slash) return this.readSlashed(bytes, start, end, context);
      if (bytes[start + 2] === minus) return bracketed ? this.readDayFirst(bytes, start, end, context) : Number.NaN;
      return this.readEpoch(bytes, start, end);
    }
    if (first >= 0x41 && first <= 0x5a) return this.readMonthFirst(bytes, start, end, context);
    return Number.NaN;
  }

  private readIso(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    if (end - start < 19 || bytes[start + 7] !== minus) return Number.NaN;
    const separator = bytes[start + 10];
    if (separator !== space && separator !== 0x54 && separator !== 0x74) return Number.NaN;
    this.year = digits(bytes, start, 4);
    this.month = digits(bytes, start + 5, 2);
    this.day = digits(bytes, start + 8, 2);
    if (!this.readClock(bytes, start + 11, end) || !this.isDate()) return Number.NaN;
    this.remember(bytes, start, start + 19, context);
    return this.finish(bytes, start + 19, end, true, context);
  }

  /** `22/Nov/2026:03:04:05`, as web servers write it, or with a space. */
  private readSlashed(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    if (end - start < 20 || bytes[start + 6] !== slash) return Number.NaN;
    if (bytes[start + 11] !== colon && bytes[start + 11] !== space) return Number.NaN;
    this.day = digits(bytes, start, 2);
    this.month = monthAt(bytes, start + 3);
    this.year = digits(bytes, start + 7, 4);
    if (!this.readClock(bytes, start + 12, end) || !this.isDate()) return Number.NaN;
    this.remember(bytes, start, start + 20, context);
    return this.finish(bytes, start + 20, end, true, context);
  }

  /** `22-11-2026 03:04:05`, a dateformat of Asterisk that is met in Europe. */
  private readDayFirst(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    if (end - start < 19 || bytes[start + 5] !== minus || bytes[start + 10] !== space) return Number.NaN;
    this.day = digits(bytes, start, 2);
    this.month = digits(bytes, start + 3, 2);
    this.year = digits(bytes, start + 6, 4);
    if (!this.readClock(bytes, start + 11, end) || !this.isDate()) return Number.NaN;
    this.remember(bytes, start, start + 19, context);
    return this.finish(bytes, start + 19, end, true, context);
  }

  private readEpoch(bytes: Buffer, start: number, end: number): number {
    const seconds = digits(bytes, start, 10);
    const at = start + 10;
    if (seconds < 0 || (at < end && isWordByte(bytes[at]))) return Number.NaN;
    this.next = this.skipFraction(bytes, at, end);
    return seconds * 1_000 + this.fraction;
  }

  /** `Nov 22 03:04:05` and what people add to it. */
  private readMonthFirst(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    let at = start;
    if (bytes[at + 3] === space && monthAt(bytes, at) === 0 && isWeekday(bytes, at)) at += 4;
    if (end - at < 15 || bytes[at + 3] !== space || bytes[at + 6] !== space) return Number.NaN;
    this.month = monthAt(bytes, at);
    this.day = bytes[at + 4] === space ? digits(bytes, at + 5, 1) : digits(bytes, at + 4, 2);
    if (this.month === 0) return Number.NaN;
    at += 7;
    let year = 0;
    if (end - at >= 13 && bytes[at + 4] === space) {
      year = digits(bytes, at, 4);
      if (year >= 0) at += 5;
    }
    if (!this.readClock(bytes, at, end)) return Number.NaN;
    at += 8;
    const behind = year > 0 ? 0 : this.yearAfter(bytes, this.skipFraction(bytes, at, end), end);
    if (year <= 0 && behind === 0) return this.readYearless(bytes, start, at, end, context);
    this.year = year > 0 ? year : behind;
    if (!this.isDate()) return Number.NaN;
    const next = behind > 0 ? this.skipFraction(bytes, at, end) + 5 : at;
    this.seenLength = 0;
    this.place(context);
    const utc = this.local(context);
    if (behind === 0) {
      this.next = this.skipFraction(bytes, at, end);
    } else {
      this.skipFraction(bytes, at, end);
      this.next = next;
    }
    return utc + this.fraction;
  }

  private readYearless(bytes: Buffer, start: number, at: number, end: number, context: ReadContext): number {
    const { receivedAt, zone } = context;
    let from = Number.NEGATIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    if (context.year !== undefined) {
      this.year = context.year + this.yearsSince();
      if (!this.isDate()) return Number.NaN;
      this.lastMonth = this.month;
    } else {
      const around = new Date(receivedAt).getUTCFullYear();
      let best = Number.NaN;
      let bestYear = 0;
      // Eight years either way, for 29 February; otherwise the neighbours suffice.
      const reach = this.month === 2 && this.day === 29 ? 8 : 1;
      for (let year = around - reach; year <= around + reach; year++) {
        this.year = year;
        if (!this.isDate()) continue;
        const utc = this.toUtc(zone, year);
        if (Number.isNaN(best) || Math.abs(utc - receivedAt) < Math.abs(best - receivedAt)) {
          best = utc;
          bestYear = year;
        }
      }
      if (Number.isNaN(best)) return Number.NaN;
      this.year = bestYear;
      // Valid for any time of receipt clearly less than half a year away.
      from = Math.min(receivedAt, best - yearMs / 2 + 3 * 86_400_000);
      until = Math.max(receivedAt, best + yearMs / 2 - 3 * 86_400_000);
      if (reach > 1) {
        from = receivedAt;
        until = receivedAt;
      }
    }
    this.remember(bytes, start, at, context);
    this.seenFrom = from;
    this.seenUntil = until;
    return this.finish(bytes, at, end, false, context);
  }

  /** Years since the first time of a log that is read on: time goes forward, but for a line that comes a little late. */
  private yearsSince(): number {
    const { month, lastMonth } = this;
    if (lastMonth - month >= 6) this.yearsOn++;
    else if (lastMonth > 0 && month - lastMonth === 11 && this.yearsOn > 0) this.yearsOn--;
    return this.yearsOn;
  }

  private toUtc(zone: Zone, year: number): number {
    return zone.toUtc(year, this.month, this.day, this.hour, this.minute, this.second, 0);
  }

  /** hh:mm:ss; a leap second (60) counts as the first of the next minute. */
  private readClock(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < 8 || bytes[start + 2] !== colon || bytes[start + 5] !== colon) return false;
    this.hour = digits(bytes, start, 2);
    this.minute = digits(bytes, start + 3, 2);
    this.second = digits(bytes, start + 6, 2);
    const { hour, minute, second } = this;
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
  }

  private isDate(): boolean {
    const { year, month, day } = this;
    if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    if (month === 2) return day <= (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28);
    return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
  }

  private remember(bytes: Buffer, start: number, end: number, context: ReadContext): void {
    const length = end - start;
    for (let i = 0; i < length; i++) this.seen[i] = bytes[start + i];
    this.seenWords.learn(length);
    this.seenLength = length;
    this.seenZone = context.zone;
    this.seenYear = context.year;
    this.seenFrom = Number.NEGATIVE_INFINITY;
    this.seenUntil = Number.POSITIVE_INFINITY;
    this.place(context);
  }

  private place({ zone }: ReadContext): void {
    this.seenWall = wallClock(this.year, this.month, this.day, this.hour, this.minute, this.second, 0);
    this.seenUtc = this.toUtc(zone, this.year);
    this.seenLater = zone.later(this.seenWall, this.seenUtc);
  }

  /** The last second as a time of the context's zone. */
  private local(context: ReadContext): number {
    this.isDoubled = this.seenLater !== this.seenUtc;
    return this.isDoubled ? this.settled(context) : this.seenUtc;
  }

  private settled({ clock, receivedAt }: ReadContext): number {
    const { seenWall, seenUtc, seenLater } = this;
    return clock === undefined ? seenUtc : clock.settle(seenWall, seenUtc, seenLater, receivedAt);
  }

  /** Fraction and zone behind the remembered second. */
  private finish(bytes: Buffer, start: number, end: number, mayHaveZone: boolean, context: ReadContext): number {
    const at = this.skipFraction(bytes, start, end);
    this.next = at;
    const offset = mayHaveZone && at < end ? this.readOffset(bytes, at, end) : Number.NaN;
    if (Number.isNaN(offset)) return this.local(context) + this.fraction;
    this.isZoned = true;
    return this.seenWall + this.fraction - offset;
  }

  /** Milliseconds ahead of UTC of `Z`, `+01:00`, `+0100` or ` +0100` at `at`, moving `next` behind it; NaN without. */
  private readOffset(bytes: Buffer, at: number, end: number): number {
    const byte = bytes[at];
    if (byte === 0x5a || byte === 0x7a) {
      this.next = at + 1;
      return 0;
    }
    const sign = byte === space && at + 1 < end ? at + 1 : at;
    if (bytes[sign] !== plus && bytes[sign] !== minus) return Number.NaN;
    const separated = sign + 3 < end && bytes[sign + 3] === colon;
    const width = separated ? 6 : 5;
    if (end - sign < width) return Number.NaN;
    const hours = digits(bytes, sign + 1, 2);
    const minutes = digits(bytes, separated ? sign + 4 : sign + 3, 2);
    if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return Number.NaN;
    if (sign + width < end && isWordByte(bytes[sign + width])) return Number.NaN;
    this.next = sign + width;
    const offset = (hours * 60 + minutes) * 60_000;
    return bytes[sign] === minus ? -offset : offset;
  }

  /** Place behind `.123` or `,123456`; sets the fraction in whole milliseconds. */
  private skipFraction(bytes: Buffer, start: number, end: number): number {
    this.fraction = 0;
    if (start + 1 >= end || (bytes[start] !== dot && bytes[start] !== comma)) return start;
    let at = start + 1;
    let scale = 100;
    for (; at < end && at - start <= 9; at++) {
      const digit = bytes[at] - 0x30;
      if (digit < 0 || digit > 9) break;
      this.fraction += digit * scale;
      scale = scale === 100 ? 10 : scale === 10 ? 1 : 0;
    }
    return at === start + 1 ? start : at;
  }

  /** The year in ` 2026` at `at`, 0 when there is none. */
  private yearAfter(bytes: Buffer, at: number, end: number): number {
    if (end - at < 5 || bytes[at] !== space) return 0;
    const year = digits(bytes, at + 1, 4);
    if (year < 1970 || year > 2199) return 0;
    const behind = at + 5 < end ? bytes[at + 5] : space;
    // `2026: %SYS`, not the host 2001:db8::5.
    if (behind === colon) return at + 6 >= end || bytes[at + 6] === space ? year : 0;
    return behind === space || behind === closeBracket ? year : 0;
  }
}
