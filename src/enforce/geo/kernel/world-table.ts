import { createHash } from 'node:crypto';
import type { GeoWorld } from '../../../core/geo/geo-world.ts';
import { classIds } from './class-ids.ts';
import { compileFamily, type FamilyLevels } from './levels.ts';

/** What the kernel holds of a world. */
export interface WorldTable {
  /** The same for the same addresses in the same classes, and for nothing else. */
  readonly hash: string;
  readonly families: readonly [FamilyLevels, FamilyLevels];
}

/** Another way to lay out the same world needs another number. */
const layout = 'belwacht geo 1';

const tables = new WeakMap<GeoWorld, WorldTable>();
const hashes = new WeakMap<GeoWorld, string>();

/** Hash of a world; takes some tens of milliseconds the first time it is asked. */
export function worldHash(world: GeoWorld): string {
  const known = hashes.get(world);
  if (known) return known;
  const hash = createHash('sha256').update(layout);
  for (const { starts, values } of [world.v4, world.v6]) {
    hash
      .update(`\n${values.length}\n`)
      .update(bytes(starts))
      .update(bytes(toIds(world, values)));
  }
  const hex = hash.digest('hex').slice(0, 32);
  hashes.set(world, hex);
  return hex;
}

/** The maps of a world; compiled the first time it is asked, some 0.3 s for the whole one. */
export function worldTable(world: GeoWorld): WorldTable {
  const known = tables.get(world);
  if (known) return known;
  const table: WorldTable = {
    hash: worldHash(world),
    families: [
      compileFamily(4, { lanes: 1, starts: world.v4.starts, values: toIds(world, world.v4.values) }),
      compileFamily(6, { lanes: 4, starts: world.v6.starts, values: toIds(world, world.v6.values) }),
    ],
  };
  tables.set(world, table);
  return table;
}

function toIds(world: GeoWorld, values: Uint32Array): Uint32Array {
  const ids = classIds(world);
  const out = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) out[row] = ids[values[row]];
  return out;
}

function bytes(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
