import type { ReadContext } from '../../format.ts';
import { findByte, literal, skipDigits, skipSpaces, standsAt } from '../../line/scan.ts';
import { TimestampReader } from '../../line/timestamp.ts';

const escapeByte = 0x1b;
const space = 0x20;
const percent = 0x25;
const minus = 0x2d;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const levels = ['CONSOLE', 'ALERT', 'CRIT', 'ERR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'].map(literal);
const source = literal('.c:');
const sourcePlus = literal('.cpp:');
const tag = literal('freeswitch[');
const afterTag = literal(']: ');
const calls = literal('() ');

/**
 * What FreeSWITCH writes before its message:
 * `[UUID ]2026-11-22 15:04:05.123456 [99.43% ][WARNING] sofia_reg.c:1792 [function() ]`, with colour codes on a console. One
 * result object, overwritten by each read.
 */
export class LinePrefix {
  /** Milliseconds since 1970 UTC, NaN without. */
  time = Number.NaN;
  /** First byte of the source file's name. */
  file = 0;
  /** First byte of the message. */
  next = 0;
  private readonly stamps = new TimestampReader();

  /** Reads the prefix of bytes[start, end); false when level and source file are not there. */
  read(bytes: Buffer, start: number, end: number, context: ReadContext): boolean {
    this.time = Number.NaN;
    let at = skipColours(bytes, start, end);
    if (standsAt(bytes, at, end, tag)) {
      const digits = skipDigits(bytes, at + tag.length, end);
      if (standsAt(bytes, digits, end, afterTag)) at = digits + afterTag.length;
    }
    if (isUuid(bytes, at, end)) at += 37;
    if (bytes[at] !== openBracket) {
      const time = this.stamps.read(bytes, at, end, context);
      if (!Number.isNaN(time)) {
        this.time = time;
        at = skipSpaces(bytes, this.stamps.next, end);
      }
    }
    at = skipIdle(bytes, skipColours(bytes, at, end), end);
    if (at >= end || bytes[at] !== openBracket) return false;
    const level = at + 1;
    const close = findByte(bytes, level, Math.min(end, level + 8), closeBracket);
    if (!levels.some((name) => close - level === name.length && standsAt(bytes, level, end, name))) return false;
    if (bytes[close] !== closeBracket || bytes[close + 1] !== space) return false;
    this.file = close + 2;
    const fileEnd = findByte(bytes, this.file, Math.min(end, this.file + 64), colon);
    if (!standsAt(bytes, fileEnd - 2, end, source) && !standsAt(bytes, fileEnd - 4, end, sourcePlus)) return false;
    const number = skipDigits(bytes, fileEnd + 1, end);
    if (number === fileEnd + 1 || number >= end || bytes[number] !== space) return false;
    this.next = skipFunction(bytes, number + 1, end);
    return true;
  }
}

/** Place behind any `ESC[…m`. */
function skipColours(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at + 2 < end && bytes[at] === escapeByte && bytes[at + 1] === openBracket) {
    let code = at + 2;
    while (code < end && ((bytes[code] >= 0x30 && bytes[code] <= 0x39) || bytes[code] === 0x3b)) code++;
    if (bytes[code] !== 0x6d) break;
    at = code + 1;
  }
  return at;
}

/** 8-4-4-4-12 hex digits and a space. */
function isUuid(bytes: Buffer, start: number, end: number): boolean {
  if (start + 37 > end || bytes[start + 36] !== space) return false;
  for (let i = 0; i < 36; i++) {
    const byte = bytes[start + i];
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (byte !== minus) return false;
    } else if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46))) {
      return false;
    }
  }
  return true;
}

/** Place behind the idle time of the processor, `99.43% `, which newer versions write. */
function skipIdle(bytes: Buffer, start: number, end: number): number {
  let at = skipDigits(bytes, start, end);
  if (at === start) return start;
  if (bytes[at] === 0x2e) at = skipDigits(bytes, at + 1, end);
  return at + 1 < end && bytes[at] === percent && bytes[at + 1] === space ? at + 2 : start;
}

/** Place behind `sofia_reg_parse_auth() `, which older versions write. */
function skipFunction(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const limit = Math.min(end, start + 64);
  while (at < limit && (bytes[at] === 0x5f || (bytes[at] >= 0x30 && bytes[at] <= 0x7a && bytes[at] !== colon))) at++;
  return at > start && standsAt(bytes, at, end, calls) ? at + calls.length : start;
}
