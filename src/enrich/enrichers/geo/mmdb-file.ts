import type { Layer } from './layers.ts';
import { type MmdbValue, readMmdbValue } from './mmdb-data.ts';

const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
/** The metadata are within the last 128 KiB of the file. */
const metadataWithin = 131_072;
const separator = 16;

/** A database in MaxMind's file format, as partitions of both address spaces. */
export interface MmdbLayers {
  /** Time it was built, ms. */
  readonly madeAt: number;
  readonly v4: Layer;
  readonly v6: Layer;
}

/**
 * Reads a whole MaxMind DB (file format specification 2.0) into partitions. `readRecord` turns a record into a number, 0 for one
 * that says nothing; it is asked once per record of the file, not once per network. In a database of IPv6 the IPv4 addresses
 * are those under ::/96; the aliases that point back there (6to4, Teredo, mapped addresses) say nothing here, as those ranges
 * say nothing in the packaged data. Throws RangeError when the file is none, is cut short or points in circles.
 */
export function readMmdb(file: Buffer, readRecord: (record: MmdbValue) => number): MmdbLayers {
  const { nodeCount, recordSize, ipVersion, madeAt } = readMetadata(file);
  const treeBytes = (nodeCount * recordSize) / 4;
  const dataEnd = file.lastIndexOf(marker);
  if (treeBytes + separator > dataEnd) throw new RangeError('the file is cut short');
  const section = file.subarray(treeBytes + separator, dataEnd);
  const child = childReader(file, recordSize);
  const values = new Map<number, number>();
  const valueAt = (place: number): number => {
    const known = values.get(place);
    if (known !== undefined) return known;
    const value = readRecord(readMmdbValue(section, place - nodeCount - separator));
    values.set(place, value);
    return value;
  };

  const seen = new Uint8Array(nodeCount);
  const v4 = new Borders(1);
  const v6 = new Borders(4);
  const lanes = new Uint32Array(4);
  let rootV4 = -1;
  /** Everything under one place of the tree; `depth` bits of `lanes` lead to it. */
  const walk = (place: number, depth: number, into: Borders, width: number): void => {
    if (width === 128 && depth === 96 && lanes[0] === 0 && lanes[1] === 0 && lanes[2] === 0) {
      v6.add(lanes, 0);
      rootV4 = place < nodeCount ? place : -1;
      walk(place, 0, v4, 32);
      return;
    }
    if (place >= nodeCount) {
      const value = place === nodeCount ? 0 : valueAt(place);
      // A leaf above ::/96 holds all of IPv4.
      if (width === 128 && depth < 96 && lanes[0] === 0 && lanes[1] === 0 && lanes[2] === 0)
        v4.add(new Uint32Array(4), value);
      into.add(lanes, value);
      return;
    }
    if (seen[place] === 1) {
      if (place !== rootV4) throw new RangeError('the search tree points in circles');
      into.add(lanes, 0);
      return;
    }
    if (depth >= width) throw new RangeError('the search tree is too deep');
    seen[place] = 1;
    // IPv4 addresses are in the first lane, so that both trees are walked alike.
    const lane = depth >>> 5;
    const bit = 1 << (31 - (depth & 31));
    walk(child(place, 0), depth + 1, into, width);
    lanes[lane] |= bit;
    walk(child(place, 1), depth + 1, into, width);
    lanes[lane] &= ~bit;
  };
  if (ipVersion === 4) {
    walk(0, 0, v4, 32);
    v6.add(lanes, 0);
  } else walk(0, 0, v6, 128);
  return { madeAt, v4: v4.layer(), v6: v6.layer() };
}

/** Collects borders that come in rising order. */
class Borders {
  readonly #lanes: number;
  readonly #starts: number[] = [];
  readonly #values: number[] = [];
  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  add(at: Uint32Array, value: number): void {
    if (this.#values.length > 0 && this.#values[this.#values.length - 1] === value) return;
    for (let lane = 0; lane < this.#lanes; lane++) this.#starts.push(at[lane]);
    this.#values.push(value);
  }

  layer(): Layer {
    return { starts: Uint32Array.from(this.#starts), values: Uint32Array.from(this.#values) };
  }
}

function readMetadata(file: Buffer) {
  const at = file.lastIndexOf(marker);
  if (at < 0 || at < file.length - metadataWithin - marker.length)
    throw new RangeError('the metadata at the end are missing');
  const metadata = readMmdbValue(file.subarray(at + marker.length), 0) as Readonly<Record<string, MmdbValue>>;
  const number = (name: string): number => {
    const value = metadata?.[name];
    if (typeof value !== 'number' || !Number.isInteger(value)) throw new RangeError(`the metadata lack ${name}`);
    return value;
  };
  if (number('binary_format_major_version') !== 2) throw new RangeError('it is of a format that is not known');
  const recordSize = number('record_size');
  if (![24, 28, 32].includes(recordSize)) throw new RangeError(`records of ${recordSize} bits are not known`);
  const ipVersion = number('ip_version');
  if (ipVersion !== 4 && ipVersion !== 6) throw new RangeError(`IP version ${ipVersion} is not known`);
  const nodeCount = number('node_count');
  if (nodeCount < 1 || nodeCount > 0x10000000) throw new RangeError(`a tree of ${nodeCount} nodes is none`);
  return { nodeCount, recordSize, ipVersion, madeAt: number('build_epoch') * 1000 };
}

/** Reads the left (0) or right (1) record of a node. */
function childReader(file: Buffer, recordSize: number): (node: number, side: 0 | 1) => number {
  if (recordSize === 24) return (node, side) => file.readUIntBE(node * 6 + side * 3, 3);
  if (recordSize === 32) return (node, side) => file.readUInt32BE(node * 8 + side * 4);
  // 28 bits: the byte in the middle has the four highest bits of the left record, then those of the right one.
  return (node, side) => {
    const at = node * 7;
    const middle = file[at + 3];
    const high = side === 0 ? middle >>> 4 : middle & 15;
    return high * 0x1000000 + file.readUIntBE(at + side * 4, 3);
  };
}
