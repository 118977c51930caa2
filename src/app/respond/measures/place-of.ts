import type { Incident } from '../../../core/incident/incident.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Customer, MeasurePlace } from '../../../respond/measures/measure-place.ts';
import type { RespondParts } from '../respond-parts.ts';

/** Customers that are looked through for a name. */
export const mostLooked = 50;

/** What a wish may name, of the customers that an incident is about. */
export async function placeOf(
  { store, calls, config }: Pick<RespondParts, 'store' | 'calls' | 'config'>,
  incident: Pick<Incident, 'tenant' | 'impact'>,
  given: Readonly<Record<string, string>>,
): Promise<MeasurePlace> {
  const customers = (await store.tenants.list()).filter(({ id }) => id !== providerTenant);
  const byId = new Map(customers.map(({ id, name }): [string, Customer] => [id, { id, name }]));
  const concerned = [...new Set([given.customer ?? '', incident.tenant, ...incident.impact.customers])]
    .filter((id) => byId.has(id))
    .slice(0, mostLooked);
  const { account = '', asset = '' } = given;
  const owners = account === '' ? [] : await having(store, concerned, 'accounts', account);
  const assets = asset === '' || asset === '*' ? [] : await having(store, concerned, 'assets', asset);
  const { trunk_groups: groups } = config.redirect;
  return {
    incidentTenant: incident.tenant,
    customer: (name) => byId.get(name.trim()) ?? only(customers.filter((one) => same(one.name, name))),
    ownerOfAccount: () => only(owners.map(({ tenant }) => byId.get(tenant)!)),
    asset: () => only(assets),
    pbx: (name, tenant) =>
      only(
        calls()
          .steering.pbxs(tenant)
          .filter((one) => one.id === name || same(one.name, name)),
      ),
    trunkGroups: Object.fromEntries(
      Object.entries(groups).map(([name, targets]) => [
        name,
        [...targets].sort((a, b) => (b.q ?? 1) - (a.q ?? 1)).map(({ uri }) => uri),
      ]),
    ),
  };
}

/** Parts of customers that are called so: by id, or by name in any case. */
export async function having(
  store: RespondParts['store'],
  tenants: readonly string[],
  part: 'accounts' | 'assets',
  name: string,
): Promise<readonly { readonly id: string; readonly tenant: string; readonly name: string }[]> {
  const found = await Promise.all(
    tenants.map(async (tenant) => {
      const { items } = await store.customers.listPart(tenant, part, { q: name, limit: 200 });
      const byId = await store.customers.getPart(tenant, part, name).catch(() => undefined);
      const rows = [...items.filter((row) => same(row.name, name)), ...(byId ? [byId] : [])];
      return [...new Map(rows.map((row) => [row.id, { id: row.id, tenant, name: row.name }])).values()];
    }),
  );
  return found.flat();
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
