import { findByte } from '../line/scan.ts';
import { place, readAddressElement, readUri, uri } from './sip-address.ts';
import { readDigest } from './sip-digest.ts';
import { header, headerOf } from './sip-header.ts';
import type { SipMessage } from './sip-message.ts';
import { findParam, param, readNumber } from './sip-params.ts';

/**
 * `request`, `response`: read. `keep-alive`: nothing but line ends or zero bytes (RFC 5626). `malformed`: SIP by its first
 * line, which cannot be read. `foreign`: no SIP.
 */
export type SipReading = 'request' | 'response' | 'keep-alive' | 'malformed' | 'foreign';

const branch = Buffer.from('branch');
const tag = Buffer.from('tag');
const expires = Buffer.from('expires');

/**
 * Reads a SIP message (RFC 3261), bytes[start, end), into `message`: start line and the headers that matter, in any order
 * and case, compact and folded. The body is not looked at. Lines end in CRLF or LF alone. Headers that cannot be read
 * are skipped, so that a hostile message still tells who sent it. Never throws, allocates nothing, linear in the length.
 */
export function readSip(bytes: Buffer, start: number, end: number, message: SipMessage): SipReading {
  const reading = readSipStart(bytes, start, end, message);
  if (reading === 'request' || reading === 'response') readSipHeaders(bytes, end, message);
  return reading;
}

/** The first half of `readSip`: the start line alone, for those who may not want the rest. */
export function readSipStart(bytes: Buffer, start: number, end: number, message: SipMessage): SipReading {
  message.reset(bytes);
  let at = start;
  while (at < end && (bytes[at] === 0x0d || bytes[at] === 0x0a || bytes[at] === 0)) at++;
  if (at === end) return 'keep-alive';
  const lineEnd = findByte(bytes, at, end, 0x0a);
  message.headersStart = Math.min(end, lineEnd + 1);
  return readStartLine(bytes, at, lineEnd, message);
}

function readStartLine(bytes: Buffer, start: number, lineEnd: number, message: SipMessage): SipReading {
  let end = lineEnd;
  while (end > start && bytes[end - 1] <= 0x20) end--;
  if (isVersion(bytes, start, end)) {
    // SIP/2.0 200 OK
    const status = bytes[start + 7] === 0x20 ? readNumber(bytes, start + 8, Math.min(start + 11, end)) : -1;
    if (status < 100 || status > 699 || (start + 11 < end && bytes[start + 11] !== 0x20)) return 'malformed';
    message.status = status;
    return 'response';
  }
  let methodEnd = start;
  while (methodEnd < end && isToken(bytes[methodEnd])) methodEnd++;
  if (methodEnd === start || methodEnd - start > 32 || methodEnd >= end || bytes[methodEnd] !== 0x20) return 'foreign';
  // The Request-URI is all between the first and the last space: lenient where servers differ.
  let version = end;
  while (version > methodEnd && bytes[version - 1] !== 0x20) version--;
  if (!isVersion(bytes, version, end)) return looksLikeSip(bytes, version, end) ? 'malformed' : 'foreign';
  if (end - version !== 7) return 'malformed';
  let uriStart = methodEnd;
  while (uriStart < version && bytes[uriStart] === 0x20) uriStart++;
  let uriEnd = version;
  while (uriEnd > uriStart && bytes[uriEnd - 1] === 0x20) uriEnd--;
  if (uriStart === uriEnd) return 'malformed';
  message.methodStart = start;
  message.methodEnd = methodEnd;
  if (bytes[uriStart] === 0x3c) uriStart++;
  if (bytes[uriEnd - 1] === 0x3e) uriEnd--;
  readUri(bytes, uriStart, uriEnd);
  message.requestUserStart = uri.userStart;
  message.requestUserEnd = uri.userEnd;
  return 'request';
}

/** The second half of `readSip`: the headers of a message whose start line was read. `end`: end of the message. */
export function readSipHeaders(bytes: Buffer, end: number, message: SipMessage): void {
  let at = message.headersStart;
  let viaSeen = false;
  while (at < end) {
    const first = bytes[at];
    if (first === 0x0a || (first === 0x0d && (at + 1 >= end || bytes[at + 1] === 0x0a))) {
      message.bodyStart = Math.min(end, at + (first === 0x0a ? 1 : 2));
      return;
    }
    const nameEnd = endOfName(bytes, at, end);
    let value = nameEnd;
    while (value < end && (bytes[value] === 0x20 || bytes[value] === 0x09)) value++;
    const which = value < end && bytes[value] === 0x3a ? headerOf(bytes, at, nameEnd) : header.other;
    let next = findByte(bytes, value, end, 0x0a);
    // A line that begins with white space continues this one.
    while (next + 1 < end && (bytes[next + 1] === 0x20 || bytes[next + 1] === 0x09)) {
      next = findByte(bytes, next + 1, end, 0x0a);
    }
    if (which !== header.other) {
      value++;
      let valueEnd = next;
      while (value < valueEnd && bytes[value] <= 0x20) value++;
      while (valueEnd > value && bytes[valueEnd - 1] <= 0x20) valueEnd--;
      if (which === header.via) {
        if (!viaSeen && findParam(bytes, value, valueEnd, branch)) {
          message.branchStart = param.start;
          message.branchEnd = param.end;
        }
        viaSeen = true;
      } else readHeader(bytes, value, valueEnd, which, message);
    }
    at = next + 1;
  }
  message.bodyStart = end;
}

/** First byte that cannot be part of a header's name: a control character, white space or the colon. */
function endOfName(bytes: Buffer, start: number, end: number): number {
  const stop = end | 0;
  let at = start | 0;
  while (at < stop && nameBytes[bytes[at]] === 1) at = (at + 1) | 0;
  return at;
}

const nameBytes = new Uint8Array(256).fill(1, 0x21);
nameBytes[0x3a] = 0;

function readHeader(bytes: Buffer, value: number, end: number, which: number, message: SipMessage): void {
  switch (which) {
    case header.from:
      if (message.fromHostEnd >= 0 || message.fromUserEnd >= 0) break;
      readAddressElement(bytes, value, end);
      readUri(bytes, place.uriStart, place.uriEnd);
      message.fromUserStart = uri.userStart;
      message.fromUserEnd = uri.userEnd;
      message.fromHostStart = uri.hostStart;
      message.fromHostEnd = uri.hostEnd;
      if (findParam(bytes, place.paramsStart, end, tag)) {
        message.fromTagStart = param.start;
        message.fromTagEnd = param.end;
      }
      break;
    case header.to:
      if (message.toHostEnd >= 0 || message.toUserEnd >= 0) break;
      readAddressElement(bytes, value, end);
      readUri(bytes, place.uriStart, place.uriEnd);
      message.toUserStart = uri.userStart;
      message.toUserEnd = uri.userEnd;
      message.toHostStart = uri.hostStart;
      message.toHostEnd = uri.hostEnd;
      if (findParam(bytes, place.paramsStart, end, tag)) {
        message.toTagStart = param.start;
        message.toTagEnd = param.end;
      }
      break;
    case header.callId:
      if (message.callIdStart >= 0) break;
      message.callIdStart = value;
      message.callIdEnd = end;
      break;
    case header.cseq:
      if (message.cseqMethodStart < 0) readCseq(bytes, value, end, message);
      break;
    case header.contact:
      readContacts(bytes, value, end, message);
      break;
    case header.expires:
      if (message.expires < 0) message.expires = readNumber(bytes, value, end);
      break;
    case header.userAgent:
      if (message.userAgentStart >= 0) break;
      message.userAgentStart = value;
      message.userAgentEnd = end;
      break;
    case header.server:
      if (message.serverStart >= 0) break;
      message.serverStart = value;
      message.serverEnd = end;
      break;
    case header.authorization:
      readDigest(bytes, value, end, 'authorization', message);
      break;
    case header.proxyAuthorization:
      readDigest(bytes, value, end, 'proxy-authorization', message);
      break;
    case header.challenge:
      readDigest(bytes, value, end, 'challenge', message);
      break;
    case header.contentLength:
      if (message.contentLength < 0) message.contentLength = readNumber(bytes, value, end);
      break;
  }
}

function readCseq(bytes: Buffer, value: number, end: number, message: SipMessage): void {
  let digits = value;
  while (digits < end && bytes[digits] > 0x20) digits++;
  let method = digits;
  while (method < end && bytes[method] <= 0x20) method++;
  let methodEnd = method;
  while (methodEnd < end && isToken(bytes[methodEnd])) methodEnd++;
  if (method === methodEnd) return;
  message.cseq = readNumber(bytes, value, digits);
  message.cseqMethodStart = method;
  message.cseqMethodEnd = methodEnd;
}

function readContacts(bytes: Buffer, value: number, end: number, message: SipMessage): void {
  let at = value;
  while (at < end) {
    readAddressElement(bytes, at, end);
    const next = place.elementEnd + 1;
    message.contacts++;
    if (findParam(bytes, place.paramsStart, place.elementEnd, expires)) {
      if (readNumber(bytes, param.start, param.end) === 0) message.contactsZero++;
    } else message.contactsInherit++;
    at = next;
    while (at < end && bytes[at] <= 0x20) at++;
  }
}

/** Whether `SIP/2.0` stands at `at`, in any case. */
function isVersion(bytes: Buffer, at: number, end: number): boolean {
  return (
    looksLikeSip(bytes, at, end) &&
    end - at >= 7 &&
    bytes[at + 4] === 0x32 &&
    bytes[at + 5] === 0x2e &&
    bytes[at + 6] === 0x30
  );
}

function looksLikeSip(bytes: Buffer, at: number, end: number): boolean {
  return (
    end - at >= 4 &&
    (bytes[at] | 0x20) === 0x73 &&
    (bytes[at + 1] | 0x20) === 0x69 &&
    (bytes[at + 2] | 0x20) === 0x70 &&
    bytes[at + 3] === 0x2f
  );
}

/** RFC 3261 token: letters, digits and - . ! % * _ + ` ' ~ */
function isToken(c: number): boolean {
  return tokenBytes[c] === 1;
}

const tokenBytes = new Uint8Array(256);
for (const c of Buffer.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"))
  tokenBytes[c] = 1;
