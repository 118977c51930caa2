import { findByte } from '../line/scan.ts';

const quote = 0x22;
const backslash = 0x5c;

/**
 * A position in the grammar of From, To and Contact: where the URI is, where its header parameters begin and where this
 * element of a comma-separated list ends. Overwritten by each read.
 */
export const place = { uriStart: -1, uriEnd: -1, paramsStart: -1, elementEnd: -1 };

/** User and host of a URI. Overwritten by each read; −1 when it has none. */
export const uri = { userStart: -1, userEnd: -1, hostStart: -1, hostEnd: -1 };

/**
 * Reads one name-addr or addr-spec of a From, To or Contact value (RFC 3261 section 25.1), bytes[start, end), into `place`.
 * A quoted display name may hold anything; one whose quote never closes is taken as if it were not quoted. Without angle
 * brackets everything after the first semicolon belongs to the header, not to the URI.
 */
export function readAddressElement(bytes: Buffer, start: number, end: number): void {
  let at = start;
  // Once a quote never closes, quotes mean nothing and the rest is one element: each byte is looked at a bounded number of times.
  let broken = false;
  while (at < end) {
    const c = bytes[at];
    if (c === quote && !broken) {
      const close = closingQuote(bytes, at, end);
      broken = close < 0;
      at = broken ? at + 1 : close + 1;
    } else if (c === 0x3c /* < */) {
      const close = findByte(bytes, at + 1, end, 0x3e);
      place.uriStart = at + 1;
      place.uriEnd = close;
      place.paramsStart = close < end ? close + 1 : end;
      place.elementEnd = broken ? end : elementEnd(bytes, place.paramsStart, end);
      return;
    } else if (c === 0x3b /* ; */ || c === 0x2c /* , */) break;
    else at++;
  }
  place.uriStart = start;
  place.uriEnd = at;
  while (place.uriEnd > start && bytes[place.uriEnd - 1] <= 0x20) place.uriEnd--;
  place.paramsStart = at;
  place.elementEnd = broken ? end : elementEnd(bytes, at, end);
}

/** Index of the comma that ends the element at `at`, or `end`; commas in quotes do not count. */
export function elementEnd(bytes: Buffer, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const c = bytes[i];
    if (c === 0x2c) return i;
    if (c === quote) {
      const close = closingQuote(bytes, i, end);
      // A quote that never closes swallows the rest.
      if (close < 0) return end;
      i = close;
    }
  }
  return end;
}

/** Index of the quote that closes the one at `at`, or −1. Backslash escapes the next byte. */
export function closingQuote(bytes: Buffer, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    const c = bytes[i];
    if (c === quote) return i;
    if (c === backslash) i++;
  }
  return -1;
}

/**
 * Reads user and host of a `sip:`, `sips:` or `tel:` URI, bytes[start, end), into `uri`. The user part ends at a password
 * or at its own parameters (`;npdi`), so that it is the account or number alone. `100@host` without a scheme, which
 * scanners send, is read as if it had one; other schemes have no user.
 */
export function readUri(bytes: Buffer, start: number, end: number): void {
  uri.userStart = uri.userEnd = uri.hostStart = uri.hostEnd = -1;
  const scheme = schemeLength(bytes, start, end);
  const from = start + (scheme < 0 ? -scheme : scheme);
  if (scheme < 0) {
    uri.userStart = from;
    uri.userEnd = userEnd(bytes, from, end);
    return;
  }
  const at = findByte(bytes, from, end, 0x40 /* @ */);
  let host = from;
  if (at < end) {
    uri.userStart = from;
    uri.userEnd = userEnd(bytes, from, at);
    if (scheme === 0 && uri.userEnd < at && bytes[uri.userEnd] === 0x3a) {
      // `other:…@…`: a scheme we do not know.
      uri.userStart = uri.userEnd = -1;
      return;
    }
    host = at + 1;
  } else if (scheme === 0) return;
  let hostEnd = host;
  const bracketed = host < end && bytes[host] === 0x5b;
  while (hostEnd < end) {
    const c = bytes[hostEnd];
    if (c === 0x3b || c === 0x3f || c <= 0x20 || (c === 0x3a && !(bracketed && bytes[hostEnd - 1] !== 0x5d))) break;
    hostEnd++;
  }
  uri.hostStart = host;
  uri.hostEnd = hostEnd;
}

/** Length of `sip:` or `sips:`, minus that of `tel:`, 0 for none of them. */
function schemeLength(bytes: Buffer, start: number, end: number): number {
  if (end - start < 4) return 0;
  const a = bytes[start] | 0x20;
  const b = bytes[start + 1] | 0x20;
  const c = bytes[start + 2] | 0x20;
  if (a === 0x73 && b === 0x69 && c === 0x70) {
    if (bytes[start + 3] === 0x3a) return 4;
    return end - start > 4 && (bytes[start + 3] | 0x20) === 0x73 && bytes[start + 4] === 0x3a ? 5 : 0;
  }
  return a === 0x74 && b === 0x65 && c === 0x6c && bytes[start + 3] === 0x3a ? -4 : 0;
}

function userEnd(bytes: Buffer, start: number, end: number): number {
  const stop = end | 0;
  let at = start | 0;
  while (at < stop && bytes[at] !== 0x3a && bytes[at] !== 0x3b) at = (at + 1) | 0;
  return at;
}
