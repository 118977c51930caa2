const escapeByte = 0x1b;
const openBracket = 0x5b;
/** Longest sequence, bytes. */
const longestSequence = 24;
/** Longest line whose colours are taken off, bytes; a longer one is left as it is. */
const longest = 65_536;

/** Whether a colour starts at `at`: an escape, or the `#033` that rsyslog writes for one. */
export function isColour(bytes: Buffer, at: number, end: number): boolean {
  return at < end && (bytes[at] === escapeByte || (bytes[at] === 0x23 && escapeLength(bytes, at, end) === 4));
}

/** End of bytes[start, end) without the colours it ends with. */
export function colourlessEnd(bytes: Buffer, start: number, end: number): number {
  let stop = end;
  while (stop > start && (bytes[stop - 1] === 0x6d || bytes[stop - 1] === 0x4b)) {
    let at = stop - 2;
    const least = Math.max(start, stop - longestSequence);
    while (at >= least && bytes[at] !== escapeByte && bytes[at] !== 0x23) at--;
    if (at < least || at + sequenceLength(bytes, at, stop) !== stop) return stop;
    stop = at;
  }
  return stop;
}

/** Takes terminal colours (ECMA-48 SGR and erase sequences) off a line. */
export class ColourStripper {
  readonly plain = Buffer.alloc(longest);
  /** Length of what the last call left in `plain`. */
  length = 0;

  /** Copies bytes[start, end) without colours into `plain`; false when it is too long. */
  strip(bytes: Buffer, start: number, end: number): boolean {
    this.length = 0;
    if (end - start > longest) return false;
    let length = 0;
    for (let at = start; at < end; at++) {
      const skipped = sequenceLength(bytes, at, end);
      if (skipped > 0) at += skipped - 1;
      else this.plain[length++] = bytes[at];
    }
    this.length = length;
    return true;
  }
}

/** Length of `ESC` at `at` as it is written: 1, 4 for `#033`, 0 for none. */
function escapeLength(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] === escapeByte) return 1;
  if (end - at < 4 || bytes[at] !== 0x23) return 0;
  return bytes[at + 1] === 0x30 && bytes[at + 2] === 0x33 && bytes[at + 3] === 0x33 ? 4 : 0;
}

/** Length of a sequence `ESC [ digits ; digits letter`, 0 when none starts here. */
function sequenceLength(bytes: Buffer, start: number, end: number): number {
  const head = escapeLength(bytes, start, end);
  if (head === 0 || start + head >= end || bytes[start + head] !== openBracket) return 0;
  for (let at = start + head + 1; at < end && at - start < longestSequence; at++) {
    const byte = bytes[at];
    if ((byte >= 0x30 && byte <= 0x39) || byte === 0x3b) continue;
    return byte === 0x6d || byte === 0x4b ? at + 1 - start : 0;
  }
  return 0;
}
