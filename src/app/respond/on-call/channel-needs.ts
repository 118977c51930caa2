import type { WayChannel } from '../../../core/on-call/responder.ts';
import type { WayDependency } from '../../../core/on-call/way-dependency.ts';
import { platform } from './directory.ts';

/** How long what was found is good, ms: names are resolved for it. */
const goodMs = 60_000;
/** Longest wait for names that do not resolve, ms: nobody is asked later because of them. */
const patienceMs = 2000;

/** Which systems of ours a channel needs, by channel. */
export type ChannelNeeds = ReadonlyMap<WayChannel, readonly string[]>;

/** Knows which channels run over what is guarded, without holding anybody up. */
export class ChannelNeedsBook {
  readonly #find: () => Promise<readonly WayDependency[]>;
  readonly #clock: () => number;
  #known: readonly WayDependency[] = [];
  #until = 0;

  constructor(find: () => Promise<readonly WayDependency[]>, clock: () => number) {
    this.#find = find;
    this.#clock = clock;
  }

  async needs(): Promise<ChannelNeeds> {
    const needs = new Map<WayChannel, string[]>();
    for (const { channel, ours } of await this.all()) {
      // What stands in the own networks goes down with the platform.
      const ids = ours.map((id) => (id === 'own-network' ? platform : id));
      needs.set(channel, [...new Set([...(needs.get(channel) ?? []), ...ids])]);
    }
    return needs;
  }

  /** As last found; what cannot be found now stays as it was. */
  async all(): Promise<readonly WayDependency[]> {
    if (this.#clock() < this.#until) return this.#known;
    this.#until = this.#clock() + goodMs;
    const found = this.#find().then(
      (known) => {
        this.#known = known;
      },
      () => {},
    );
    await Promise.race([found, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
    return this.#known;
  }
}
