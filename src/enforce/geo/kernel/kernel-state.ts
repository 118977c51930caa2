import { stateSet } from './listing.ts';
import { readComments } from './read-entries.ts';

/** What we note in the table itself, so that a later process knows what it finds there. */
export interface KernelState {
  /** Hash of the world in force, '' for none. */
  readonly world: string;
  readonly generation: number;
  /** Digest of the chains and containers that we asked for. */
  readonly lanes: string;
  /** Digests of what the kernel then showed: another one means that somebody changed it. '' when it was not looked at. */
  readonly seenWorld: string;
  readonly seenLanes: string;
  /** Number of the last transaction: read back, it confirms it. */
  readonly receipt: number;
}

export const noState: KernelState = { world: '', generation: 0, lanes: '', seenWorld: '', seenLanes: '', receipt: 0 };

const fields = ['world', 'generation', 'lanes', 'seenWorld', 'seenLanes', 'receipt'] as const;

/** Notes a state in place of what was noted, as part of a transaction. */
export function noteState(own: string, state: KernelState): readonly string[] {
  const elements = fields.map((field, index) => `${index + 1} comment "${field} ${state[field]}"`);
  return [
    `add set ${own} ${stateSet} { type mark; }`,
    `flush set ${own} ${stateSet}`,
    `add element ${own} ${stateSet} { ${elements.join(', ')} }`,
  ];
}

/** Reads what `nft -j list set` printed of it. What is missing or odd is as if nothing had been noted. */
export function readState(answer: string): KernelState {
  const comments = readComments(answer);
  const text = (index: number) => {
    const comment = comments.get(index + 1) ?? '';
    return comment.startsWith(`${fields[index]} `) ? comment.slice(fields[index].length + 1) : '';
  };
  return {
    world: text(0),
    generation: Number(text(1)) || 0,
    lanes: text(2),
    seenWorld: text(3),
    seenLanes: text(4),
    receipt: Number(text(5)) || 0,
  };
}
