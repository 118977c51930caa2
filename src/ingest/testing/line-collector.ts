import type { Event } from '../../core/event.ts';
import type { Source } from '../../core/source.ts';
import { addTally, emptyTally, type Tally } from '../../core/tally.ts';
import { SourceDirectory } from '../directory.ts';
import type { Reading } from '../format.ts';
import type { ListenerDeps } from '../listener.ts';
import type { FileCursor } from '../source.ts';

/** What the tests of listeners look at: all that a listener delivered. */
export interface Collected {
  readonly deps: ListenerDeps;
  readonly events: Event[];
  readonly discovered: Source[];
  readonly cursors: FileCursor[];
  readonly troubles: string[];
  readonly lines: { readonly line: string; readonly reading: Reading }[];
  readonly tallies: Map<string, Tally>;
  total(): Tally;
}

/** A sink for tests, with a directory of its own; it is January 2026. */
export function collect(
  options: { readonly sources?: readonly Source[]; readonly deps?: Partial<ListenerDeps> } = {},
): Collected {
  const now = () => Date.parse('2026-01-10T12:00:00Z');
  const events: Event[] = [];
  const discovered: Source[] = [];
  const cursors: FileCursor[] = [];
  const troubles: string[] = [];
  const lines: { line: string; reading: Reading }[] = [];
  const tallies = new Map<string, Tally>();
  const directory = new SourceDirectory(options.sources ?? [], {
    now,
    timeZone: 'Europe/Amsterdam',
    onDiscovered: (source) => discovered.push(source),
  });
  const deps: ListenerDeps = {
    sink: { event: (event) => events.push(event), cursor: (cursor) => cursors.push(cursor), discovered: () => {} },
    directory,
    tally(id) {
      const tally = tallies.get(id) ?? emptyTally();
      tallies.set(id, tally);
      return tally;
    },
    now,
    keepOriginal: true,
    onLine: (_, reading, bytes, start, end) => lines.push({ reading, line: bytes.toString('utf8', start, end) }),
    onTrouble: (_, sentence) => troubles.push(sentence),
    ...options.deps,
  };
  const total = () => {
    const sum = emptyTally();
    for (const tally of tallies.values()) addTally(sum, tally);
    return sum;
  };
  return { deps, events, discovered, cursors, troubles, lines, tallies, total };
}

/** Waits until something holds; throws when it does not within `ms`. A constant condition just waits. */
export async function until(holds: () => boolean, ms = 3000, before: () => void = () => {}): Promise<void> {
  before();
  const started = performance.now();
  while (!holds()) {
    if (performance.now() - started > ms) throw new Error(`did not happen within ${ms} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Lets `ms` milliseconds pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
