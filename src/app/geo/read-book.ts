import { dialPlanOf, homeCountryOf, usualCallSettings } from '../../core/calls/call-settings.ts';
import type { GeoBook, GeoCaller, GeoCustomer, KnownAddress } from '../../core/geo/geo-policy.ts';
import type { DialPlan } from '../../core/phone/dial-plan.ts';
import { providerTenant, type Tenant } from '../../core/tenant.ts';
import type { Policy } from '../../decide/policy.ts';
import type { Store } from '../../store/store.ts';
import { bookCallers } from './book-callers.ts';
import { bookCustomers } from './book-customers.ts';
import { guardsOf, hostsOf } from './guards.ts';
import { HostAddresses } from './host-addresses.ts';

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
  readonly #hosts: HostAddresses;
  #known: { readonly at: number; readonly addresses: readonly KnownAddress[] } | undefined;

  constructor(parts: ReadBookParts) {
    this.#parts = parts;
    this.#hosts = new HostAddresses(parts.clock);
  }

  async read(): Promise<GeoBook> {
    const { store, policy, peers, clock } = this.#parts;
    const now = clock();
    const [policies, groups, attacks, ownership, facts, settings, sources, tenants, emergency] = await Promise.all([
      store.geo.policies.list(),
      store.geo.groups.list(),
      store.geo.attacks.open(),
      store.customers.ownership(),
      store.calls.customers(),
      store.callSettings.all(),
      store.callSources.list(undefined),
      store.tenants.list(),
      store.callSettings.emergency(),
    ]);
    const inForce = attacks.filter(
      ({ state, until }) => (state === 'asked' || state === 'in-force' || state === 'failed') && until > now,
    );
    const hosts = await this.#hosts.of(sources.flatMap(({ setup }) => hostsOf(setup)));
    const callers = await bookCallers(store, [...policies.filter(({ state }) => state !== 'off'), ...inForce]);
    return {
      policies,
      groups: groups.map(({ name, title, subjects }) => ({ name, title, subjects })),
      attacks: inForce.map(({ id, kind, scope, services, countries, from, until, author, reason, alert }) => {
        return { id, kind, scope, services, countries, from, until, author, reason, alert };
      }),
      guards: guardsOf({ policy: policy(), ownership, peers, callSources: sources, hosts }),
      customers: [
        ...bookCustomers(facts, settings, now).map((customer) => withCallers(customer, callers)),
        ...providerOf(tenants),
      ],
      emergency: emergency.numbers.map(({ number }) => number),
      // Nothing else asks who is known.
      known: inForce.some(({ kind }) => kind === 'only-known') ? await this.known() : [],
    };
  }

  /** How phones of a customer dial; undefined for nobody in particular. */
  async dialPlan(tenant: string): Promise<DialPlan | undefined> {
    const { store } = this.#parts;
    const fact = tenant === '' ? undefined : (await store.calls.customers()).find(({ id }) => id === tenant);
    if (!fact) return undefined;
    const own = (await store.callSettings.all()).find((one) => one.tenant === tenant) ?? usualCallSettings;
    return dialPlanOf(own.dialPlan, homeCountryOf(own.dialPlan, fact));
  }

  /** Where accounts worked lately. */
  async known(): Promise<readonly KnownAddress[]> {
    const now = this.#parts.clock();
    if (!this.#known || this.#known.at < now - knownForMs)
      this.#known = { at: now, addresses: await this.#parts.store.geo.traffic.known(knownDays) };
    return this.#known.addresses;
  }
}

function withCallers(customer: GeoCustomer, callers: ReadonlyMap<string, readonly GeoCaller[]>): GeoCustomer {
  const own = callers.get(customer.tenant);
  return own ? { ...customer, callers: own } : customer;
}

/** The provider, whose zone holds where a rule names none and nobody in particular is asked about. */
function providerOf(tenants: readonly Tenant[]): readonly GeoCustomer[] {
  return tenants
    .filter(({ id }) => id === providerTenant)
    .map(({ id, timeZone }) => ({ tenant: id, timeZone, hours: '', closedDays: [] }));
}
