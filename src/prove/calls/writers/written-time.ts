/** A clock for writers: `YYYY-MM-DD HH:MM:SS` on the wall; minutes are remembered, since many calls share them. */
export function wallClock(tell: (time: number) => string): (time: number) => string {
  const known = new Map<number, string>();
  return (time) => {
    const minute = Math.floor(time / 60_000);
    let text = known.get(minute);
    if (text === undefined) {
      if (known.size > 5_000) known.clear();
      text = tell(minute * 60_000).slice(0, 17);
      known.set(minute, text);
    }
    return text + String(Math.floor((time - minute * 60_000) / 1_000)).padStart(2, '0');
  };
}

/** `h:mm:ss`, hours with at least `digits`. */
export function hoursOf(ms: number, digits: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(Math.floor(seconds / 3_600)).padStart(digits, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Something like a UUID of version 4 that is the same for the same number. */
export function uuidOf(serial: number, salt: number): string {
  const word = (n: number) => {
    let x = (Math.imul(serial, 2_654_435_761) ^ Math.imul(n + salt + 1, 2_246_822_519) ^ (serial >>> 7)) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 2_246_822_519) >>> 0;
    x = Math.imul(x ^ (x >>> 13), 3_266_489_917) >>> 0;
    return ((x ^ (x >>> 16)) >>> 0).toString(16).padStart(8, '0');
  };
  // The first group counts, so that no two are alike.
  const [a, b, c, d] = [((serial ^ (salt << 28)) >>> 0).toString(16).padStart(8, '0'), word(1), word(2), word(3)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${'89ab'[Number.parseInt(c[0]!, 16) & 3]}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
