import { createHash } from 'node:crypto';
import type { Container } from './content.ts';

/** What stands in a table, by name; elements are not looked at. */
export interface Listing {
  readonly chains: readonly string[];
  readonly containers: readonly { readonly name: string; readonly kind: Container['kind'] }[];
  /** Digest of all that belongs to one generation of the world. */
  world(generation: number): string;
  /** Digest of all that belongs to no generation. */
  readonly lanes: string;
}

/** Set with what we noted ourselves. */
export const stateSet = 'state';

/** Reads our table out of what `nft -s -t list ruleset` printed: to list one table, nft 1.0.6 reads all elements of it. */
export function readListing(ruleset: string, own: string): Listing {
  const begin = `table ${own} {\n`;
  const at = ruleset.startsWith(begin) ? 0 : ruleset.indexOf(`\n${begin}`);
  const blocks = (at < 0 ? '' : ruleset.slice(at, ruleset.indexOf('\n}', at)))
    .split(/\n\t(?=(?:set|map|chain) )/)
    .slice(1)
    .map((block) => {
      const [, kind, name] = /^(set|map|chain) (\S+) /.exec(block) ?? ['', '', ''];
      return { kind, name, text: block.replace(/\s+/g, ' ') };
    });
  const digest = (belongs: (name: string) => boolean) => {
    const texts = blocks.filter(({ name }) => belongs(name)).map((block) => block.text.trim());
    return createHash('sha256').update(texts.sort().join('\n')).digest('hex').slice(0, 24);
  };
  return {
    chains: blocks.filter(({ kind }) => kind === 'chain').map(({ name }) => name),
    containers: blocks
      .filter(({ kind }) => kind !== 'chain')
      .map(({ kind, name }) => ({ kind: kind as 'set' | 'map', name })),
    world: (generation) => digest((name) => generationOf(name) === generation),
    lanes: digest((name) => generationOf(name) === 0 && name !== stateSet),
  };
}

/** Generation of the world that a chain or map belongs to; 0 for none. */
export function generationOf(name: string): number {
  return Number(/^w(\d+)_[46](?:_|$)/.exec(name)?.[1] ?? 0);
}
