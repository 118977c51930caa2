import { closingQuote } from './sip-address.ts';

/** A parameter's value, without its quotes. Overwritten by each read. */
export const param = { start: -1, end: -1 };

/**
 * Finds `;name=value` (or a bare `;name`, an empty value) among the parameters bytes[start, end) and puts its value in
 * `param`. Stops at a comma outside quotes. `name` is in lower case; the comparison ignores case.
 */
export function findParam(bytes: Buffer, start: number, end: number, name: Uint8Array): boolean {
  let at = start;
  while (at < end) {
    const c = bytes[at];
    if (c === 0x2c) return false;
    if (c === 0x22) {
      const close = closingQuote(bytes, at, end);
      if (close < 0) return false;
      at = close + 1;
      continue;
    }
    at++;
    if (c !== 0x3b) continue;
    while (at < end && bytes[at] <= 0x20) at++;
    if (!matches(bytes, at, end, name)) continue;
    let after = at + name.length;
    while (after < end && bytes[after] <= 0x20) after++;
    const next = after < end ? bytes[after] : 0x3b;
    if (next === 0x3d) {
      readValue(bytes, after + 1, end);
      return true;
    }
    if (next === 0x3b || next === 0x2c) {
      param.start = param.end = after;
      return true;
    }
  }
  return false;
}

/** Whether the bytes at `at` are `name` (lower case), ignoring case. */
export function matches(bytes: Buffer, at: number, end: number, name: Uint8Array): boolean {
  if (end - at < name.length) return false;
  for (let i = 0; i < name.length; i = (i + 1) | 0) if ((bytes[(at + i) | 0] | 0x20) !== name[i]) return false;
  return true;
}

/** Reads a token or quoted string at `at` into `param`; returns the index after it. */
export function readValue(bytes: Buffer, at: number, end: number): number {
  let from = at;
  while (from < end && bytes[from] <= 0x20) from++;
  if (from < end && bytes[from] === 0x22) {
    const close = closingQuote(bytes, from, end);
    param.start = from + 1;
    param.end = close < 0 ? end : close;
    return close < 0 ? end : close + 1;
  }
  let to = from;
  while (to < end && bytes[to] > 0x20 && bytes[to] !== 0x3b && bytes[to] !== 0x2c) to++;
  param.start = from;
  param.end = to;
  return to;
}

/** Decimal number in bytes[start, end), −1 when it is none or longer than ten digits. */
export function readNumber(bytes: Buffer, start: number, end: number): number {
  if (end <= start || end - start > 10) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i] - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
