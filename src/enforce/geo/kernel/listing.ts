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

/** Reads what `nft -s -t list table` printed. */
export function readListing(text: string): Listing {
  const blocks = text
    .split(/\n\t(?=(?:set|map|chain) )/)
    .slice(1)
    .map((block) => {
      const [, kind, name] = /^(set|map|chain) (\S+) /.exec(block) ?? ['', '', ''];
      return { kind, name, text: block.replace(/\s+/g, ' ') };
    });
  const digest = (belongs: (name: string) => boolean) => {
    const texts = blocks.filter(({ name }) => belongs(name)).map((block) => block.text.replace(/ \}\s*$/, ''));
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
