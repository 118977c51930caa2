import { viewOf } from './words.ts';

/** Longest value that is remembered, bytes. */
const longest = 128;
const longestProbe = 16;
const mostKeyBytes = 4 * 1024 * 1024;
/** Words per slot: hash, place of the key, length (0: empty), unused. One cache line holds four slots. */
const stride = 4;

/**
 * Turns byte ranges into strings and remembers them, so that a value seen before costs a hash and a comparison and always
 * gives the same string object. Bounded: at most `capacity` values (65,536) and 4 MiB of keys, then it starts afresh. UTF-8;
 * invalid bytes become U+FFFD; control characters stay as they are (escaping is the business of what writes them).
 * `make` may replace the decoding, for values that have one text per byte range.
 */
export class Interner {
  /** Number of the text that was given last, the same for the same text as long as the table does not grow; 0: none. */
  lastNumber = 0;
  /** Times it started afresh. */
  generations = 0;
  private entries = 0;
  private used = 0;
  private slots = 1_024;
  private table = new Int32Array(this.slots * stride);
  private texts: string[] = new Array<string>(this.slots).fill('');
  private keys = new DataView(new ArrayBuffer(16 * 1024));
  // Nobody outside can know which values share a slot.
  private readonly seed = (Math.random() * 0x7fffffff) | 0;
  private readonly capacity: number;
  private readonly make: (bytes: Buffer, start: number, end: number) => string;

  constructor(make = decode, capacity = 65_536) {
    this.make = make;
    this.capacity = capacity;
  }

  /** Text of bytes[start, end). */
  text(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    this.lastNumber = 0;
    if (length <= 0) return '';
    if (length > longest) return this.make(bytes, start, end);
    const view = viewOf(bytes);
    const hash = this.hash(view, start | 0, end | 0);
    const { table } = this;
    const mask = this.slots - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < longestProbe; probe++) {
      const at = slot * stride;
      const known = table[at + 2];
      if (known === 0) return this.add(slot, hash, bytes, start, end);
      if (table[at] === hash && known === length && this.same(table[at + 1], view, start | 0, end | 0)) {
        this.lastNumber = slot + 1;
        return this.texts[slot];
      }
      slot = (slot + 1) & mask;
    }
    return this.make(bytes, start, end);
  }

  /** Hash of a range: whole words, the last of which overlaps the one before. */
  private hash(view: DataView, start: number, end: number): number {
    let hash = this.seed ^ (end - start);
    if (end - start < 4) {
      for (let i = start; i < end; i = (i + 1) | 0) hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
    } else {
      const last = (end - 4) | 0;
      for (let i = start; i < last; i = (i + 4) | 0) {
        hash = Math.imul(hash ^ view.getInt32(i, true), 0x2c1b3c6d);
        hash ^= hash >>> 15;
      }
      hash = Math.imul(hash ^ view.getInt32(last, true), 0x2c1b3c6d);
    }
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x297a2d39);
    return hash ^ (hash >>> 13);
  }

  private same(place: number, view: DataView, start: number, end: number): boolean {
    const { keys } = this;
    const length = (end - start) | 0;
    let i = 0;
    if (length < 4) {
      while (i < length && keys.getUint8((place + i) | 0) === view.getUint8((start + i) | 0)) i = (i + 1) | 0;
      return i === length;
    }
    const last = (length - 4) | 0;
    while (i < last && keys.getInt32((place + i) | 0, true) === view.getInt32((start + i) | 0, true)) i = (i + 4) | 0;
    return i >= last && keys.getInt32((place + last) | 0, true) === view.getInt32((start + last) | 0, true);
  }

  private add(slot: number, hash: number, bytes: Buffer, start: number, end: number): string {
    const text = this.make(bytes, start, end);
    if (this.entries >= this.capacity || this.used + longest > mostKeyBytes) {
      this.reset();
      return text;
    }
    if (this.used + longest > this.keys.byteLength) {
      const larger = new Uint8Array(this.keys.byteLength * 2);
      larger.set(new Uint8Array(this.keys.buffer));
      this.keys = new DataView(larger.buffer);
    }
    for (let i = start, k = this.used; i < end; i++, k++) this.keys.setUint8(k, bytes[i]);
    const at = slot * stride;
    this.table[at] = hash;
    this.table[at + 1] = this.used;
    this.table[at + 2] = end - start;
    this.texts[slot] = text;
    this.used += end - start;
    this.entries++;
    if (this.entries * 2 > this.slots) this.grow();
    return text;
  }

  /** Doubles the table; an entry that finds no slot near its own is forgotten. */
  private grow(): void {
    const { table, texts } = this;
    const before = this.slots;
    this.slots = before * 2;
    this.table = new Int32Array(this.slots * stride);
    this.texts = new Array<string>(this.slots).fill('');
    const mask = this.slots - 1;
    for (let old = 0; old < before; old++) {
      if (table[old * stride + 2] === 0) continue;
      let slot = table[old * stride] & mask;
      let probe = 0;
      for (; probe < longestProbe && this.table[slot * stride + 2] !== 0; probe++) slot = (slot + 1) & mask;
      if (probe === longestProbe) continue;
      for (let word = 0; word < stride; word++) this.table[slot * stride + word] = table[old * stride + word];
      this.texts[slot] = texts[old];
    }
  }

  private reset(): void {
    this.table.fill(0);
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
