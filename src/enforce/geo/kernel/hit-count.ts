import type { GeoWorld } from '../../../core/geo/geo-world.ts';
import type { GeoHits } from '../../../core/geo/lane-plan.ts';
import { classIds } from './class-ids.ts';
import type { Content } from './content.ts';
import { entryChanges } from './content-change.ts';
import type { SeenEntry } from './read-entries.ts';

/** What the kernel counts, as differences: its counters only grow, or begin anew with their element. */
export class HitCount {
  /** Packets as last read, by map and key. */
  readonly #last = new Map<string, Map<string, number>>();
  #pending = new Map<string, GeoHits>();
  #places = new Map<number, { readonly country: string; readonly hosting: boolean }>();

  /** Whose classes the counts are of from now on; those of before stay known. */
  learn(world: GeoWorld): void {
    for (const [index, id] of classIds(world).entries()) this.#places.set(id, world.classes[index]);
  }

  /** Takes in what was read of a map. */
  add(content: Content, name: string, seen: ReadonlyMap<string, SeenEntry>): void {
    const before = this.#last.get(name);
    const now = new Map<string, number>();
    for (const [key, { packets }] of seen) {
      now.set(key, packets);
      const last = before?.get(key) ?? 0;
      this.#count(content, name, key, packets >= last ? packets - last : packets);
    }
    this.#last.set(name, now);
  }

  /** What the kernel had counted before us is not ours to tell. */
  begin(name: string, seen: ReadonlyMap<string, SeenEntry>): void {
    this.#last.set(name, new Map([...seen].map(([key, { packets }]) => [key, packets])));
  }

  /** Elements that were put there anew count from nothing, also when they have counted more since than before. */
  renew(before: Content, after: Content, now: number): void {
    for (const name of countedMaps(after)) {
      const old = before.containers.get(name)?.entries;
      const entries = after.containers.get(name)?.entries;
      if (!old || !entries) this.#last.delete(name);
      else for (const key of entryChanges(old, entries, now).gone) this.#last.get(name)?.delete(key);
    }
  }

  /** Hands over what came in since the last time. */
  take(): readonly GeoHits[] {
    const hits = [...this.#pending.values()];
    this.#pending = new Map();
    return hits;
  }

  #count(content: Content, name: string, key: string, packets: number): void {
    const meaning = content.containers.get(name)?.entries?.get(key)?.meaning;
    const place = meaning && this.#places.get(meaning.id);
    if (packets === 0 || !place || meaning.verdict === 'allow') return;
    const { lane, verdict } = meaning;
    const { country, hosting } = place;
    const hit = `${lane} ${country} ${hosting} ${verdict}`;
    const known = this.#pending.get(hit)?.packets ?? 0;
    this.#pending.set(hit, { lane, country, hosting, verdict, packets: known + packets });
  }
}

/** Maps in which packets are counted. */
export function countedMaps(content: Content): readonly string[] {
  return [...content.containers].filter(([, { spec }]) => spec.includes('counter;')).map(([name]) => name);
}
