import type { ReadContext } from '../format.ts';
import { literal, standsAt } from './scan.ts';
import { Interner } from './text.ts';
import { TimestampReader } from './timestamp.ts';

const space = 0x20;
const quote = 0x22;
const percent = 0x25;
const openParenthesis = 0x28;
const star = 0x2a;
const minus = 0x2d;
const dot = 0x2e;
const colon = 0x3a;
const less = 0x3c;
const greater = 0x3e;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;

const oldPam = literal('(pam_');
/** Longest host and tag that count as such, bytes (RFC 5424 allows a host of 255 and an app name of 48). */
const longestHost = 255;
const longestTag = 64;

/**
 * Takes the syslog envelope off a record: RFC 5424, RFC 3164 and its relatives (ISO timestamps as rsyslog writes them,
 * years, sequence numbers and trailing colons as Cisco writes them), with or without `<PRI>`, so files written by a syslog
 * daemon too. A record without envelope comes back whole. One result object, overwritten by each read.
 */
export class SyslogEnvelope {
  /** First byte of the message. */
  messageStart = 0;
  /** Milliseconds since 1970 UTC, NaN when the envelope has no time. */
  time = Number.NaN;
  hostName = '';
  appName = '';
  procId = '';
  /** Facility × 8 + severity, -1 without. */
  pri = -1;

  private readonly texts = new Interner();
  private readonly stamps = new TimestampReader();

  /** Reads the envelope at the start of bytes[start, end). */
  read(bytes: Buffer, start: number, end: number, context: ReadContext): void {
    this.clear(start);
    let at = start;
    if (at < end && bytes[at] === less) {
      at = this.readPri(bytes, at, end);
      if (this.pri < 0) return;
      this.messageStart = at;
      if (at + 1 < end && bytes[at] === 0x31 && bytes[at + 1] === space && this.readNew(bytes, at + 2, end, context)) {
        return;
      }
    } else if (at >= end || !startsTimestamp(bytes[at])) {
      return;
    }
    this.readOld(bytes, at, end, context);
  }

  private clear(start: number): void {
    this.messageStart = start;
    this.time = Number.NaN;
    this.hostName = '';
    this.appName = '';
    this.procId = '';
    this.pri = -1;
  }

  private readPri(bytes: Buffer, start: number, end: number): number {
    let value = 0;
    let at = start + 1;
    for (; at < end && at - start <= 3; at++) {
      const digit = bytes[at] - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === start + 1 || at >= end || bytes[at] !== greater || value > 191) return start;
    this.pri = value;
    return at + 1;
  }

  /** RFC 5424 behind `<PRI>1 `. */
  private readNew(bytes: Buffer, start: number, end: number, context: ReadContext): boolean {
    let at = start;
    let time = Number.NaN;
    if (bytes[at] === minus) at++;
    else {
      time = this.stamps.read(bytes, at, end, context);
      if (Number.isNaN(time)) return false;
      at = this.stamps.next;
    }
    if (at >= end || bytes[at] !== space) return false;
    const hostEnd = tokenEnd(bytes, at + 1, end);
    const appEnd = tokenEnd(bytes, hostEnd + 1, end);
    const procEnd = tokenEnd(bytes, appEnd + 1, end);
    const idEnd = tokenEnd(bytes, procEnd + 1, end);
    if (idEnd >= end) return false;
    const dataEnd = structuredDataEnd(bytes, idEnd + 1, end);
    if (dataEnd < 0) return false;
    this.time = time;
    this.hostName = this.value(bytes, at + 1, hostEnd);
    this.appName = this.value(bytes, hostEnd + 1, appEnd);
    this.procId = this.value(bytes, appEnd + 1, procEnd);
    at = dataEnd < end && bytes[dataEnd] === space ? dataEnd + 1 : dataEnd;
    if (end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    this.messageStart = at;
    return true;
  }

  /** RFC 3164 and relatives behind an optional `<PRI>`; `relayed`: behind the header of a relay. */
  private readOld(bytes: Buffer, start: number, end: number, context: ReadContext, relayed = false): void {
    let at = start;
    if (this.pri >= 0) {
      at = skipSequence(bytes, at, end);
      if (at < end && (bytes[at] === star || bytes[at] === dot)) at++;
      // A product's own timestamp in brackets belongs to its message.
      if (at < end && bytes[at] === openBracket) return;
    }
    const time = this.stamps.read(bytes, at, end, context);
    if (Number.isNaN(time)) {
      // No time, so no host either: `<13>app[7]: message`.
      if (this.pri >= 0) this.readTag(bytes, start, end);
      return;
    }
    at = this.stamps.next;
    if (at < end && bytes[at] === colon) at++;
    if (at >= end || bytes[at] !== space) return;
    while (at < end && bytes[at] === space) at++;
    if (bytes[at] === percent) {
      this.time = time;
      this.messageStart = at;
      return;
    }
    if (this.readTag(bytes, at, end)) {
      this.time = time;
      return;
    }
    const hostEnd = tokenEnd(bytes, at, end);
    if (hostEnd >= end || hostEnd - at > longestHost || !isHost(bytes, at, hostEnd)) {
      if (this.pri >= 0) {
        this.time = time;
        this.messageStart = at;
      }
      return;
    }
    let message = hostEnd;
    while (message < end && bytes[message] === space) message++;
    if (message + 1 < end && bytes[message] === colon && bytes[message + 1] === space) message += 2;
    const tagged = this.readTag(bytes, message, end);
    if (!tagged && !relayed && this.readRelayed(bytes, message, end, context)) {
      if (this.hostName === '') this.setHost(bytes, at, hostEnd);
      return;
    }
    // Without PRI a time and a word are no envelope yet: products write those themselves.
    if (!tagged && this.pri < 0) return;
    this.time = time;
    this.setHost(bytes, at, hostEnd);
    if (!tagged) this.messageStart = message;
  }

  /** A relay may put its time and name in front of the header as it came: then that header counts, if it names a program. */
  private readRelayed(bytes: Buffer, start: number, end: number, context: ReadContext): boolean {
    if (start >= end || !startsTimestamp(bytes[start])) return false;
    const { messageStart } = this;
    this.readOld(bytes, start, end, context, true);
    if (this.appName !== '') return true;
    this.time = Number.NaN;
    this.hostName = '';
    this.messageStart = messageStart;
    return false;
  }

  private setHost(bytes: Buffer, start: number, end: number): void {
    const bracketed = bytes[start] === openBracket ? 1 : 0;
    this.hostName = this.texts.text(bytes, start + bracketed, end - bracketed);
  }

  /** `app:`, `app[pid]:` or `app[pid]` at `start`; moves messageStart behind it. */
  private readTag(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    const limit = Math.min(end, start + longestTag);
    while (at < limit && isTagByte(bytes[at])) at++;
    if (at === start || at >= limit) return false;
    const nameEnd = at;
    let procStart = 0;
    let procEnd = 0;
    // `sshd(pam_unix)[12]: …`: old PAM writes under the name of its service, and says so there. That stays with the message.
    if (bytes[at] === openParenthesis) {
      if (!standsAt(bytes, at, limit, oldPam)) return false;
      this.appName = this.texts.text(bytes, start, nameEnd);
      this.messageStart = start;
      return true;
    }
    if (bytes[at] === openBracket) {
      procStart = at + 1;
      at = procStart;
      while (at < limit && bytes[at] !== closeBracket && bytes[at] !== space) at++;
      if (at >= limit || bytes[at] !== closeBracket) return false;
      procEnd = at;
      at++;
      // Asterisk's `NOTICE[123] file.c:` looks like a tag without its colon.
      if (at >= end || bytes[at] !== colon) return false;
    }
    if (bytes[at] !== colon) {
      // `asterisk [2026-11-22 03:04:05] …`: some daemons put no colon behind a tag of the operator's.
      if (procEnd > 0 || bytes[at] !== space || !isOwnStamp(bytes, at + 1, end)) return false;
    } else at++;
    if (at < end && bytes[at] !== space) return false;
    if (isAsteriskLevel(bytes, start, nameEnd) && procEnd > 0) return false;
    this.appName = this.texts.text(bytes, start, nameEnd);
    this.procId = this.texts.text(bytes, procStart, procEnd);
    this.messageStart = at < end ? at + 1 : at;
    return true;
  }

  private value(bytes: Buffer, start: number, end: number): string {
    return end - start === 1 && bytes[start] === minus ? '' : this.texts.text(bytes, start, end);
  }
}

function startsTimestamp(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a);
}

/** Whether the timestamp of a product in brackets starts here: `[2026-` or `[Nov `. */
function isOwnStamp(bytes: Buffer, at: number, end: number): boolean {
  return at + 6 < end && bytes[at] === openBracket && (bytes[at + 5] === minus || bytes[at + 4] === space);
}

function tokenEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== space) at++;
  return at;
}

/** Place behind the structured data (RFC 5424 section 6.3), -1 when it is not closed. */
function structuredDataEnd(bytes: Buffer, start: number, end: number): number {
  if (start >= end) return -1;
  if (bytes[start] === minus) return start + 1;
  let at = start;
  while (at < end && bytes[at] === openBracket) {
    let quoted = false;
    for (at++; at < end; at++) {
      const byte = bytes[at];
      if (quoted && byte === backslash) at++;
      else if (byte === quote) quoted = !quoted;
      else if (byte === closeBracket && !quoted) break;
    }
    if (at >= end) return -1;
    at++;
  }
  return at === start ? -1 : at;
}

/** Place behind Cisco's `47: `. */
function skipSequence(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < 10 && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
  return at > start && at + 1 < end && bytes[at] === colon && bytes[at + 1] === space ? at + 2 : start;
}

/** Letters, digits and what names and addresses hold besides; IPv6 also in brackets. */
function isHost(bytes: Buffer, start: number, end: number): boolean {
  if (start < end && bytes[start] === openBracket) return isBracketed(bytes, start, end);
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (isAlphanumeric(byte) || byte === minus || byte === dot || byte === 0x5f || byte === colon) continue;
    return false;
  }
  return end > start;
}

/** `[2001:db8::5]`, and nothing that is no address: products put what they like between brackets. */
function isBracketed(bytes: Buffer, start: number, end: number): boolean {
  let colons = 0;
  if (bytes[end - 1] !== closeBracket) return false;
  for (let i = start + 1; i < end - 1; i++) {
    const letter = bytes[i] | 0x20;
    if (bytes[i] === colon) colons++;
    else if (!(bytes[i] >= 0x30 && bytes[i] <= 0x39) && bytes[i] !== dot && !(letter >= 0x61 && letter <= 0x66))
      return false;
  }
  return colons > 1;
}

function isTagByte(byte: number): boolean {
  return isAlphanumeric(byte) || byte === minus || byte === dot || byte === 0x5f || byte === 0x2f || byte === 0x40;
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/** NOTICE, WARNING, ERROR, SECURITY, VERBOSE, DEBUG, DTMF: with a number in brackets that is Asterisk's own prefix. */
function isAsteriskLevel(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length < 4 || length > 8) return false;
  for (let i = start; i < end; i++) if (bytes[i] < 0x41 || bytes[i] > 0x5a) return false;
  const first = bytes[start];
  return (
    (length === 4 && first === 0x44) ||
    (length === 5 && (first === 0x45 || first === 0x44)) ||
    (length === 6 && first === 0x4e) ||
    (length === 7 && (first === 0x57 || first === 0x56)) ||
    (length === 8 && first === 0x53)
  );
}
