import { createHash } from 'node:crypto';
import type { GeoClass, GeoWorld } from '../../../core/geo/geo-world.ts';

/** What tells a class from all others, whatever number it has in a world. */
export function classKey(
  { ranges }: Pick<GeoWorld, 'ranges'>,
  { country, hosting, asNumber, special, ranges: inside }: GeoClass,
): string {
  const names = inside.map((index) => ranges[index]).sort();
  return JSON.stringify([country, hosting, asNumber, special, names]);
}

const remembered = new WeakMap<GeoWorld, Uint32Array>();

/**
 * The number by which the kernel knows each class of a world. It comes from the class itself, so that lanes and worlds of
 * different days, and of different processes, speak of the same. Both halves are such that nft writes them plainly: neither
 * 0 (unspecified) nor ffff (root), and the first never 1, which marks what waits for its connections to be counted.
 */
export function classIds(world: GeoWorld): Uint32Array {
  const known = remembered.get(world);
  if (known) return known;
  const keys = world.classes.map((each) => classKey(world, each));
  const taken = new Map<number, string>();
  const idOf = new Map<string, number>();
  for (const key of [...new Set(keys)].sort()) {
    // A second class with the same number (one world in ten thousand has such a pair) takes the next way to count.
    for (let attempt = 0; !idOf.has(key); attempt++) {
      const digest = createHash('sha256').update(`${attempt}${key}`).digest();
      const id = (2 + (digest.readUInt16BE(0) % 0xfff0)) * 0x10000 + 1 + (digest.readUInt16BE(2) % 0xfffe);
      if (taken.has(id)) continue;
      taken.set(id, key);
      idOf.set(key, id);
    }
  }
  const ids = Uint32Array.from(keys, (key) => idOf.get(key)!);
  remembered.set(world, ids);
  return ids;
}

/** As nft writes a traffic control handle. */
export function idText(id: number): string {
  return `${(id >>> 16).toString(16)}:${(id & 0xffff).toString(16)}`;
}
