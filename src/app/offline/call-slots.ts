/**
 * A map of what comes and goes all the time. Maps throw their tables away as they fill with what was deleted, and a table that is
 * old by then keeps all that was in it until the next great garbage collection. Here a table holds keys and numbers alone.
 */
export class CallSlots<T> {
  readonly #slots = new Map<string, number>();
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];

  get(key: string): T | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#items[slot];
  }

  set(key: string, item: T): void {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = this.#free.pop() ?? this.#items.length;
      this.#slots.set(key, slot);
    }
    this.#items[slot] = item;
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#items[slot] = undefined;
    this.#free.push(slot);
  }
}
