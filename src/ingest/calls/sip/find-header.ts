import { findByte } from '../../line/scan.ts';
import { matches } from '../../wire/sip-params.ts';

/** Value of a header. Overwritten by each look. */
export const found = { start: -1, end: -1 };

/**
 * Finds the first header with this name (lower case) in the header lines bytes[start, end) and puts its value in `found`, with
 * continued lines and without white space around it.
 */
export function findHeader(bytes: Buffer, start: number, end: number, name: Uint8Array): boolean {
  let at = start;
  while (at < end) {
    let next = findByte(bytes, at, end, 0x0a);
    while (next + 1 < end && (bytes[next + 1] === 0x20 || bytes[next + 1] === 0x09)) {
      next = findByte(bytes, next + 1, end, 0x0a);
    }
    if (matches(bytes, at, next, name)) {
      let value = at + name.length;
      while (value < next && (bytes[value] === 0x20 || bytes[value] === 0x09)) value++;
      if (bytes[value] === 0x3a) {
        value++;
        let valueEnd = next;
        while (value < valueEnd && bytes[value] <= 0x20) value++;
        while (valueEnd > value && bytes[valueEnd - 1] <= 0x20) valueEnd--;
        found.start = value;
        found.end = valueEnd;
        return true;
      }
    }
    at = next + 1;
  }
  return false;
}
