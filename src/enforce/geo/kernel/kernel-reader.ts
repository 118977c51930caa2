import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';
import { type Address, formatAddress } from '../../../core/ip.ts';
import type { Content } from './content.ts';
import type { FamilyLevels } from './levels.ts';
import type { NftAsk } from './nft-ask.ts';
import { readEntries, readFound, type SeenEntry } from './read-entries.ts';
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
    return readEntries(await this.#ask.ask(`list ${kind} ${this.#own} ${name}`), now);
  }

  async find(name: string, key: string): Promise<{ readonly found: boolean; readonly value: string }> {
    return readFound(await this.#ask.ask(`get element ${this.#own} ${name} { ${key} }`));
  }

  /** Class of an address, found as a packet would find it; '' when no map knows it. */
  async classOf(generation: number, { family, bits }: Address): Promise<string> {
    const width = family === 4 ? 32 : 128;
    let node: SearchNode | undefined = searchTree(family);
    let value = '';
    while (node) {
      const shift = BigInt(width - node.length);
      const key = formatAddress({ family, bits: (bits >> shift) << shift });
      const hit = await this.find(mapName(generation, family, node.length), key);
      if (hit.found) value = hit.value;
      node = hit.found ? node.longer : node.shorter;
    }
    return value;
  }

  /** What happens to packets of a class from an address in a chain of a lane (`c_…`). */
  async verdictIn(content: Content, lane: string, id: string, address: Address): Promise<GeoVerdict> {
    const text = formatAddress(address);
    const known = `k${address.family}_${lane}`;
    const isKnown = content.containers.has(known) && (await this.find(known, text)).found;
    for (const name of isKnown ? [`u_${lane}`, `n_${lane}`] : [`t_${lane}`, `b_${lane}`]) {
      const { found, value } = await this.find(name, id);
      if (!found) continue;
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
    const { found, value } = await this.find(name, keyText(family, length, level.keys, row * lanes));
    const [major, minor] = value.split(':').map((half) => Number.parseInt(half, 16));
    return found && major * 0x10000 + minor === level.values[row];
  }
}
