import { copyEvent, Event } from '../core/event.ts';
import type { Tally } from '../core/tally.ts';
import { AttemptTwins } from './attempt-twins.ts';
import type { Format, ReadContext, Reading } from './format.ts';
import { formats } from './formats.ts';
import { createLineEnds, type LineEnds } from './line/line-ends.ts';
import { literal, skipDigits, skipNuls, skipSpaces, standsAt } from './line/scan.ts';
import { recordShape } from './line/shape/compile.ts';
import { ShapeScan } from './line/shape/shape-scan.ts';
import { SyslogEnvelope } from './line/syslog-envelope.ts';
import { decode } from './line/text.ts';

/** Most bytes of a record that `event.original` keeps. */
const longestOriginal = 4_096;

/** What rsyslog (`$RepeatedMsgReduction on`, as Ubuntu sets it) makes of lines that come again: the line in brackets. */
const repeated = literal('message repeated ');
const times = literal(' times: [');
/** So many of the repetitions count: enough for every rule, and no sender makes much of little. */
const mostRepeats = 100;

/** The name is no format and not `auto`. */
export class UnknownFormatError extends Error {
  override readonly name = 'UnknownFormatError';
  readonly retryable = false;

  constructor(format: string) {
    super(`"${format}" is not a known format; known are auto, ${formats.map(({ name }) => name).join(', ')}`);
  }
}

/**
 * Reads lines of a named format or, with `auto`, of whichever format knows them: the one that the syslog tag names first,
 * then the one that knew the last line, then all others. Takes the syslog envelope off and hands its host and time on: a
 * record without a time of its own has that of its envelope, else `context.receivedAt`. `context` is read anew on every
 * line, so its owner may move `receivedAt`. Throws UnknownFormatError.
 */
export class LineReader {
  /** How many times the last record that was recognised says that it happened; `again` gives the others. */
  repeats = 1;
  private readonly candidates: readonly Format[];
  private readonly context: ReadContext;
  private readonly inner: {
    zone: ReadContext['zone'];
    year: number | undefined;
    receivedAt: number;
    whole: boolean;
    clock: ReadContext['clock'];
    readonly withoutCallIds: boolean;
  };
  private readonly keepOriginal: boolean;
  private readonly envelope = new SyslogEnvelope();
  private readonly byTag = new Map<string, number>();
  private readonly twins = new AttemptTwins();
  private last = 0;
  /** The format that has shapes, and what finds them. */
  private shaped: Format | undefined;
  private scan: ShapeScan | undefined;

  constructor(format: string, context: ReadContext, options: { readonly keepOriginal?: boolean } = {}) {
    const chosen = formats.filter(({ name }) => format === 'auto' || name === format);
    if (chosen.length === 0) throw new UnknownFormatError(format);
    this.candidates = chosen.map(({ create }) => create());
    this.context = context;
    this.inner = {
      zone: context.zone,
      year: context.year,
      receivedAt: context.receivedAt,
      whole: false,
      clock: context.clock,
      withoutCallIds: context.withoutCallIds === true,
    };
    this.keepOriginal = options.keepOriginal === true;
    for (const [index, { name }] of this.candidates.entries()) this.byTag.set(name, index);
    const sshd = this.byTag.get('sshd');
    if (sshd !== undefined) for (const tag of ['sshd-session', 'sshd-auth']) this.byTag.set(tag, sshd);
  }

  /** Host in the syslog envelope of the last line that `read` read, whatever was made of it; '' without one. */
  get hostName(): string {
    return this.envelope.hostName;
  }

  /**
   * Reads one line, bytes[start, end), line end allowed. `event` comes reset and is filled on `recognised`; its tenant, asset,
   * source and line number are the caller's.
   */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const { context, inner, envelope } = this;
    let to = end;
    while (to > start && (bytes[to - 1] === 0x0a || bytes[to - 1] === 0x0d || bytes[to - 1] === 0)) to--;
    const recordEnd = to;
    let from = bytes[start] === 0 ? skipNuls(bytes, start, to) : start;
    if (to - from >= 3 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3;
    envelope.read(bytes, from, to, context);
    inner.zone = context.zone;
    inner.year = context.year;
    inner.clock = context.clock;
    inner.receivedAt = Number.isNaN(envelope.time) ? context.receivedAt : envelope.time;
    // A syslog daemon had the record in its hands, whoever gives it to us.
    inner.whole = context.whole === true && envelope.messageStart === from;
    // Many senders put a space in front of the message.
    let message = envelope.messageStart;
    while (message < to && bytes[message] === 0x20) message++;
    this.repeats = 1;
    if (bytes[message] === 0x6d && envelope.appName !== '' && standsAt(bytes, message, to, repeated)) {
      const inner = this.repeatedStart(bytes, message, to);
      if (inner > 0) {
        message = inner;
        to--;
      }
    }
    const reading = this.ask(bytes, message, to, event);
    if (reading !== 'recognised') return reading;
    if (event.dataset === 'asterisk' || event.dataset === 'freeswitch') this.twins.mark(event);
    if (envelope.hostName !== '') event.hostName = envelope.hostName;
    if (this.keepOriginal) event.original = originalOf(bytes, from, recordEnd);
    return reading;
  }

  /** One more event of the last record, which said that it happened several times. */
  again(event: Event): Event {
    const next = new Event();
    copyEvent(event, next);
    if (next.dataset === 'asterisk' || next.dataset === 'freeswitch') this.twins.mark(next);
    return next;
  }

  /** Place of what is repeated in `message repeated N times: [ … ]`, with N left in `repeats`; 0 for anything else. */
  private repeatedStart(bytes: Buffer, start: number, end: number): number {
    const digits = start + repeated.length;
    const at = skipDigits(bytes, digits, end);
    if (at === digits || at - digits > 9 || !standsAt(bytes, at, end, times) || bytes[end - 1] !== 0x5d) return 0;
    this.repeats = Math.min(Math.max(1, Number(decode(bytes, digits, at))), mostRepeats);
    return skipSpaces(bytes, at + times.length, end);
  }

  /**
   * Line ends for chunks of up to `size` bytes, for `readFound`. They tell more than where lines end when a format has shapes.
   */
  lineEnds(size: number): LineEnds {
    const shaped = this.candidates.find(({ shapes, readShaped }) => shapes && readShaped);
    if (!shaped) return createLineEnds(size);
    try {
      this.scan = new ShapeScan(shaped.shapes!, shaped.noiseShapes ?? 0, size);
      this.shaped = shaped;
      return this.scan;
    } catch {
      // No memory for WebAssembly: a limit on address space.
      return createLineEnds(size);
    }
  }

  /** As `read`, of a line that `lineEnds` found; `found` is its place there, -1 for none. */
  readFound(bytes: Buffer, start: number, end: number, event: Event, found: number): Reading {
    const { shaped, scan } = this;
    if (shaped === undefined || scan === undefined) return this.read(bytes, start, end, event);
    // A line that another format may know is asked of that one first.
    if (found < 0 || scan.places[found + recordShape] === 0 || this.candidates[this.last] !== shaped) {
      const reading = this.read(bytes, start, end, event);
      scan.mayPassOver = this.candidates[this.last] === shaped;
      return reading;
    }
    const { context, inner } = this;
    inner.zone = context.zone;
    inner.year = context.year;
    inner.receivedAt = context.receivedAt;
    inner.whole = context.whole === true;
    this.repeats = 1;
    const reading = shaped.readShaped!(bytes, start, end, event, inner, scan.places, found);
    if (reading !== 'recognised') return reading;
    this.twins.mark(event);
    if (this.keepOriginal) event.original = originalOf(bytes, start, end);
    return reading;
  }

  private ask(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const { candidates, envelope, inner } = this;
    const tagged = envelope.appName === '' ? undefined : this.byTag.get(envelope.appName);
    const first = tagged ?? this.last;
    let reading = candidates[first].read(bytes, start, end, event, inner);
    for (let index = 0; reading === 'foreign' && index < candidates.length; index++) {
      if (index === first) continue;
      reading = candidates[index].read(bytes, start, end, event, inner);
      // Generic JSON knows every object, so it never goes before the formats that know theirs.
      if (reading !== 'foreign' && candidates[index].name !== 'json') this.last = index;
    }
    return reading;
  }
}

/** Text of a record as `event.original` keeps it: at most 4 KiB, cut between characters. */
export function originalOf(bytes: Buffer, start: number, end: number): string {
  let to = Math.min(end, start + longestOriginal);
  if (to < end) while (to > start && (bytes[to] & 0xc0) === 0x80) to--;
  return decode(bytes, start, to);
}

/** Counts one record by what was made of it; a line that no format knows is one of no interest. */
export function countReading(tally: Tally, reading: Reading): void {
  tally.received++;
  if (reading === 'recognised') tally.recognised++;
  else if (reading === 'malformed') tally.malformed++;
  else tally.ignored++;
}
