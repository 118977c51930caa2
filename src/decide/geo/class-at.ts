import type { GeoWorld } from '../../core/geo/geo-world.ts';
import type { Address } from '../../core/ip.ts';

/** Index of the class of an address in a world. */
export function classAt({ v4, v6 }: GeoWorld, { family, bits }: Address): number {
  return family === 4 ? v4.values[lastV4(v4.starts, Number(bits))] : v6.values[lastV6(v6.starts, bits)];
}

function lastV4(starts: Uint32Array, address: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle] <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lastV6(starts: Uint32Array, bits: bigint): number {
  const lanes = [96n, 64n, 32n, 0n].map((shift) => Number((bits >> shift) & 0xffffffffn));
  let [low, high] = [0, starts.length / 4 - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isAtMost(starts, middle * 4, lanes)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isAtMost(starts: Uint32Array, at: number, lanes: readonly number[]): boolean {
  for (let lane = 0; lane < 4; lane++) if (starts[at + lane] !== lanes[lane]) return starts[at + lane] < lanes[lane];
  return true;
}
