import { findByte } from '../line/scan.ts';
import { decode, Interner } from '../line/text.ts';

/** Longest user name, User-Agent or Call-ID that is kept, bytes. */
export const longestText = 256;

const scratch = Buffer.alloc(longestText);

/** Texts of SIP messages as events carry them: decoded at most once, bounded in length, remembered. */
export class SipText {
  private readonly users = new Interner();
  private readonly agents = new Interner();
  private readonly methods = new Interner();

  /** User part of a URI, percent-decoded (RFC 3261 section 19.1.2). Control characters and bad escapes stay encoded. */
  user(bytes: Buffer, start: number, end: number): string {
    if (start < 0) return '';
    const stop = end < start + longestText ? end : start + longestText;
    if (findByte(bytes, start, stop, 0x25) < stop) return this.unescaped(bytes, start, stop, 0x25);
    return this.users.text(bytes, start, stop);
  }

  /** Content of a quoted string, backslashes resolved. */
  quoted(bytes: Buffer, start: number, end: number): string {
    if (start < 0) return '';
    const stop = end < start + longestText ? end : start + longestText;
    if (findByte(bytes, start, stop, 0x5c) < stop) return this.unescaped(bytes, start, stop, 0x5c);
    return this.users.text(bytes, start, stop);
  }

  agent(bytes: Buffer, start: number, end: number): string {
    return start < 0 ? '' : this.agents.text(bytes, start, Math.min(end, start + longestText));
  }

  /** Nearly every Call-ID is new: remembering them would only push out what comes back. */
  callId(bytes: Buffer, start: number, end: number): string {
    return start < 0 ? '' : decode(bytes, start, Math.min(end, start + longestText));
  }

  method(bytes: Buffer, start: number, end: number): string {
    return start < 0 ? '' : this.methods.text(bytes, start, end);
  }

  private unescaped(bytes: Buffer, start: number, end: number, mark: number): string {
    let to = 0;
    for (let at = start; at < end; at++) {
      const c = bytes[at];
      if (c === mark && mark === 0x5c && at + 1 < end) scratch[to++] = bytes[++at];
      else if (c === mark && mark === 0x25 && at + 2 < end) {
        const value = (hex(bytes[at + 1]) << 4) | hex(bytes[at + 2]);
        if (value >= 0x20 && value !== 0x7f) {
          scratch[to++] = value;
          at += 2;
        } else scratch[to++] = c;
      } else scratch[to++] = c;
    }
    return this.users.text(scratch, 0, to);
  }
}

/** Value of a hex digit; a large negative number for anything else. */
function hex(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const letter = c | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -0x10000;
}
