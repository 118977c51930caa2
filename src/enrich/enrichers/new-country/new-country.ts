import type { Event } from '../../../core/event.ts';
import type { Enricher } from '../../enricher.ts';

/** Accepted logins that must have been seen before a country can be new: below that nothing is usual yet. */
const learnedAfter = 3;
const defaultCapacity = 50_000;

/** What was learned about the accepted logins of one asset and service. */
export interface LoginHistory {
  readonly tenant: string;
  /** Asset id, or the source id for a sender that is assigned to no asset. */
  readonly asset: string;
  readonly service: string;
  /** Accepted logins seen. */
  readonly logins: number;
  /** Countries they came from, in order of appearance. */
  readonly countries: readonly string[];
}

interface Learned {
  readonly tenant: string;
  readonly asset: string;
  readonly service: string;
  logins: number;
  readonly countries: string[];
}

/**
 * Marks an accepted admin login that comes from a country the asset never had, once three accepted logins were seen there.
 * The country is known from then on, so one event is marked per country. Logins from addresses without a country (the LAN)
 * count as seen but are never marked. Bounded: the asset that had no login for the longest time is forgotten first.
 */
export class NewCountryEnricher implements Enricher {
  readonly name = 'new-country';
  /** Assets forgotten for want of room. */
  evicted = 0;
  readonly #capacity: number;
  /** In order of last login. */
  readonly #byKey = new Map<string, Learned>();
  readonly #changed = new Set<string>();
  constructor(capacity: number = defaultCapacity) {
    this.#capacity = Math.max(1, capacity);
  }

  enrich(event: Event): void {
    if (event.action === 'admin-login' && event.outcome === 'success') this.#learn(event);
  }

  /** Starts from what was learned before, e.g. stored rows; replaces what is known about the same assets. */
  load(history: Iterable<LoginHistory>): void {
    for (const { tenant, asset, service, logins, countries } of history) {
      this.#keep(keyOf(tenant, asset, service), { tenant, asset, service, logins, countries: [...countries] });
    }
  }

  /** All that is known, oldest login first. */
  learned(): readonly LoginHistory[] {
    return [...this.#byKey.values()].map(copy);
  }

  /** What changed since the last call: what a store has to write. */
  takeChanged(): readonly LoginHistory[] {
    const changed = [...this.#changed].map((key) => this.#byKey.get(key)).filter((entry) => entry !== undefined);
    this.#changed.clear();
    return changed.map(copy);
  }

  #learn(event: Event): void {
    const asset = event.asset || event.source;
    const key = keyOf(event.tenant, asset, event.service);
    const entry: Learned = this.#byKey.get(key) ?? {
      tenant: event.tenant,
      asset,
      service: event.service,
      logins: 0,
      countries: [],
    };
    if (event.country !== '' && !entry.countries.includes(event.country)) {
      event.newCountry = entry.logins >= learnedAfter;
      entry.countries.push(event.country);
    }
    entry.logins++;
    this.#keep(key, entry);
    this.#changed.add(key);
  }

  #keep(key: string, entry: Learned): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, entry);
    if (this.#byKey.size <= this.#capacity) return;
    const oldest = this.#byKey.keys().next().value!;
    this.#byKey.delete(oldest);
    this.#changed.delete(oldest);
    this.evicted++;
  }
}

/** The parts come from settings and formats; a separator inside one of them cannot make two assets the same. */
function keyOf(tenant: string, asset: string, service: string): string {
  return `${tenant.length}:${tenant}${asset.length}:${asset}${service}`;
}

function copy({ tenant, asset, service, logins, countries }: Learned): LoginHistory {
  return { tenant, asset, service, logins, countries: [...countries] };
}
