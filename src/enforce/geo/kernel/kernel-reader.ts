import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';
import { type Address, formatAddress } from '../../../core/ip.ts';
import { NftError, runNft } from '../../enforcers/nftables/nft.ts';
import { idText } from './class-ids.ts';
import type { Content } from './content.ts';
import type { KernelTable } from './kernel-table.ts';
import type { FamilyLevels } from './levels.ts';
import { readEntries, type SeenEntry } from './read-entries.ts';
import { type SearchNode, searchTree } from './search-tree.ts';
import { keyText, mapName } from './world-script.ts';
import type { WorldTable } from './world-table.ts';

/** Reads single things out of the table: what the kernel has, not what we believe it has. */
export class KernelReader {
  readonly #netns: string;
  readonly #own: string;
  readonly #kernel: Pick<KernelTable, 'lists' | 'checks'>;

  constructor(netns: string, kernel: KernelTable) {
    this.#netns = netns;
    this.#own = kernel.own;
    this.#kernel = kernel;
  }

  /** Elements of a set or map at `now` (ms); undefined when there is none of that name. */
  async entries(kind: 'set' | 'map', name: string, now: number): Promise<ReadonlyMap<string, SeenEntry> | undefined> {
    return readEntries((await this.#kernel.lists.ask(`list ${kind} ${this.#own} ${name}`)).out, now);
  }

  /** Whether the kernel has an element: it would let go of it. */
  async has(name: string, key: string): Promise<boolean> {
    return (await this.#kernel.checks.ask(`delete element ${this.#own} ${name} { ${key} }`)).complaint === '';
  }

  /**
   * Classes of addresses as a packet would find them. What the maps should say is put to the kernel as a whole: that it has what
   * would be hit, has not what would be missed, and says the same. Only if it objects is each address looked up step by step.
   */
  async classesOf(generation: number, table: WorldTable, addresses: readonly Address[]): Promise<readonly string[]> {
    const paths = addresses.map((address) => searchPath(table, address));
    const there = new Set<string>();
    const absent = new Set<string>();
    const same = new Set<string>();
    for (const { steps, family } of paths) {
      for (const { length, key, value } of steps) {
        const name = `element ${this.#own} ${mapName(generation, family, length)}`;
        if (value === '') absent.add(`create ${name} { ${key} : 2:1 }`);
        else {
          there.add(`delete ${name} { ${key} }`);
          same.add(`add ${name} { ${key} : ${value} }`);
        }
      }
    }
    if (await this.#takesEach([...there, ...absent], [...same])) return paths.map(({ value }) => value);
    const found: string[] = [];
    for (const address of addresses) found.push(await this.#classByStep(generation, table, address));
    return found;
  }

  async #classByStep(generation: number, table: WorldTable, { family, bits }: Address): Promise<string> {
    let node: SearchNode | undefined = searchTree(family);
    let last: { name: string; key: string } | undefined;
    while (node) {
      const name = mapName(generation, family, node.length);
      const key = formatAddress({ family, bits: cutTo(family, bits, node.length) });
      const hit = await this.has(name, key);
      if (hit) last = { name, key };
      node = hit ? node.longer : node.shorter;
    }
    if (!last) return idText(table.families[family === 4 ? 0 : 1].fallback);
    return (await this.entries('map', last.name, 0))?.get(last.key)?.value ?? '';
  }

  /** Whether the kernel would take each of the transactions; they are asked at the same time. */
  async #takesEach(...transactions: readonly (readonly string[])[]): Promise<boolean> {
    const taken = await Promise.all(transactions.map((statements) => this.#takes(statements)));
    return taken.every(Boolean);
  }

  /** Whether the kernel would take all of the statements. It changes nothing. */
  async #takes(statements: readonly string[]): Promise<boolean> {
    if (statements.length === 0) return true;
    try {
      await runNft(this.#netns, ['-c', '-f', '-'], `${statements.join('\n')}\n`);
      return true;
    } catch (error) {
      if (error instanceof NftError && error.retryable) return false;
      throw error;
    }
  }

  /** What happens to packets of classes from addresses in a chain of a lane (`c_…`). */
  async verdictsIn(
    content: Content,
    lane: string,
    packets: readonly { readonly address: Address; readonly id: string }[],
  ): Promise<readonly GeoVerdict[]> {
    const read = async (name: string) =>
      (await this.entries(name.startsWith('k') ? 'set' : 'map', name, 0)) ?? new Map<string, SeenEntry>();
    const known = new Set<string>();
    for (const name of [`k4_${lane}`, `k6_${lane}`])
      if (content.containers.has(name)) for (const key of (await read(name)).keys()) known.add(key);
    const ordinary = [await read(`t_${lane}`), await read(`b_${lane}`)];
    const spared = known.size > 0 ? [await read(`u_${lane}`), await read(`n_${lane}`)] : ordinary;
    return packets.map(({ address, id }) => {
      const isKnown = known.has(formatAddress(address));
      const [timed, base] = isKnown ? spared : ordinary;
      const entry = timed.get(id) ?? base.get(id);
      if (!entry) return 'allow';
      if (entry.value === 'drop') return 'refuse';
      if (entry.value !== 'return') return 'limit';
      const name = `${(timed.has(id) ? 'tu' : 'bn')[isKnown ? 1 : 0]}_${lane}`;
      return content.containers.get(name)?.entries?.get(id)?.meaning?.verdict ?? 'allow';
    });
  }

  /** Whether `count` elements of each map, taken at random, are there and say what they should. */
  async sample(generation: number, table: WorldTable, count: number): Promise<boolean> {
    const there = new Set<string>();
    const same = new Set<string>();
    for (const { family, lanes, levels } of table.families) {
      for (const { length, keys, values } of levels.values()) {
        for (let i = 0; i < Math.min(count, values.length); i++) {
          const row = Math.floor(Math.random() * values.length);
          const name = `element ${this.#own} ${mapName(generation, family, length)}`;
          const key = keyText(family, length, keys, row * lanes);
          there.add(`delete ${name} { ${key} }`);
          same.add(`add ${name} { ${key} : ${idText(values[row])} }`);
        }
      }
    }
    return this.#takesEach([...there], [...same]);
  }
}

function cutTo(family: 4 | 6, bits: bigint, length: number): bigint {
  const shift = BigInt((family === 4 ? 32 : 128) - length);
  return (bits >> shift) << shift;
}

/** How the search for an address goes in a table: each map that is asked, and what it says ('' for nothing). */
function searchPath(table: WorldTable, { family, bits }: Address) {
  const maps = table.families[family === 4 ? 0 : 1];
  const steps: { length: number; key: string; value: string }[] = [];
  let value = idText(maps.fallback);
  let node: SearchNode | undefined = searchTree(family);
  while (node) {
    const key: bigint = cutTo(family, bits, node.length);
    const row: number = rowOf(maps, node.length, key);
    const said: string = row < 0 ? '' : idText(maps.levels.get(node.length)!.values[row]);
    steps.push({ length: node.length, key: formatAddress({ family, bits: key }), value: said });
    if (said !== '') value = said;
    node = said === '' ? node.shorter : node.longer;
  }
  return { family, steps, value };
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
