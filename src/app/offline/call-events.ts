/**
 * What is still to happen to calls, in order: by time, at one time ends before answers, equal ones by the order of the calls.
 * A binary heap; nothing is taken out but from the top, so that what holds no longer is passed over when its time comes.
 */
export class CallEvents<T> {
  #size = 0;
  /** Twice the time, plus one for an answer. */
  #keys = new Float64Array(1_024);
  #orders = new Float64Array(1_024);
  readonly #items: T[] = [];

  get size(): number {
    return this.#size;
  }

  /** Time of the next; there must be one. */
  get next(): number {
    return Math.floor(this.#keys[0]! / 2);
  }

  /** Whether the next is an answer. */
  get nextIsAnswer(): boolean {
    return this.#keys[0]! % 2 === 1;
  }

  /** `time` is in whole ms. */
  push(time: number, isAnswer: boolean, order: number, item: T): void {
    if (this.#size === this.#keys.length) this.#grow();
    const key = 2 * time + (isAnswer ? 1 : 0);
    const keys = this.#keys;
    const orders = this.#orders;
    const items = this.#items;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! < key || (keys[parent] === key && orders[parent]! <= order)) break;
      keys[at] = keys[parent]!;
      orders[at] = orders[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    keys[at] = key;
    orders[at] = order;
    items[at] = item;
  }

  /** Takes the next; there must be one. */
  pop(): T {
    const keys = this.#keys;
    const orders = this.#orders;
    const items = this.#items;
    const top = items[0]!;
    const size = --this.#size;
    const key = keys[size]!;
    const order = orders[size]!;
    const item = items.pop()!;
    if (size === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (
        right < size &&
        (keys[right]! < keys[child]! || (keys[right] === keys[child] && orders[right]! < orders[child]!))
      )
        child = right;
      if (keys[child]! > key || (keys[child] === key && orders[child]! >= order)) break;
      keys[at] = keys[child]!;
      orders[at] = orders[child]!;
      items[at] = items[child]!;
      at = child;
    }
    keys[at] = key;
    orders[at] = order;
    items[at] = item;
    return top;
  }

  #grow(): void {
    const keys = this.#keys;
    const orders = this.#orders;
    this.#keys = new Float64Array(2 * keys.length);
    this.#orders = new Float64Array(2 * keys.length);
    this.#keys.set(keys);
    this.#orders.set(orders);
  }
}
