import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoFileSource } from '../../enforce/geo/files/geo-files.ts';
import type { GeoLanes, GeoListWish } from '../../enforce/geo/files/geo-lists.ts';
import type { GeoBookKeeper } from './book-keeper.ts';
import type { GeoThread } from './geo-thread.ts';
import type { GeoPorts } from './lane-wishes.ts';

export interface FileLanesParts {
  readonly thread: GeoThread;
  readonly keeper: GeoBookKeeper;
  readonly ports: GeoPorts;
  readonly clock: () => number;
}

interface Kept {
  readonly book: GeoBook;
  /** ms UTC: from then on time alone may have changed it. */
  readonly until: number;
  readonly source: Promise<GeoFileSource | undefined>;
}

const mostKept = 50;

/** What files and feeds for other programs are made of: a lane over the whole world, worked out on the geo thread. */
export class FileLanes {
  readonly #parts: FileLanesParts;
  readonly #kept = new Map<string, Kept>();
  #world: { readonly key: string; readonly world: GeoFileSource['world'] } | undefined;

  constructor(parts: FileLanesParts) {
    this.#parts = parts;
  }

  /** The same object while the same holds; undefined while nobody can say. */
  readonly of: GeoLanes = (service, tenant) => {
    const { keeper, clock } = this.#parts;
    const now = clock();
    const key = `${service}\n${tenant}`;
    const before = this.#kept.get(key);
    if (before && before.book === keeper.book && now < before.until) return before.source;
    const { until } = keeper.lane({ tenant, site: '', asset: '', service }, now);
    const kept: Kept = { book: keeper.book, until, source: this.#ask(service, tenant) };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    // What could not be said is asked again.
    void kept.source.then((source) => {
      if (!source && this.#kept.get(key) === kept) this.#kept.delete(key);
    });
    return kept.source;
  };

  /** Country data changed. */
  forget(): void {
    this.#kept.clear();
  }

  async #ask(service: GeoListWish['service'], tenant: string): Promise<GeoFileSource | undefined> {
    const { thread, ports } = this.#parts;
    const of = { registration: ports.sip, 'calls-in': ports.sip, ...ports };
    const wish = {
      ...{ id: 'file', context: { tenant, site: '', asset: '', service }, destinations: [] },
      ports: of[service],
    };
    const answer = await thread.source(wish, this.#world?.key ?? '');
    if (!answer) return undefined;
    const { key, lane, guards } = answer;
    if (answer.world) this.#world = { key, world: answer.world };
    // Another world came in between: who asks again gets it.
    if (this.#world?.key !== key) return undefined;
    return { world: this.#world.world, lane, guards };
  }
}
