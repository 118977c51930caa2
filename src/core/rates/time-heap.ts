/** Things to do at a time, the earliest first. */
export class TimeHeap<T> {
  readonly #times: number[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#times.length;
  }

  /** Earliest time, Infinity when there is nothing. */
  get next(): number {
    return this.#times[0] ?? Infinity;
  }

  push(time: number, item: T): void {
    const times = this.#times;
    const items = this.#items;
    let at = times.length;
    times.push(time);
    items.push(item);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (times[up]! <= time) break;
      times[at] = times[up]!;
      items[at] = items[up]!;
      at = up;
    }
    times[at] = time;
    items[at] = item;
  }

  /** Takes out what is earliest. */
  pop(): T | undefined {
    const times = this.#times;
    const items = this.#items;
    const first = items[0];
    const time = times.pop();
    const item = items.pop();
    const size = times.length;
    if (size === 0 || time === undefined) return first;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= size) break;
      if (down + 1 < size && times[down + 1]! < times[down]!) down++;
      if (times[down]! >= time) break;
      times[at] = times[down]!;
      items[at] = items[down]!;
      at = down;
    }
    times[at] = time;
    items[at] = item as T;
    return first;
  }

  /** Throws out what is of no use any more. */
  keep(wanted: (item: T) => boolean): void {
    const times = this.#times.splice(0);
    const items = this.#items.splice(0);
    items.forEach((item, i) => {
      if (wanted(item)) this.push(times[i]!, item);
    });
  }
}
