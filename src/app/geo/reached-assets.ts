import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';
import { customerHours } from './customer-hours.ts';
import type { GeoPorts, ReachedAsset } from './lane-wishes.ts';

const pageSize = 500;

/** Assets of customers that a policy or a mode is about, or whose hours a policy goes by. */
export async function reachedAssets({ customers }: Store, book: GeoBook): Promise<readonly ReachedAsset[]> {
  const tenants = new Set([...book.policies, ...book.attacks].map(({ scope }) => scope.tenant));
  tenants.delete('');
  const hoursOf = customerHours(book);
  for (const { tenant } of book.customers) if (hoursOf(tenant) !== '') tenants.add(tenant);
  const assets: ReachedAsset[] = [];
  for (const tenant of tenants) {
    let after: string | undefined;
    do {
      const { items, next } = await customers.listPart(tenant, 'assets', { after, limit: pageSize });
      for (const { id, kind, site, addresses } of items) assets.push({ tenant, id, kind, site, addresses });
      after = next;
    } while (after !== undefined);
  }
  return assets;
}

/** Ports of each service. Belwacht's own door answers for itself: it knows who stands before it. */
export function portsOf({ geo: { ports }, http }: Pick<Config, 'geo' | 'http'>): GeoPorts {
  const { udp, tcp } = ports.web;
  return { ...ports, web: { udp, tcp: tcp.filter((port) => port !== http.port) } };
}
