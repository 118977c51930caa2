import type { Event } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { literal, reachOf, standsAt, trimEnd } from '../../line/scan.ts';
import { recordShape, recordStamp } from '../../line/shape/compile.ts';
import { Interner } from '../../line/text.ts';
import { TimestampReader } from '../../line/timestamp.ts';
import { ColourStripper, colourlessEnd, isColour } from './colours.ts';
import { DialPlanReader } from './dial-plan.ts';
import { NoticeReader } from './notice.ts';
import { isCallNoise, Prefix } from './prefix.ts';
import { SecurityEventReader } from './security-event.ts';
import { ShapedLines } from './shaped-lines.ts';
import { asteriskShapes, shapeNumbers } from './shapes.ts';
import { VerboseReader } from './verbose.ts';

/** What res_security_log writes; some templates of syslog daemons leave out all that stands before. */
const bareSecurity = literal('SecurityEvent="');
const space = 0x20;
const openBracket = 0x5b;
const closeBracket = 0x5d;
/** Asterisk cuts a message at 8,191 bytes; behind what others fill stands at most an address and a reason. */
const ownLimit = 7_680;

/**
 * Asterisk's `full`, `messages` and `security` logs (https://docs.asterisk.org, Logging Configuration): chan_sip, res_pjsip,
 * chan_iax2, the manager and res_security_log. Lines look like `[Nov 22 03:04:05] NOTICE[123][C-0000002a] chan_sip.c:28926
 * handle_request_register: …`, or without the timestamp when Asterisk writes to syslog itself; with or without colours.
 */
export function createAsterisk(): Format {
  return new Asterisk();
}

class Asterisk implements Format {
  readonly name = 'asterisk';
  readonly shapes = asteriskShapes;
  readonly noiseShapes = shapeNumbers.lastCallNoise;
  private readonly prefix = new Prefix();
  private readonly stamps = new TimestampReader();
  private readonly eventStamps = new TimestampReader();
  private readonly colours = new ColourStripper();
  private time = Number.NaN;
  private readonly security: SecurityEventReader;
  private readonly notice: NoticeReader;
  private readonly verbose: VerboseReader;
  private readonly dialPlan = new DialPlanReader();
  private readonly shaped: ShapedLines;
  /** Time and number of the timestamp of the last line, when that fitted a shape; the number is -1 otherwise. */
  private shapedTime = Number.NaN;
  private shapedStamp = -1;

  constructor() {
    const texts = new Interner();
    this.security = new SecurityEventReader(texts);
    this.notice = new NoticeReader(texts);
    this.verbose = new VerboseReader(texts);
    this.shaped = new ShapedLines(texts);
  }

  readShaped(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    context: ReadContext,
    records: Int32Array,
    at: number,
  ): Reading {
    const stamp = records[at + recordStamp];
    if (stamp !== this.shapedStamp) {
      this.shapedTime = this.stamps.read(bytes, start, end, context);
      // Of a time that exists twice a security event may say which it was.
      if (this.stamps.isDoubled) this.shapedTime = Number.NaN;
      this.shapedStamp = stamp;
    }
    const time = this.shapedTime;
    // What a relay may have cut is read with more care.
    if (Number.isNaN(time) || context.whole !== true) return this.read(bytes, start, end, event, context);
    if (records[at + recordShape] <= shapeNumbers.lastNoise) return 'ignored';
    this.shaped.fill(bytes, event, records, at, context.withoutCallIds !== true);
    event.dataset = 'asterisk';
    event.time = time;
    return 'recognised';
  }

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    this.shapedStamp = -1;
    const reading = this.readPlain(bytes, start, end, event, context);
    if (reading !== 'coloured' && (reading !== 'foreign' || !this.isColoured(bytes, start, end, context)))
      return reading;
    if (!this.colours.strip(bytes, start, end)) return 'malformed';
    const plain = this.readPlain(this.colours.plain, 0, this.colours.length, event, context);
    return plain === 'coloured' ? 'malformed' : plain;
  }

  /** `coloured`: the message begins with a colour, so nothing can be said of it as it stands. */
  private readPlain(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    context: ReadContext,
  ): Reading | 'coloured' {
    const { prefix } = this;
    let at = this.readTimestamp(bytes, start, end, context);
    if (isCallNoise(bytes, at, end)) return 'ignored';
    prefix.read(bytes, at, end);
    if (prefix.level === 'none' && at === start) {
      // Some templates of syslog daemons write the time without its brackets.
      at = this.readBareTime(bytes, start, end, context);
      if (at > start) prefix.read(bytes, at, end);
    }
    if (prefix.level === 'none' && standsAt(bytes, at, end, bareSecurity)) prefix.takeSecurity(at);
    const { level, messageStart } = prefix;
    if (level === 'none') return 'foreign';
    if (messageStart >= end) return 'ignored';
    if (isColour(bytes, messageStart, end)) return 'coloured';
    // A timestamp that cannot be read is no reason to invent a time.
    const { time } = this;
    if (at > start && Number.isNaN(time)) return 'malformed';
    const messageEnd = trimEnd(
      bytes,
      messageStart,
      colourlessEnd(bytes, messageStart, trimEnd(bytes, messageStart, end)),
    );
    const reach = reachOf(context, ownLimit);
    let reading: Reading;
    if (level === 'security')
      reading = this.security.read(bytes, messageStart, messageEnd, event, reach, !context.withoutCallIds);
    else if (level === 'verbose') reading = this.verbose.read(bytes, messageStart, messageEnd, event);
    else if (level === 'dialplan') reading = this.dialPlan.read(bytes, messageStart, messageEnd, event);
    else
      reading = this.notice.read(
        bytes,
        messageStart,
        messageEnd,
        event,
        reach,
        prefix.isPjsipSession,
        !context.withoutCallIds,
      );
    if (reading !== 'recognised') return reading;
    event.dataset = 'asterisk';
    event.time = Number.isNaN(time) ? this.timeWithout(bytes, messageEnd, context) : time;
    if (this.stamps.isDoubled && at > start) event.time = this.exactTime(bytes, messageEnd, time, context);
    return reading;
  }

  /** Leaves the time of `[…]` in `time` (NaN without, or when it cannot be read) and returns what follows it. */
  private readTimestamp(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    this.time = Number.NaN;
    if (start >= end || bytes[start] !== openBracket) return start;
    this.time = this.stamps.readSame(bytes, start, end, context);
    if (Number.isNaN(this.time)) this.time = this.stamps.read(bytes, start, end, context);
    let at = this.stamps.next;
    if (at === start) {
      while (at < end && bytes[at] !== closeBracket) at++;
      at++;
    }
    while (at < end && bytes[at] === space) at++;
    return at;
  }

  /** Leaves a time without brackets in `time` and returns what follows it; `start` without one. */
  private readBareTime(bytes: Buffer, start: number, end: number, context: ReadContext): number {
    const first = start < end ? bytes[start] : 0;
    if (!(first >= 0x30 && first <= 0x39) && !(first >= 0x41 && first <= 0x5a)) return start;
    const time = this.stamps.read(bytes, start, end, context);
    if (Number.isNaN(time)) return start;
    this.time = time;
    let at = this.stamps.next;
    while (at < end && bytes[at] === space) at++;
    return at;
  }

  /** Time of a line without timestamp: that of its security event, else that of its envelope or of its receipt. */
  private timeWithout(bytes: Buffer, end: number, context: ReadContext): number {
    const { timeStart } = this.security;
    if (this.prefix.level !== 'security' || timeStart === 0) return context.receivedAt;
    const time = this.eventStamps.read(bytes, timeStart, end, context);
    return Number.isNaN(time) ? context.receivedAt : time;
  }

  /** Of a time that exists twice the one that a security event tells with its zone. */
  private exactTime(bytes: Buffer, end: number, time: number, context: ReadContext): number {
    const { timeStart } = this.security;
    if (this.prefix.level !== 'security' || timeStart === 0) return time;
    const told = this.eventStamps.read(bytes, timeStart, end, context);
    return this.eventStamps.isZoned ? this.stamps.exact(told, time, context) : time;
  }

  private isColoured(bytes: Buffer, start: number, end: number, context: ReadContext): boolean {
    return isColour(bytes, start, end) || isColour(bytes, this.readTimestamp(bytes, start, end, context), end);
  }
}
