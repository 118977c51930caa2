import type { Position, Ranges } from './ranges.ts';

const comma = 44;
const newline = 10;
const carriageReturn = 13;
const quote = '"';

/**
 * Reads `start,end,value` lines with decimal addresses: the numeric CSV files of ip-location-db. `position` turns the
 * digits in bytes[from, to) into an address, `value` the rest of the line, as it stands, into a number. Lines that do not
 * read are skipped and counted.
 */
export function readRanges<P extends Position>(
  bytes: Buffer,
  position: (bytes: Buffer, from: number, to: number) => P,
  value: (text: string) => number,
): Ranges<P> & { readonly skipped: number } {
  const starts: P[] = [];
  const ends: P[] = [];
  const values: number[] = [];
  let skipped = 0;
  let at = 0;
  while (at < bytes.length) {
    let end = bytes.indexOf(newline, at);
    if (end < 0) end = bytes.length;
    const first = bytes.indexOf(comma, at);
    const second = first < 0 ? -1 : bytes.indexOf(comma, first + 1);
    const stop = bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (second > 0 && second < stop && allDigits(bytes, at, first) && allDigits(bytes, first + 1, second)) {
      const from = position(bytes, at, first);
      const to = position(bytes, first + 1, second);
      if (from <= to) {
        starts.push(from);
        ends.push(to);
        values.push(value(bytes.toString('utf8', second + 1, stop)));
      } else skipped++;
    } else if (stop > at) skipped++;
    at = end + 1;
  }
  return { starts, ends, values, skipped };
}

function allDigits(bytes: Buffer, from: number, to: number): boolean {
  if (from >= to) return false;
  for (let i = from; i < to; i++) if (bytes[i] < 48 || bytes[i] > 57) return false;
  return true;
}

/** IPv4 address as a decimal number. */
export function decimalV4(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + bytes[i] - 48;
  return value;
}

/** IPv6 address as a decimal number of 128 bits. */
export function decimalV6(bytes: Buffer, from: number, to: number): bigint {
  return BigInt(bytes.toString('latin1', from, to));
}

/** A CSV field without its quotes (RFC 4180). */
export function unquote(field: string): string {
  if (!field.startsWith(quote) || !field.endsWith(quote) || field.length < 2) return field;
  return field.slice(1, -1).replaceAll('""', quote);
}
