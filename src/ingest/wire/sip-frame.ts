import { readSipHeaders, readSipStart } from './sip.ts';
import { SipMessage } from './sip-message.ts';

/** Longest SIP message that is read from a stream, bytes. */
export const longestSipMessage = 65_535;

const emptyLine = Buffer.from('\r\n\r\n');
const message = new SipMessage();

/** Where a message of a stream lies. Overwritten by each read. */
export const frame = { start: 0, end: 0 };

/**
 * Finds the first whole SIP message in a stream, bytes[start, end), by Content-Length (RFC 3261 section 18.3; absent counts
 * as 0), and puts its place in `frame`. `scanned`: the empty line is known not to be before it. `more`: not complete yet,
 * or nothing but line ends. `lost`: no SIP stands here, or one longer than is read.
 */
export function findSipMessage(
  bytes: Buffer,
  start: number,
  end: number,
  scanned: number,
): 'message' | 'more' | 'lost' {
  let at = start;
  while (at < end && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
  frame.start = at;
  frame.end = at;
  if (at === end) return 'more';
  const blank = bytes.subarray(0, end).indexOf(emptyLine, Math.max(at, scanned));
  if (blank < 0) {
    // A start line that is complete and no SIP will not become one.
    const line = end - at > 1024 || bytes.subarray(at, end).includes(0x0a);
    if (line && !isSip(bytes, at, end)) return 'lost';
    return end - at > longestSipMessage ? 'lost' : 'more';
  }
  if (!isSip(bytes, at, blank + 4)) return 'lost';
  readSipHeaders(bytes, blank + 4, message);
  frame.end = blank + 4 + Math.max(0, message.contentLength);
  if (frame.end - at > longestSipMessage) return 'lost';
  return frame.end <= end ? 'message' : 'more';
}

function isSip(bytes: Buffer, start: number, end: number): boolean {
  const reading = readSipStart(bytes, start, end, message);
  return reading === 'request' || reading === 'response';
}
