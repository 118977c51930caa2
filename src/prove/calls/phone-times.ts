/** Times at which one phone is in use, so that a person has one conversation at a time. ms UTC. */
export class PhoneTimes {
  /** Start and end in turn, ascending. */
  readonly #spans: number[] = [];

  /**
   * The first moment from `at` on at which it is free for `length`, in whatever order calls are placed. Who would have to wait more
   * than an hour takes the second line of the phone at once.
   */
  fit(at: number, length: number): number {
    const spans = this.#spans;
    let start = at;
    for (let i = 0; i < spans.length; i += 2) {
      if (spans[i + 1]! <= start) continue;
      if (spans[i]! >= start + length) break;
      start = spans[i + 1]!;
      if (start - at > longestWait) return at;
    }
    return start;
  }

  put(start: number, end: number): void {
    const spans = this.#spans;
    let place = spans.length;
    while (place > 0 && spans[place - 2]! > start) place -= 2;
    spans.splice(place, 0, start, end);
  }
}

const longestWait = 3_600_000;
