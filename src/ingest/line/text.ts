const slots = 131_072;
const mask = slots - 1;
/** Longest value that is remembered, bytes. */
const longest = 128;
const longestProbe = 16;

/**
 * Turns byte ranges into strings and remembers them, so that a value seen before costs a hash and a comparison and always
 * gives the same string object. Bounded: at most 65,536 values and 4 MiB of keys, then it starts afresh. UTF-8; invalid
 * bytes become U+FFFD; control characters stay as they are (escaping is the business of what writes them).
 * `make` may replace the decoding, for values that have one text per byte range.
 */
export class Interner {
  /** Times it started afresh. */
  generations = 0;
  private entries = 0;
  private used = 0;
  private readonly seed = (Math.random() * 0x7fffffff) | 0;
  private readonly hashes = new Int32Array(slots);
  private readonly places = new Int32Array(slots);
  private readonly lengths = new Uint8Array(slots);
  private readonly texts: string[] = new Array<string>(slots).fill('');
  private readonly filled = new Uint8Array(slots);
  private keys = new Uint8Array(64 * 1024);
  private readonly capacity: number;
  private readonly make: (bytes: Buffer, start: number, end: number) => string;

  constructor(make = decode, capacity = 65_536) {
    this.make = make;
    this.capacity = capacity;
  }

  /** Text of bytes[start, end). */
  text(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length <= 0) return '';
    if (length > longest) return this.make(bytes, start, end);
    let hash = this.seed ^ length;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const { hashes, filled } = this;
    let slot = hash & mask;
    for (let probe = 0; probe < longestProbe; probe++) {
      if (filled[slot] === 0) return this.add(slot, hash, bytes, start, end);
      if (hashes[slot] === hash && this.lengths[slot] === length && this.same(this.places[slot], bytes, start, end)) {
        return this.texts[slot];
      }
      slot = (slot + 1) & mask;
    }
    return this.make(bytes, start, end);
  }

  private same(place: number, bytes: Buffer, start: number, end: number): boolean {
    const { keys } = this;
    for (let i = start, k = place; i < end; i++, k++) if (keys[k] !== bytes[i]) return false;
    return true;
  }

  private add(slot: number, hash: number, bytes: Buffer, start: number, end: number): string {
    const text = this.make(bytes, start, end);
    if (this.entries >= this.capacity || this.used + longest > 4 * 1024 * 1024) {
      this.reset();
      return text;
    }
    if (this.used + longest > this.keys.length) {
      const larger = new Uint8Array(this.keys.length * 2);
      larger.set(this.keys);
      this.keys = larger;
    }
    for (let i = start, k = this.used; i < end; i++, k++) this.keys[k] = bytes[i];
    this.filled[slot] = 1;
    this.hashes[slot] = hash;
    this.places[slot] = this.used;
    this.lengths[slot] = end - start;
    this.texts[slot] = text;
    this.used += end - start;
    this.entries++;
    return text;
  }

  private reset(): void {
    this.filled.fill(0);
    this.texts.fill('');
    this.entries = 0;
    this.used = 0;
    this.generations++;
  }
}

/** UTF-8 text of a byte range; invalid bytes become U+FFFD. */
export function decode(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end);
}
