/** One prefix length in the order in which lengths are asked: a hit leads to the longer ones, a miss to the shorter ones. */
export interface SearchNode {
  readonly length: number;
  readonly shorter: SearchNode | undefined;
  readonly longer: SearchNode | undefined;
}

/** Shortest and longest prefix that is kept, and most lookups for one address. */
export const familyBounds = {
  4: { shortest: 9, longest: 32, lookups: 5 },
  6: { shortest: 17, longest: 128, lookups: 7 },
} as const;

/** Lengths that most prefixes have, asked first: a prefix whose length is asked early needs few signposts. */
const preferred = { 4: [24, 16, 20, 22, 12, 28], 6: [65, 48, 32, 40, 24, 29, 44, 36, 56, 97] } as const;

/** The order in which the lengths of a family are asked. The same in every kernel, so that any two tables can be compared. */
export function searchTree(family: 4 | 6): SearchNode {
  const { shortest, longest, lookups } = familyBounds[family];
  return branch(family, shortest, longest, lookups)!;
}

function branch(family: 4 | 6, from: number, to: number, levels: number): SearchNode | undefined {
  if (from > to) return undefined;
  const room = 2 ** (levels - 1) - 1;
  const fits = (length: number) => length >= from && length <= to && length - from <= room && to - length <= room;
  const length = preferred[family].find(fits) ?? Math.floor((from + to) / 2);
  return {
    length,
    shorter: branch(family, from, length - 1, levels - 1),
    longer: branch(family, length + 1, to, levels - 1),
  };
}

/** Lengths at which a prefix of `length` needs a signpost: those asked before it that are shorter. Shortest first. */
export function signposts(tree: SearchNode, length: number): readonly number[] {
  const posts: number[] = [];
  let node: SearchNode | undefined = tree;
  while (node && node.length !== length) {
    if (length > node.length) posts.push(node.length);
    node = length > node.length ? node.longer : node.shorter;
  }
  return posts;
}
