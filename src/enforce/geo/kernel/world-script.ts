import { idText } from './class-ids.ts';
import type { FamilyLevels, Level } from './levels.ts';
import { familyBounds, type SearchNode, searchTree } from './search-tree.ts';
import type { WorldTable } from './world-table.ts';

/*
 * Statements for nft. A generation of the world has maps (`w3_4_24`: the third, IPv4, prefixes of 24 bits) and chains that
 * search in them. All lengths have a map, used or not, so that any later world differs in elements only.
 */

/** Elements in one transaction: a few tens of milliseconds in which no other change of the ruleset gets in between. */
const chunkElements = 16_000;

export function mapName(generation: number, family: 4 | 6, length: number): string {
  return `w${generation}_${family}_${length}`;
}

/** The chain in which the search of a family begins. */
export function searchChain(generation: number, family: 4 | 6): string {
  return `w${generation}_${family}`;
}

function lengthsOf(family: 4 | 6): readonly number[] {
  const { shortest, longest } = familyBounds[family];
  return Array.from({ length: longest - shortest + 1 }, (_, i) => shortest + i);
}

/** Empty maps of a generation. */
export function addMaps(own: string, generation: number): readonly string[] {
  return ([4, 6] as const).flatMap((family) =>
    lengthsOf(family).map(
      (length) => `add map ${own} ${mapName(generation, family, length)} { type ipv${family}_addr : classid; }`,
    ),
  );
}

/** Chains of a generation; empty ones are filled, so it can be run again. */
export function addSearch(own: string, generation: number, table: WorldTable): readonly string[] {
  const chains: string[] = [];
  const rules: string[] = [];
  for (const { family, fallback } of table.families) {
    const tree = searchTree(family);
    const walk = (node: SearchNode | undefined, chain: string): void => {
      if (!node) return;
      const longer = `${mapName(generation, family, node.length)}_longer`;
      const next = node.longer ? `goto ${longer}` : 'return';
      const field = `${family === 4 ? 'ip' : 'ip6'} saddr${maskText(family, node.length)}`;
      rules.push(
        `add rule ${own} ${chain} meta priority set ${field} map @${mapName(generation, family, node.length)} ${next}`,
      );
      walk(node.shorter, chain);
      if (!node.longer) return;
      chains.push(longer);
      walk(node.longer, longer);
    };
    const root = searchChain(generation, family);
    chains.push(root);
    rules.push(`add rule ${own} ${root} meta priority set ${idText(fallback)}`);
    walk(tree, root);
  }
  return [
    ...chains.map((chain) => `add chain ${own} ${chain}`),
    ...chains.map((chain) => `flush chain ${own} ${chain}`),
    ...rules,
  ];
}

/** The elements of a generation, in pieces of at most a megabyte. */
export function* elementChunks(own: string, generation: number, table: WorldTable): Generator<string> {
  let statements: string[] = [];
  let count = 0;
  for (const { family, lanes, levels } of table.families) {
    for (const { length, keys, values } of levels.values()) {
      for (let row = 0; row < values.length; ) {
        const end = Math.min(values.length, row + chunkElements - count);
        statements.push(addElements(own, generation, family, length, lanes, keys, values, row, end));
        count += end - row;
        row = end;
        if (count < chunkElements) continue;
        yield `${statements.join('\n')}\n`;
        statements = [];
        count = 0;
      }
    }
  }
  if (count > 0) yield `${statements.join('\n')}\n`;
}

function addElements(
  own: string,
  generation: number,
  family: 4 | 6,
  length: number,
  lanes: number,
  keys: Uint32Array,
  values: Uint32Array,
  from: number,
  to: number,
): string {
  let text = `add element ${own} ${mapName(generation, family, length)} { `;
  for (let row = from; row < to; row++)
    text += `${keyText(family, length, keys, row * lanes)} : ${idText(values[row])}, `;
  return `${text}}`;
}

/**
 * What turns the maps of one world into those of another: deletions, then additions. Undefined when it would be more than
 * `most` elements, or when what is in no map would change.
 */
export function changeElements(
  own: string,
  generation: number,
  before: WorldTable,
  after: WorldTable,
  most: number,
): { readonly statements: readonly string[]; readonly count: number } | undefined {
  const statements: string[] = [];
  let count = 0;
  for (const [i, family] of after.families.entries()) {
    const old = before.families[i];
    if (old.fallback !== family.fallback) return undefined;
    for (const length of lengthsOf(family.family)) {
      const { gone, come } = levelChanges(old, family, length, most - count);
      count += gone.length + come.length;
      if (count > most) return undefined;
      const name = mapName(generation, family.family, length);
      if (gone.length > 0) statements.push(`delete element ${own} ${name} { ${gone.join(', ')} }`);
      if (come.length > 0) statements.push(`add element ${own} ${name} { ${come.join(', ')} }`);
    }
  }
  return { statements, count };
}

const none: Level = { length: 0, keys: new Uint32Array(0), values: new Uint32Array(0) };

function levelChanges(
  before: FamilyLevels,
  after: FamilyLevels,
  length: number,
  most: number,
): { gone: string[]; come: string[] } {
  const a = before.levels.get(length) ?? none;
  const b = after.levels.get(length) ?? none;
  const { lanes, family } = after;
  const gone: string[] = [];
  const come: string[] = [];
  let i = 0;
  let j = 0;
  while ((i < a.values.length || j < b.values.length) && gone.length + come.length <= most) {
    const order = i >= a.values.length ? 1 : j >= b.values.length ? -1 : compareKeys(lanes, a.keys, i, b.keys, j);
    if (order === 0 && a.values[i] === b.values[j]) {
      i++;
      j++;
      continue;
    }
    if (order <= 0) gone.push(keyText(family, length, a.keys, i++ * lanes));
    if (order >= 0) {
      come.push(`${keyText(family, length, b.keys, j * lanes)} : ${idText(b.values[j])}`);
      j++;
    }
  }
  return { gone, come };
}

function compareKeys(lanes: number, a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  for (let lane = 0; lane < lanes; lane++) {
    const difference = a[i * lanes + lane] - b[j * lanes + lane];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A key as nft reads it; of IPv6 only as many groups as the prefix has. */
export function keyText(family: 4 | 6, length: number, keys: Uint32Array, at: number): string {
  const word = keys[at];
  if (family === 4) return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  let text = '';
  const groups = Math.ceil(length / 16);
  for (let group = 0; group < groups; group++) {
    const part = keys[at + (group >> 1)];
    text += `${((group & 1) === 0 ? part >>> 16 : part & 0xffff).toString(16)}${group === 7 ? '' : ':'}`;
  }
  // `::` may stand for one group, but not for none.
  return groups === 8 ? text : `${text}:`;
}

function maskText(family: 4 | 6, length: number): string {
  if (length === familyBounds[family].longest) return '';
  const words = Uint32Array.from({ length: family === 4 ? 1 : 4 }, (_, lane) => {
    const bits = Math.min(32, Math.max(0, length - 32 * lane));
    return bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  });
  return ` & ${keyText(family, length, words, 0)}`;
}

/** Removes what there is of a generation. Chains first let go of their maps and of each other. */
export function removeGeneration(own: string, chains: readonly string[], maps: readonly string[]): readonly string[] {
  return [
    ...chains.map((chain) => `flush chain ${own} ${chain}`),
    ...chains.map((chain) => `delete chain ${own} ${chain}`),
    ...maps.map((map) => `delete map ${own} ${map}`),
  ];
}
