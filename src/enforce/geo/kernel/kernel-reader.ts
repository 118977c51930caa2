import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';
import { type Address, formatAddress } from '../../../core/ip.ts';
import { idText } from './class-ids.ts';
import type { Content } from './content.ts';
import type { FamilyLevels } from './levels.ts';
import type { NftAsk } from './nft-ask.ts';
import { readEntries, type SeenEntry } from './read-entries.ts';
import { type SearchNode, searchTree } from './search-tree.ts';
import { keyText, mapName } from './world-script.ts';
import type { WorldTable } from './world-table.ts';

/** Reads single things out of the table: what the kernel has, not what we believe it has. */
export class KernelReader {
  readonly #own: string;
  readonly #ask: NftAsk;

  constructor(own: string, ask: NftAsk) {
    this.#own = own;
    this.#ask = ask;
  }

  /** Elements of a set or map at `now` (ms); undefined when there is none of that name. */
  async entries(kind: 'set' | 'map', name: string, now: number): Promise<ReadonlyMap<string, SeenEntry> | undefined> {
    return readEntries((await this.#ask.ask(`list ${kind} ${this.#own} ${name}`)).out, now);
  }

  /** Whether the kernel has an element: it would let go of it. */
  async has(name: string, key: string): Promise<boolean> {
    return (await this.#ask.ask(`delete element ${this.#own} ${name} { ${key} }`)).complaint === '';
  }

  /** Whether the kernel says `value` for a key it has: it would take the same again, and nothing else. */
  async says(name: string, key: string, value: string): Promise<boolean> {
    return (await this.#ask.ask(`add element ${this.#own} ${name} { ${key} : ${value} }`)).complaint === '';
  }

  /** Class of an address, found as a packet would find it; `table` says what to expect, the kernel whether it is so. */
  async classOf(generation: number, table: WorldTable, { family, bits }: Address): Promise<string> {
    const width = family === 4 ? 32 : 128;
    const known = table.families[family === 4 ? 0 : 1];
    let node: SearchNode | undefined = searchTree(family);
    let last: { name: string; length: number; bits: bigint } | undefined;
    while (node) {
      const shift = BigInt(width - node.length);
      const key = (bits >> shift) << shift;
      const name = mapName(generation, family, node.length);
      const hit = await this.has(name, formatAddress({ family, bits: key }));
      if (hit) last = { name, length: node.length, bits: key };
      node = hit ? node.longer : node.shorter;
    }
    if (!last) return idText(known.fallback);
    const key = formatAddress({ family, bits: last.bits });
    const row = rowOf(known, last.length, last.bits);
    const expected = row < 0 ? '' : idText(known.levels.get(last.length)!.values[row]);
    if (expected !== '' && (await this.says(last.name, key, expected))) return expected;
    return (await this.entries('map', last.name, 0))?.get(key)?.value ?? '';
  }

  /** What happens to packets of a class from an address in a chain of a lane (`c_…`). */
  async verdictIn(content: Content, lane: string, id: string, address: Address): Promise<GeoVerdict> {
    const text = formatAddress(address);
    const known = `k${address.family}_${lane}`;
    const isKnown = content.containers.has(known) && (await this.has(known, text));
    for (const name of isKnown ? [`u_${lane}`, `n_${lane}`] : [`t_${lane}`, `b_${lane}`]) {
      const value = (await this.entries('map', name, 0))?.get(id)?.value;
      if (value === undefined) continue;
      if (value === 'drop') return 'refuse';
      if (value !== 'return') return 'limit';
      return content.containers.get(name)?.entries?.get(id)?.meaning?.verdict ?? 'allow';
    }
    return 'allow';
  }

  /** Name of a map that lacks an element it should have, of `count` looked at in each; '' when all were there. */
  async sample(generation: number, table: WorldTable, count: number): Promise<string> {
    for (const family of table.families) {
      for (const { length, values } of family.levels.values()) {
        for (let i = 0; i < Math.min(count, values.length); i++) {
          const row = Math.floor(Math.random() * values.length);
          if (!(await this.#has(generation, family, length, row))) return mapName(generation, family.family, length);
        }
      }
    }
    return '';
  }

  async #has(
    generation: number,
    { family, lanes, levels }: FamilyLevels,
    length: number,
    row: number,
  ): Promise<boolean> {
    const level = levels.get(length)!;
    const name = mapName(generation, family, length);
    const key = keyText(family, length, level.keys, row * lanes);
    return (await this.has(name, key)) && this.says(name, key, idText(level.values[row]));
  }
}

/** Row of a key in a level, -1 when it is not there. */
function rowOf({ lanes, levels }: FamilyLevels, length: number, bits: bigint): number {
  const level = levels.get(length);
  if (!level) return -1;
  let low = 0;
  let high = level.values.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    let key = 0n;
    for (let lane = 0; lane < lanes; lane++) key = (key << 32n) | BigInt(level.keys[middle * lanes + lane]);
    if (key === bits) return middle;
    if (key < bits) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
