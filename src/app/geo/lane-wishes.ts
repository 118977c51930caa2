import { createHash } from 'node:crypto';
import type { GeoBook, GeoScope } from '../../core/geo/geo-policy.ts';
import { canonicalAddress } from '../../core/ip.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import { customerHours } from './customer-hours.ts';

/** Ports of each service, as set. */
export interface GeoPorts {
  readonly sip: LaneWish['ports'];
  readonly web: LaneWish['ports'];
  readonly ssh: LaneWish['ports'];
  readonly provisioning: LaneWish['ports'];
}

/** Something of a customer that packets go to. */
export interface ReachedAsset {
  readonly tenant: string;
  readonly id: string;
  readonly kind: string;
  /** '' for none. */
  readonly site: string;
  readonly addresses: readonly string[];
}

/** Carriers' trunks are where packets come from, not where they go. */
const reached: ReadonlySet<string> = new Set(['pbx', 'sbc', 'server']);
/** Wide to narrow. */
const levels = ['provider', 'customer', 'site', 'asset'];

/**
 * The lanes the kernel is asked for: one of the provider for each service, one for each customer, site or asset that has a
 * policy or an attack mode of its own, and one for all customers that a rule for everybody treats alike by their hours; each
 * with addresses to be reached at.
 */
export function laneWishes(book: GeoBook, ports: GeoPorts, assets: readonly ReachedAsset[]): readonly LaneWish[] {
  const scopes = new Map<string, GeoScope>();
  for (const { scope } of [...book.policies.filter(({ state }) => state !== 'off'), ...book.attacks])
    if (scope.level !== 'provider') scopes.set(keyOf(scope), scope);
  // Of one address the narrowest scope decides: wider ones leave it to that lane.
  const taken = new Set<string>();
  const own: { readonly scope: GeoScope; readonly destinations: readonly string[] }[] = [];
  const ordered = [...scopes.values()].sort(
    (a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || keyOf(a).localeCompare(keyOf(b)),
  );
  for (const scope of ordered) {
    const destinations = addressesOf(scope, assets).filter((address) => !taken.has(address));
    for (const address of destinations) taken.add(address);
    if (destinations.length > 0) own.push({ scope, destinations });
  }
  return [
    ...lanesOf('all', { level: 'provider', tenant: '', site: '', asset: '' }, [], ports),
    ...own.flatMap(({ scope, destinations }) =>
      lanesOf(nameOf(keyOf(scope)), siteOf(scope, assets), destinations, ports),
    ),
    ...hourLanes(book, ports, assets, taken),
  ];
}

/** Lanes of customers by their hours: what has the same hours shares one. */
function hourLanes(
  book: GeoBook,
  ports: GeoPorts,
  assets: readonly ReachedAsset[],
  taken: ReadonlySet<string>,
): readonly LaneWish[] {
  const hoursOf = customerHours(book);
  const groups = new Map<string, { readonly tenants: string[]; readonly destinations: string[] }>();
  for (const tenant of book.customers.map((customer) => customer.tenant).sort()) {
    const hours = hoursOf(tenant);
    if (hours === '') continue;
    const scope: GeoScope = { level: 'customer', tenant, site: '', asset: '' };
    const destinations = addressesOf(scope, assets).filter((address) => !taken.has(address));
    if (destinations.length === 0) continue;
    const group = groups.get(hours) ?? { tenants: [], destinations: [] };
    group.tenants.push(tenant);
    group.destinations.push(...destinations);
    groups.set(hours, group);
  }
  return [...groups].flatMap(([hours, { tenants, destinations }]) => {
    const [tenant, ...also] = tenants;
    const scope: GeoScope = { level: 'customer', tenant: tenant!, site: '', asset: '' };
    return lanesOf(nameOf(hours), scope, [...new Set(destinations)], ports).map((lane) => ({ ...lane, also }));
  });
}

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function lanesOf(name: string, scope: GeoScope, destinations: readonly string[], ports: GeoPorts): readonly LaneWish[] {
  const { tenant, site, asset } = scope;
  const of = {
    registration: ports.sip,
    'calls-in': ports.sip,
    web: ports.web,
    ssh: ports.ssh,
    provisioning: ports.provisioning,
  };
  return (Object.keys(of) as (keyof typeof of)[])
    .filter((service) => of[service].udp.length + of[service].tcp.length > 0)
    .map((service) => ({
      id: `${name}_${service.slice(0, 4).replace('-', '')}`,
      context: { tenant, site, asset, service },
      ports: of[service],
      destinations,
    }));
}

/** An asset stands at a site: policies of that site hold for it too. */
function siteOf(scope: GeoScope, assets: readonly ReachedAsset[]): GeoScope {
  if (scope.level !== 'asset') return scope;
  return { ...scope, site: assets.find(({ tenant, id }) => tenant === scope.tenant && id === scope.asset)?.site ?? '' };
}

function addressesOf(scope: GeoScope, assets: readonly ReachedAsset[]): readonly string[] {
  const own = assets.filter(
    ({ tenant, id, site, kind }) =>
      tenant === scope.tenant &&
      reached.has(kind) &&
      (scope.level === 'customer' || (scope.level === 'site' ? site === scope.site : id === scope.asset)),
  );
  // Ranges are no destination: nobody listens on all of one.
  return [...new Set(own.flatMap(({ addresses }) => addresses.map((text) => canonicalAddress(text) ?? '')))].filter(
    Boolean,
  );
}

function keyOf({ level, tenant, site, asset }: GeoScope): string {
  return JSON.stringify([level, tenant, site, asset]);
}
