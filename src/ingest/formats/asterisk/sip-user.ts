import { findByte, findLast, literal, standsAt } from '../../line/scan.ts';
import type { Interner } from '../../line/text.ts';

const percent = 0x25;
const colon = 0x3a;
const semicolon = 0x3b;
const greater = 0x3e;
const at = 0x40;
const sip = literal('sip:');
const sips = literal('sips:');
const openUri = literal('<');

/**
 * User part of a SIP URI or name-addr (RFC 3261 section 25.1) in bytes[start, end), percent-decoded once; '' when the URI
 * has none. Text that is no URI is the user as it stands.
 */
export function sipUser(bytes: Buffer, start: number, end: number, texts: Interner): string {
  const tagged = findLast(bytes, start, end, openUri);
  let from = tagged < 0 ? start : tagged + 1;
  const scheme = standsAt(bytes, from, end, sip) ? 4 : standsAt(bytes, from, end, sips) ? 5 : 0;
  if (scheme === 0) return tagged < 0 ? texts.text(bytes, start, end) : '';
  from += scheme;
  const uriEnd = findByte(bytes, from, end, greater);
  const userEnd = findByte(bytes, from, uriEnd, at);
  if (userEnd === uriEnd) return '';
  // A password or parameters behind the name are not the name.
  let to = from;
  let encoded = false;
  for (; to < userEnd && bytes[to] !== colon && bytes[to] !== semicolon; to++) encoded ||= bytes[to] === percent;
  return encoded ? percentDecoded(bytes, from, to) : texts.text(bytes, from, to);
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
