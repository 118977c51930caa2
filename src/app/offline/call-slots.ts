const fewest = 1_024;
/** So many slots for each item at least. */
const room = 4;

/**
 * A map of what comes and goes all the time. A Map throws its table away again and again as it fills with what was deleted; here
 * what stands behind a deleted item moves up into its place.
 */
export class CallSlots<T> {
  #size = 0;
  #mask = fewest - 1;
  #hashes = new Int32Array(fewest);
  #keys: string[] = new Array<string>(fewest).fill('');
  #items: (T | undefined)[] = new Array<T | undefined>(fewest).fill(undefined);
  // Nobody outside can know which keys share a slot.
  readonly #seed = (Math.random() * 0x7fffffff) | 0;

  get(key: string): T | undefined {
    return this.#items[this.#find(key, this.#hash(key))];
  }

  set(key: string, item: T): void {
    const hash = this.#hash(key);
    let slot = this.#find(key, hash);
    if (this.#items[slot] === undefined && ++this.#size * room > this.#mask) {
      this.#grow();
      slot = this.#find(key, hash);
    }
    this.#put(slot, hash, key, item);
  }

  delete(key: string): void {
    const items = this.#items;
    const mask = this.#mask;
    let free = this.#find(key, this.#hash(key));
    if (items[free] === undefined) return;
    this.#size--;
    for (let slot = (free + 1) & mask; items[slot] !== undefined; slot = (slot + 1) & mask) {
      const hash = this.#hashes[slot]!;
      // One whose own slot lies behind the free one would not be found before it.
      if (((slot - hash) & mask) < ((slot - free) & mask)) continue;
      this.#put(free, hash, this.#keys[slot]!, items[slot]!);
      free = slot;
    }
    items[free] = undefined;
    this.#keys[free] = '';
  }

  /** The slot of a key, or the free one where it belongs. */
  #find(key: string, hash: number): number {
    const items = this.#items;
    const mask = this.#mask;
    let slot = hash & mask;
    while (items[slot] !== undefined && (this.#hashes[slot] !== hash || this.#keys[slot] !== key))
      slot = (slot + 1) & mask;
    return slot;
  }

  #put(slot: number, hash: number, key: string, item: T): void {
    this.#hashes[slot] = hash;
    this.#keys[slot] = key;
    this.#items[slot] = item;
  }

  #grow(): void {
    const [hashes, keys, items] = [this.#hashes, this.#keys, this.#items];
    const length = 2 * items.length;
    this.#mask = length - 1;
    this.#hashes = new Int32Array(length);
    this.#keys = new Array<string>(length).fill('');
    this.#items = new Array<T | undefined>(length).fill(undefined);
    items.forEach((item, old) => {
      if (item !== undefined) this.#put(this.#find(keys[old]!, hashes[old]!), hashes[old]!, keys[old]!, item);
    });
  }

  #hash(key: string): number {
    let hash = this.#seed;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }
}
