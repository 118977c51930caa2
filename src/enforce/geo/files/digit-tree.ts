import type { Prefixes } from './prefixes.ts';

interface Node {
  /** What most of its digits get. */
  readonly mark: number;
  /** Sixteen, by digit; undefined when all below it is the same. */
  readonly digits: readonly Node[] | undefined;
}

/** An entry of a tree of hexadecimal digits: what begins so gets this mark, unless a longer entry says otherwise. */
export interface TreeEntry {
  /** Hexadecimal digits; '' for the whole address space. */
  readonly digits: string;
  readonly mark: number;
}

/** The same as `prefixes` for who looks for the longest entry: what most of a branch gets is said once for the branch. */
export function* treeEntries(prefixes: Prefixes): Generator<TreeEntry> {
  let next = 0;
  /** The node of `depth` digits that begins with prefix `next`. One that is longer than the prefix goes on to what is behind it. */
  const node = (depth: number): Node => {
    if (prefixes.length(next) <= depth * 4) return { mark: prefixes.mark(next), digits: undefined };
    const digits: Node[] = [];
    while (digits.length < 16) {
      const length = prefixes.length(next);
      const took = length <= (depth + 1) * 4 ? 1 << ((depth + 1) * 4 - length) : 1;
      const one = node(depth + 1);
      for (let i = 0; i < took; i++) digits.push(one);
      if (length <= (depth + 1) * 4) next++;
    }
    return {
      mark: most(digits),
      digits: digits.every((one) => !one.digits && one.mark === digits[0]!.mark) ? undefined : digits,
    };
  };
  function* entries({ mark, digits }: Node, key: string, inherited: number): Generator<TreeEntry> {
    if (mark !== inherited) yield { digits: key, mark };
    if (!digits) return;
    for (let digit = 0; digit < 16; digit++) yield* entries(digits[digit]!, key + digit.toString(16), mark);
  }
  yield* entries(node(0), '', -1);
}

function most(nodes: readonly Node[]): number {
  const counts = new Map<number, number>();
  let best = nodes[0]!.mark;
  for (const { mark } of nodes) {
    const count = (counts.get(mark) ?? 0) + 1;
    counts.set(mark, count);
    if (count > (counts.get(best) ?? 0)) best = mark;
  }
  return best;
}
