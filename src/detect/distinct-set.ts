/** Most members a set counts. */
export const mostDistinct = 1000;

/** 32-bit hash of a text (FNV-1a over UTF-16 units, finished as MurmurHash3 does); never 0. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash === 0 ? 1 : hash;
}

/**
 * Counts distinct texts up to 1000 by their hash, in at most 8 KiB. Two texts with one hash count as one: among 1000
 * texts that happens once in about 8600 sets.
 */
export class DistinctSet {
  size = 0;
  private slots = new Int32Array(8);

  /** Counts the text of this hash unless it was counted before. */
  add(hash: number): void {
    if (this.size >= mostDistinct) return;
    if (this.put(this.slots, hash)) {
      this.size++;
      if (this.size * 2 > this.slots.length) this.grow();
    }
  }

  private put(slots: Int32Array, hash: number): boolean {
    const mask = slots.length - 1;
    let at = hash & mask;
    while (slots[at] !== 0) {
      if (slots[at] === hash) return false;
      at = (at + 1) & mask;
    }
    slots[at] = hash;
    return true;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    for (const hash of this.slots) if (hash !== 0) this.put(slots, hash);
    this.slots = slots;
  }
}
