import type { GeoScope } from '../../core/geo/geo-policy.ts';
import type { Store } from '../../store/store.ts';

/** What people call whom a scope is about: "De Waag, PBX Delft"; '' for everybody. */
export async function scopeName({ tenants, customers }: Store, scope: GeoScope): Promise<string> {
  const { level, tenant, site, asset } = scope;
  if (level === 'provider') return '';
  const customer = (await tenants.list()).find(({ id }) => id === tenant)?.name ?? tenant;
  if (level === 'site') return `${customer}, ${(await customers.getPart(tenant, 'sites', site))?.name ?? site}`;
  if (level === 'asset') return `${customer}, ${(await customers.getPart(tenant, 'assets', asset))?.name ?? asset}`;
  return customer;
}
