import { findByte, findFirst, findLast, literal } from './scan.ts';
import type { Interner } from './text.ts';

const space = 0x20;
const quote = 0x22;
const percent = 0x25;
const dot = 0x2e;
const colon = 0x3a;
const semicolon = 0x3b;
const greater = 0x3e;
const at = 0x40;
const openBracket = 0x5b;
const backslash = 0x5c;
const openUri = literal('<');

/**
 * User part of a SIP or tel URI or name-addr (RFC 3261 section 25.1, RFC 3966) in bytes[start, end), percent-decoded once; ''
 * when the URI has none. Schemes are known in any case. A URI without `@` that is no address of a server (`sip:100`) names
 * the user. Text that is no URI is the user as it stands.
 */
export function sipUser(bytes: Buffer, start: number, end: number, texts: Interner): string {
  const behindName = quotedNameEnd(bytes, start, end);
  let tagged = findFirst(bytes, behindName, end, openUri);
  // A name without quotes may hold a `<` of its own.
  if (tagged >= 0 && schemeLength(bytes, tagged + 1, end) === 0) tagged = findLast(bytes, start, end, openUri);
  const from = tagged < 0 ? behindName : tagged + 1;
  const scheme = schemeLength(bytes, from, end);
  if (scheme === 0) return tagged < 0 ? texts.text(bytes, start, end) : '';
  const userStart = from + scheme;
  const uriEnd = findByte(bytes, from, end, greater);
  const userEnd = findByte(bytes, userStart, uriEnd, at);
  // A password or parameters behind the name are not the name.
  let to = userStart;
  let encoded = false;
  let served = bytes[userStart] === openBracket;
  for (; to < userEnd && bytes[to] !== colon && bytes[to] !== semicolon; to++) {
    encoded ||= bytes[to] === percent;
    served ||= bytes[to] === dot;
  }
  if (userEnd === uriEnd && served && !isTel(bytes, from)) return '';
  return encoded ? percentDecoded(bytes, userStart, to) : texts.text(bytes, userStart, to);
}

/** Length of `sip:`, `sips:` or `tel:` at `start`, in any case; 0 when none stands there. */
export function schemeLength(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return 0;
  const word = ((bytes[start] | 0x20) << 16) | ((bytes[start + 1] | 0x20) << 8) | bytes[start + 2] | 0x20;
  if (word !== 0x736970) return word === 0x74656c && bytes[start + 3] === colon ? 4 : 0;
  if (bytes[start + 3] === colon) return 4;
  return (bytes[start + 3] | 0x20) === 0x73 && start + 4 < end && bytes[start + 4] === colon ? 5 : 0;
}

function isTel(bytes: Uint8Array, start: number): boolean {
  return (bytes[start] | 0x20) === 0x74;
}

/** Place behind `"name"` at `start` and the spaces that follow; `start` without one. */
function quotedNameEnd(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== quote) return start;
  let close = start + 1;
  while (close < end && bytes[close] !== quote) close += bytes[close] === backslash ? 2 : 1;
  if (close >= end) return start;
  close++;
  while (close < end && bytes[close] === space) close++;
  return close;
}

function percentDecoded(bytes: Buffer, start: number, end: number): string {
  const plain = Buffer.allocUnsafe(end - start);
  let length = 0;
  for (let i = start; i < end; i++) {
    const high = bytes[i] === percent && i + 2 < end ? hexValue(bytes[i + 1]) : -1;
    const low = high >= 0 ? hexValue(bytes[i + 2]) : -1;
    if (low >= 0) i += 2;
    plain[length++] = low >= 0 ? high * 16 + low : bytes[i];
  }
  return plain.toString('utf8', 0, length);
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
