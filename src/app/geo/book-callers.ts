import type { GeoAttack, GeoCaller, GeoPolicy } from '../../core/geo/geo-policy.ts';
import type { Store } from '../../store/store.ts';

const pageSize = 500;

/** Customers with a policy or mode about one of their sites or assets, and who calls from where there. */
export async function bookCallers(
  { customers }: Pick<Store, 'customers'>,
  about: readonly Pick<GeoPolicy | GeoAttack, 'scope'>[],
): Promise<ReadonlyMap<string, readonly GeoCaller[]>> {
  const narrow = about.filter(({ scope }) => scope.level === 'site' || scope.level === 'asset');
  const found = new Map<string, readonly GeoCaller[]>();
  for (const tenant of new Set(narrow.map(({ scope }) => scope.tenant))) {
    const callers: GeoCaller[] = [];
    const siteOf = new Map<string, string>();
    for (let after: string | undefined, more = true; more; ) {
      const { items, next } = await customers.listPart(tenant, 'assets', { after, limit: pageSize });
      for (const { id, name, kind, site } of items) {
        siteOf.set(id, site);
        if (kind === 'trunk') callers.push({ by: 'trunk', name, site, asset: id });
      }
      after = next;
      more = next !== undefined;
    }
    for (let after: string | undefined, more = true; more; ) {
      const { items, next } = await customers.listPart(tenant, 'accounts', { after, limit: pageSize });
      for (const { name, site, asset } of items) {
        const where = site || (siteOf.get(asset) ?? '');
        if (where !== '' || asset !== '') callers.push({ by: 'account', name, site: where, asset });
      }
      after = next;
      more = next !== undefined;
    }
    found.set(tenant, callers);
  }
  return found;
}
