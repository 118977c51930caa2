const newline = 10;
const carriageReturn = 13;
const zero = 0;

/**
 * Makes one line of a record that came in a frame of its own (a datagram, a counted message): what ends it goes, line breaks
 * inside become spaces, in place. A line break that an attacker got into a record must not start a record of its own, nor
 * hide what stands behind it. Returns the new end.
 */
export function flattenRecord(bytes: Buffer, start: number, end: number): number {
  let stop = end;
  while (stop > start) {
    const last = bytes[stop - 1];
    if (last !== newline && last !== carriageReturn && last !== zero) break;
    stop--;
  }
  for (let i = start; i < stop; i++) if (bytes[i] === newline || bytes[i] === carriageReturn) bytes[i] = 32;
  return stop;
}
