/** Position of an address: a number for IPv4, a bigint for IPv6. */
export type Position = number | bigint;

/** Ranges as they came, ends included; `values[i]` is what range i says. */
export interface Ranges<P extends Position> {
  readonly starts: readonly P[];
  readonly ends: readonly P[];
  readonly values: readonly number[];
}

/** A partition of the whole address space: from `starts[i]` up to the next start the value is `values[i]`; 0 says nothing is known. */
export interface Partition<P extends Position> {
  readonly starts: readonly P[];
  readonly values: readonly number[];
}

/**
 * Turns ranges, nested and overlapping ones included, into a partition. Where ranges overlap the one that starts last
 * wins, of two with the same start the shorter one: registries publish a more specific assignment inside a wider one.
 * Neighbours that say the same become one. `after` gives the position that follows.
 */
export function flatten<P extends Position>(ranges: Ranges<P>, zero: P, last: P, after: (at: P) => P): Partition<P> {
  const { starts, ends, values } = ranges;
  const order = inOrder(starts, ends);
  const outStarts: P[] = [zero];
  const outValues: number[] = [0];
  const open: number[] = [];
  const say = (at: P, value: number) => {
    if (outStarts[outStarts.length - 1] === at) {
      outStarts.pop();
      outValues.pop();
    }
    if (outValues.length > 0 && outValues[outValues.length - 1] === value) return;
    outStarts.push(at);
    outValues.push(value);
  };
  /** Closes every range that ends before `until`; what lies under it shows again. */
  const closeBefore = (until: P | undefined) => {
    while (open.length > 0) {
      const end = ends[open[open.length - 1]];
      if (until !== undefined && end >= until) return;
      while (open.length > 0 && ends[open[open.length - 1]] <= end) open.pop();
      if (end < last) say(after(end), open.length > 0 ? values[open[open.length - 1]] : 0);
    }
  };
  for (const row of order) {
    closeBefore(starts[row]);
    open.push(row);
    say(starts[row], values[row]);
  }
  closeBefore(undefined);
  return { starts: outStarts, values: outValues };
}

/** Row numbers by start, and the longer first when starts are equal. Data that is sorted already is not sorted again. */
function inOrder<P extends Position>(starts: readonly P[], ends: readonly P[]): readonly number[] {
  const order = starts.map((_, row) => row);
  const before = (a: number, b: number) => starts[a] < starts[b] || (starts[a] === starts[b] && ends[a] > ends[b]);
  let sorted = true;
  for (let row = 1; row < order.length && sorted; row++) sorted = !before(row, row - 1);
  if (!sorted) order.sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : a - b));
  return order;
}
