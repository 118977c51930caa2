/** A power of two. */
const shards = 64;

/**
 * A map by text that never stops to grow all of itself at once: a Map of hundreds of thousands takes tens of milliseconds for
 * that, and whoever asks meanwhile waits. Here a small part grows at a time.
 */
export class ShardedMap<V> {
  readonly #parts: readonly Map<string, V>[] = Array.from({ length: shards }, () => new Map<string, V>());

  get(key: string): V | undefined {
    return this.#part(key).get(key);
  }

  has(key: string): boolean {
    return this.#part(key).has(key);
  }

  set(key: string, value: V): void {
    this.#part(key).set(key, value);
  }

  delete(key: string): boolean {
    return this.#part(key).delete(key);
  }

  /** Ids count up or are random at their end. */
  #part(key: string): Map<string, V> {
    const { length } = key;
    let hash = length;
    for (let i = Math.max(0, length - 4); i < length; i++) hash = (hash * 31 + key.charCodeAt(i)) | 0;
    return this.#parts[(hash ^ (hash >> 8)) & (shards - 1)]!;
  }
}
