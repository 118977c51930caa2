import type { ReadContext } from '../format.ts';

// The loops below run for every byte: indices stay 32-bit integers (`| 0`) and each loop has one way out, so that the
// compiler checks the bytes once and not at each step.

/** Bytes of a literal, made once when a module loads. */
export function literal(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether the literal stands at `at` and ends within `end`. */
export function standsAt(bytes: Uint8Array, at: number, end: number, needle: Uint8Array): boolean {
  const { length } = needle;
  if (at < 0 || at + length > end) return false;
  for (let i = 0; i < length; i = (i + 1) | 0) if (bytes[(at + i) | 0] !== needle[i]) return false;
  return true;
}

/** Whether bytes[start, end) end with the literal. */
export function endsWith(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  return end - needle.length >= start && standsAt(bytes, end - needle.length, end, needle);
}

/** First place of the literal in bytes[start, end), -1 without. Unlike Buffer.indexOf it never looks behind `end`. */
export function findFirst(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): number {
  const last = (end - needle.length + 1) | 0;
  let at = findByte(bytes, start, last, needle[0]);
  while (at < last && !standsAt(bytes, at, end, needle)) at = findByte(bytes, at + 1, last, needle[0]);
  return at < last ? at : -1;
}

/** Last place of the literal in bytes[start, end), -1 without. */
export function findLast(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): number {
  const first = needle[0];
  let at = (end - needle.length) | 0;
  while (at >= start && (bytes[at] !== first || !standsAt(bytes, at, end, needle))) at = (at - 1) | 0;
  return at >= start ? at : -1;
}

/** First place of a byte in bytes[start, end), `end` without. */
export function findByte(bytes: Uint8Array, start: number, end: number, byte: number): number {
  const stop = end | 0;
  let at = start | 0;
  while (at < stop && bytes[at] !== byte) at = (at + 1) | 0;
  return at < stop ? at : stop;
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

/** First place that is no NUL. */
export function skipNuls(bytes: Uint8Array, start: number, end: number): number {
  let at = start | 0;
  while (at < end && bytes[at] === 0) at = (at + 1) | 0;
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
