import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';

export type PlaceBelow = Pick<GeoContext, 'site' | 'asset'>;

/** Sites and assets of a customer that a policy or a mode is about: what holds there may be another thing than what holds for the customer. */
export function placesBelow({ policies, attacks }: GeoBook): (tenant: string) => readonly PlaceBelow[] {
  const places = new Map<string, Map<string, PlaceBelow>>();
  const scopes = [...policies.filter(({ state }) => state !== 'off'), ...attacks].map(({ scope }) => scope);
  for (const { level, tenant, site, asset } of scopes) {
    if (level !== 'site' && level !== 'asset') continue;
    const of = places.get(tenant) ?? new Map<string, PlaceBelow>();
    of.set(`${site}\n${asset}`, { site, asset });
    places.set(tenant, of);
  }
  const lists = new Map([...places].map(([tenant, of]) => [tenant, [...of.values()]]));
  return (tenant) => lists.get(tenant) ?? none;
}

const none: readonly PlaceBelow[] = [];
