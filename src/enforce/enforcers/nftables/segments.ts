import type { Cidr } from '../../../core/ip.ts';
import { formatAddress, readCidr } from '../../../core/ip.ts';
import type { Wanted } from '../../ledger.ts';

/** A piece of address space that is blocked until one moment; pieces never overlap. */
export interface Segment {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** ms */
  readonly until: number;
}

/** First and last address of a range. */
export function bounds({ family, bits, prefix }: Cidr): { readonly first: bigint; readonly last: bigint } {
  const host = BigInt((family === 4 ? 32 : 128) - prefix);
  return { first: bits, last: bits | ((1n << host) - 1n) };
}

/**
 * Cuts ranges of one family, which may lie inside each other, into pieces that do not overlap, since the kernel refuses
 * overlapping intervals. Each piece ends when the last range over it ends.
 */
export function segments(ranges: readonly Wanted[]): readonly Segment[] {
  const read = ranges.map(({ value, until }) => ({ ...bounds(readCidr(value)!), until }));
  const family = ranges[0]?.family ?? 4;
  const cuts = [...new Set(read.flatMap(({ first, last }) => [first, last + 1n]))].sort((a, b) => (a < b ? -1 : 1));
  const pieces: Segment[] = [];
  // CIDR ranges nest, they never cross, so a stack of those that are open holds every cover of a piece.
  const opening = [...read].sort((a, b) =>
    a.first !== b.first ? (a.first < b.first ? -1 : 1) : a.last > b.last ? -1 : 1,
  );
  const open: typeof read = [];
  let next = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const at = cuts[i];
    while (open.length > 0 && open[open.length - 1].last < at) open.pop();
    while (next < opening.length && opening[next].first === at) open.push(opening[next++]);
    if (open.length === 0) continue;
    const until = Math.max(...open.map((range) => range.until));
    const before = pieces[pieces.length - 1];
    if (before && before.until === until && before.last + 1n === at) {
      pieces[pieces.length - 1] = { ...before, last: cuts[i + 1] - 1n };
    } else pieces.push({ family, first: at, last: cuts[i + 1] - 1n, until });
  }
  return pieces;
}

/** `a-b`, or one address. */
export function formatSegment({ family, first, last }: Omit<Segment, 'until'>): string {
  const from = formatAddress({ family, bits: first });
  return first === last ? from : `${from}-${formatAddress({ family, bits: last })}`;
}
