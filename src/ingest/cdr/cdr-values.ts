/**
 * Milliseconds of a length written as seconds (`125`, `125.250000`, `125,25`) or as `H:MM:SS` or `MM:SS`, with a fraction or
 * without, negative with a minus. NaN when bytes[start, end) is something else or longer than any length.
 */
export function readDuration(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const negative = at < end && bytes[at] === 0x2d;
  if (negative) at++;
  if (at >= end || end - at > 24) return Number.NaN;
  let whole = 0;
  let part = 0;
  let digits = 0;
  let colons = 0;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte >= 0x30 && byte <= 0x39) {
      part = part * 10 + byte - 0x30;
      if (++digits > 10) return Number.NaN;
    } else if (byte === 0x3a && digits > 0 && colons < 2) {
      if (colons > 0 && (digits !== 2 || part > 59)) return Number.NaN;
      whole = (whole + part) * 60;
      part = 0;
      digits = 0;
      colons++;
    } else break;
  }
  if (digits === 0 || (colons > 0 && (digits !== 2 || part > 59))) return Number.NaN;
  let fraction = 0;
  if (at < end) {
    if (bytes[at] !== 0x2e && bytes[at] !== 0x2c) return Number.NaN;
    let scale = 100;
    for (at++; at < end; at++) {
      const digit = bytes[at] - 0x30;
      if (digit < 0 || digit > 9) return Number.NaN;
      fraction += digit * scale;
      scale = scale === 100 ? 10 : scale === 10 ? 1 : 0;
    }
  }
  const ms = (whole + part) * 1_000 + fraction;
  return negative ? -ms : ms;
}

/** Value of bytes[start, end) when they are one to nine decimal digits and nothing else, -1 otherwise. */
export function readCount(bytes: Buffer, start: number, end: number): number {
  if (end <= start || end - start > 9) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether bytes[start, end) look like an Asterisk unique id: `1795356245.123`, with or without a system's name in front. */
export function isUniqueId(bytes: Buffer, start: number, end: number): boolean {
  let at = end;
  while (at > start && bytes[at - 1] >= 0x30 && bytes[at - 1] <= 0x39) at--;
  if (at === end || at - 1 <= start || bytes[at - 1] !== 0x2e) return false;
  const seconds = at - 1;
  at = seconds;
  while (at > start && bytes[at - 1] >= 0x30 && bytes[at - 1] <= 0x39) at--;
  return seconds - at >= 9 && seconds - at <= 11 && (at === start || bytes[at - 1] === 0x2d);
}

/** Whether bytes[start, end) are a UUID in its usual spelling. */
export function isUuid(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== 36) return false;
  for (let i = 0; i < 36; i++) {
    const byte = bytes[start + i];
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (byte !== 0x2d) return false;
    } else if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46)))
      return false;
  }
  return true;
}
