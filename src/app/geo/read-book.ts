import type { GeoBook, KnownAddress } from '../../core/geo/geo-policy.ts';
import type { Policy } from '../../decide/policy.ts';
import type { Store } from '../../store/store.ts';
import { bookCustomers } from './book-customers.ts';
import { guardsOf } from './guards.ts';

export interface ReadBookParts {
  readonly store: Store;
  /** Allowlist, own networks and operators as they hold now. */
  readonly policy: () => Policy;
  readonly peers: readonly { readonly id: string; readonly networks: readonly string[] }[];
  readonly clock: () => number;
}

const knownDays = 30;
/** Known addresses are read anew this often at most: there may be very many. */
const knownForMs = 60_000;

/** Reads the book of geo-blocking from all that people set. */
export class BookReader {
  readonly #parts: ReadBookParts;
  #known: { readonly at: number; readonly addresses: readonly KnownAddress[] } | undefined;

  constructor(parts: ReadBookParts) {
    this.#parts = parts;
  }

  async read(): Promise<GeoBook> {
    const { store, policy, peers, clock } = this.#parts;
    const now = clock();
    const [policies, groups, attacks, ownership, facts, settings, sources] = await Promise.all([
      store.geo.policies.list(),
      store.geo.groups.list(),
      store.geo.attacks.open(),
      store.customers.ownership(),
      store.calls.customers(),
      store.callSettings.all(),
      store.callSources.list(undefined),
    ]);
    const inForce = attacks.filter(
      ({ state, until }) => (state === 'asked' || state === 'in-force' || state === 'failed') && until > now,
    );
    return {
      policies,
      groups: groups.map(({ name, title, subjects }) => ({ name, title, subjects })),
      attacks: inForce.map(({ id, kind, scope, services, countries, from, until, author, reason, alert }) => {
        return { id, kind, scope, services, countries, from, until, author, reason, alert };
      }),
      guards: guardsOf({ policy: policy(), ownership, peers, callSources: sources }),
      customers: bookCustomers(facts, settings, now),
      // Nothing else asks who is known.
      known: inForce.some(({ kind }) => kind === 'only-known') ? await this.known() : [],
    };
  }

  /** Where accounts worked lately. */
  async known(): Promise<readonly KnownAddress[]> {
    const now = this.#parts.clock();
    if (!this.#known || this.#known.at < now - knownForMs)
      this.#known = { at: now, addresses: await this.#parts.store.geo.traffic.known(knownDays) };
    return this.#known.addresses;
  }
}
