import type { Layer } from './layers.ts';
import type { Partition } from './ranges.ts';

/** A partition of the IPv4 space, packed. `index[t]` is the number of starts below t·65536. */
export interface TableV4 {
  readonly starts: Uint32Array;
  readonly values: Uint32Array;
  readonly index: Uint32Array;
}

/** A partition of the IPv6 space, packed; each start takes four lanes of 32 bits, highest first. */
export interface TableV6 {
  readonly starts: Uint32Array;
  readonly values: Uint32Array;
}

/** Packs a partition of the IPv4 space. */
export function packV4(partition: Partition<number>): Layer {
  return { starts: Uint32Array.from(partition.starts), values: Uint32Array.from(partition.values) };
}

/** Adds the index that makes lookups of IPv4 addresses short. */
export function indexed({ starts, values }: Layer): TableV4 {
  const index = new Uint32Array(65537);
  let row = 0;
  for (let top = 0; top <= 65536; top++) {
    while (row < starts.length && starts[row] < top * 65536) row++;
    index[top] = row;
  }
  return { starts, values, index };
}

/** Packs a partition of the IPv6 space. */
export function packV6(partition: Partition<bigint>): TableV6 {
  const starts = new Uint32Array(partition.starts.length * 4);
  partition.starts.forEach((start, row) => {
    for (let lane = 0; lane < 4; lane++)
      starts[4 * row + lane] = Number((start >> BigInt(96 - 32 * lane)) & 0xffffffffn);
  });
  return { starts, values: Uint32Array.from(partition.values) };
}

/** Value at an IPv4 address given as a number. The first start is always 0, so there is always one. */
export function lookUpV4({ starts, values, index }: TableV4, address: number): number {
  const top = address >>> 16;
  let low = index[top] - 1;
  let high = index[top + 1] - 1;
  if (low < 0) low = 0;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle] <= address) low = middle;
    else high = middle - 1;
  }
  return values[low];
}

/** Value at an IPv6 address given as four lanes. */
export function lookUpV6({ starts, values }: TableV6, lanes: Uint32Array): number {
  const a = lanes[0];
  const b = lanes[1];
  const c = lanes[2];
  const d = lanes[3];
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const at = middle * 4;
    if (!startsAfter(starts, at, a, b, c, d)) low = middle;
    else high = middle - 1;
  }
  return values[low];
}

function startsAfter(starts: Uint32Array, at: number, a: number, b: number, c: number, d: number): boolean {
  if (starts[at] !== a) return starts[at] > a;
  if (starts[at + 1] !== b) return starts[at + 1] > b;
  if (starts[at + 2] !== c) return starts[at + 2] > c;
  return starts[at + 3] > d;
}
