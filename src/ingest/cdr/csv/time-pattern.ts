import type { Zone } from '../../line/zone.ts';
import { CdrClock, earliestTime, isDate } from '../cdr-clock.ts';

/** Parts of a pattern; those of one letter take one or two digits. */
const parts = ['YYYY', 'YY', 'MM', 'M', 'DD', 'D', 'HH', 'H', 'hh', 'h', 'mm', 'ss', 'SSS', 'A'] as const;
type Part = (typeof parts)[number];
const digitsOf: Readonly<Record<Part, number>> = {
  YYYY: 4,
  YY: 2,
  MM: 2,
  M: 0,
  DD: 2,
  D: 0,
  HH: 2,
  H: 0,
  hh: 2,
  h: 0,
  mm: 2,
  ss: 2,
  SSS: 3,
  A: 0,
};

/** A pattern that tells no time. */
export class TimePatternError extends RangeError {
  override readonly name = 'TimePatternError';
  readonly retryable = false;
}

/**
 * Reads times by a pattern: `iso` (what `CdrClock` reads, zone included), `epoch` and `epoch-ms` (since 1970), or letters such as
 * `DD-MM-YYYY HH:mm:ss`, `M/D/YY h:mm A`, `YYYYMMDDHHmmss`: YYYY YY MM M DD D HH H hh h mm ss SSS A; all else stands for itself.
 * Throws TimePatternError for a pattern without year, month or day, or with a part twice.
 */
export class TimePattern {
  readonly pattern: string;
  private readonly clock: CdrClock;
  private readonly steps: readonly (Part | number)[];

  constructor(pattern: string, zone: Zone) {
    this.pattern = pattern;
    this.clock = new CdrClock(zone);
    this.steps = ['iso', 'epoch', 'epoch-ms'].includes(pattern) ? [] : stepsOf(pattern);
  }

  /** Milliseconds UTC of bytes[start, end), NaN when they are not of the pattern. */
  read(bytes: Buffer, start: number, end: number): number {
    if (end - start > 64) return Number.NaN;
    if (this.pattern === 'iso') {
      // Ten digits are a telephone number as well as seconds since 1970: those are said to be `epoch`.
      return bytes[start + 4] >= 0x30 && bytes[start + 4] <= 0x39 ? Number.NaN : this.clock.read(bytes, start, end);
    }
    if (this.steps.length === 0) return this.readEpoch(bytes, start, end);
    return this.readSteps(bytes, start, end);
  }

  /** Whether the clock shows this time twice. */
  repeats = (time: number): boolean => this.clock.repeats(time);

  private readEpoch(bytes: Buffer, start: number, end: number): number {
    const found = /^(\d{9,14})(?:[.,](\d{1,9}))?$/.exec(bytes.toString('latin1', start, end));
    if (!found) return Number.NaN;
    const unit = this.pattern === 'epoch' ? 1_000 : 1;
    const time = Number(found[1]) * unit + Math.floor(Number(`0.${found[2] ?? 0}`) * unit);
    return time >= earliestTime && time < 253_402_300_800_000 ? time : Number.NaN;
  }

  private readSteps(bytes: Buffer, start: number, end: number): number {
    let at = start;
    let [year, month, day, hour, minute, second, millisecond] = [0, 1, 1, 0, 0, 0, 0];
    let afternoon = -1;
    for (const step of this.steps) {
      if (typeof step === 'number') {
        if (at >= end || bytes[at++] !== step) return Number.NaN;
        continue;
      }
      if (step === 'A') {
        const half = at + 2 <= end ? bytes.toString('latin1', at, at + 2).toLowerCase() : '';
        if (half !== 'am' && half !== 'pm') return Number.NaN;
        afternoon = half === 'pm' ? 1 : 0;
        at += 2;
        continue;
      }
      const most = digitsOf[step] || 2;
      let value = 0;
      let digits = 0;
      for (; digits < most && at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39; digits++)
        value = value * 10 + bytes[at++] - 0x30;
      if (digits === 0 || (digitsOf[step] > 0 && digits < most)) return Number.NaN;
      if (step === 'YYYY') year = value;
      else if (step === 'YY') year = 2_000 + value;
      else if (step === 'MM' || step === 'M') month = value;
      else if (step === 'DD' || step === 'D') day = value;
      else if (step === 'mm') minute = value;
      else if (step === 'ss') second = value;
      else if (step === 'SSS') millisecond = value;
      else hour = value;
    }
    if (at !== end) return Number.NaN;
    if (afternoon >= 0) {
      if (hour < 1 || hour > 12) return Number.NaN;
      hour = (hour % 12) + 12 * afternoon;
    }
    if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 60) return Number.NaN;
    return this.clock.zone.toUtc(year, month, day, hour, minute, second, millisecond);
  }
}

function stepsOf(pattern: string): readonly (Part | number)[] {
  const steps: (Part | number)[] = [];
  for (let at = 0; at < pattern.length; ) {
    const part = parts.find((one) => pattern.startsWith(one, at));
    if (part === undefined) {
      const code = pattern.charCodeAt(at++);
      if (code > 0x7e || code < 0x20) throw new TimePatternError(`"${pattern}" holds a character that no time has`);
      steps.push(code);
      continue;
    }
    if (steps.some((step) => typeof step === 'string' && step[0] === part[0]))
      throw new TimePatternError(`"${pattern}" holds ${part[0]} twice`);
    steps.push(part);
    at += part.length;
  }
  for (const letter of ['Y', 'M', 'D'])
    if (!steps.some((step) => typeof step === 'string' && step[0] === letter))
      throw new TimePatternError(`"${pattern}" lacks a part with ${letter}, such as in DD-MM-YYYY HH:mm:ss`);
  return steps;
}
