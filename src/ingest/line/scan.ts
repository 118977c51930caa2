import type { ReadContext } from '../format.ts';

/** Bytes of a literal, made once when a module loads. */
export function literal(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether the literal stands at `at` and ends within `end`. */
export function standsAt(bytes: Uint8Array, at: number, end: number, needle: Uint8Array): boolean {
  const { length } = needle;
  if (at < 0 || at + length > end) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

/** Whether bytes[start, end) end with the literal. */
export function endsWith(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  return end - needle.length >= start && standsAt(bytes, end - needle.length, end, needle);
}

/** First place of the literal in bytes[start, end), -1 without. Unlike Buffer.indexOf it never looks behind `end`. */
export function findFirst(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): number {
  const first = needle[0];
  const last = end - needle.length;
  for (let at = start; at <= last; at++) {
    if (bytes[at] === first && standsAt(bytes, at, end, needle)) return at;
  }
  return -1;
}

/** Last place of the literal in bytes[start, end), -1 without. */
export function findLast(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): number {
  const first = needle[0];
  for (let at = end - needle.length; at >= start; at--) {
    if (bytes[at] === first && standsAt(bytes, at, end, needle)) return at;
  }
  return -1;
}

/** First place of a byte in bytes[start, end), `end` without. */
export function findByte(bytes: Uint8Array, start: number, end: number, byte: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return end;
}

/** First place that is no decimal digit. */
export function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
  return at;
}

/** First place that is no space. */
export function skipSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === 0x20) at++;
  return at;
}

/** End of bytes[start, end) without white space and line ends behind. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === 0x20 || (bytes[at - 1] >= 0x09 && bytes[at - 1] <= 0x0d))) at--;
  return at;
}

/**
 * Most bytes of text that others control before an address that is read from the end of a line. Programs and relays cut
 * long lines (480 bytes is the least that RFC 5424 asks of a receiver), so that a long name could place a false end exactly
 * at the cut; below this no line is cut.
 */
export const longestBeforeAddress = 320;

/** The same for a record that no relay handled: only the program that wrote it cuts, at `own` bytes. */
export function reachOf(context: ReadContext, own: number): number {
  return context.whole === true ? own : longestBeforeAddress;
}
