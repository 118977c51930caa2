import { sql } from 'kysely';
import type { GeoService } from '../../core/geo/geo-policy.ts';
import { RangeIndex } from '../../core/range-index.ts';
import { textArray } from '../array-literal.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';

interface Who {
  readonly tenant: string;
  readonly service: GeoService;
  readonly account: string;
  readonly address: string;
}

export interface WhoseSite {
  /** Ids, '' when nobody said. */
  readonly site: string;
  readonly siteName: string;
  readonly asset: string;
}

/**
 * At which site and asset of its customer an account is, by what is written down: its own entry, that of its asset, or else the
 * network its address lies in. An account of one name at several places is at none of them for certain.
 */
export async function whoseSite(db: Db, rows: readonly Who[]): Promise<(who: Who) => WhoseSite> {
  const tenants = textArray([...new Set(rows.map(({ tenant }) => tenant))].map((text) => storableText(text, 256)));
  const names = textArray(
    [...new Set(rows.filter(isPhone).map(({ account }) => account.toLowerCase()))].map((text) =>
      storableText(text, 256),
    ),
  );
  const [accounts, networks, sites] = await Promise.all([
    sql<{ tenant: string; name: string; asset: string; site: string }>`select a.tenant, lower(a.name) as name,
        case when count(distinct coalesce(a.asset, '')) = 1 then coalesce(min(a.asset), '') else '' end as asset,
        case when count(distinct coalesce(a.site, x.site, '')) = 1 then coalesce(min(coalesce(a.site, x.site)), '') else '' end as site
      from sip_account a left join asset x on x.tenant = a.tenant and x.id = a.asset
      where a.tenant = any(${tenants}::text[]) and lower(a.name) = any(${names}::text[])
      group by a.tenant, lower(a.name)`.execute(db),
    sql<{ tenant: string; cidr: string; site: string }>`select tenant, cidr::text as cidr, site from customer_network
      where site is not null and tenant = any(${tenants}::text[])`.execute(db),
    sql<{ tenant: string; id: string; name: string }>`select tenant, id, name from customer_site
      where tenant = any(${tenants}::text[])`.execute(db),
  ]);
  const known = new Map(accounts.rows.map((row) => [`${row.tenant}\n${row.name}`, row]));
  const titles = new Map(sites.rows.map(({ tenant, id, name }) => [`${tenant}\n${id}`, name]));
  const ranges = new Map<string, RangeIndex<string>>();
  for (const { tenant, cidr, site } of networks.rows) {
    const index = ranges.get(tenant) ?? new RangeIndex<string>();
    index.put(cidr, () => site);
    ranges.set(tenant, index);
  }
  return (who) => {
    const entry = isPhone(who) ? known.get(`${who.tenant}\n${who.account.toLowerCase()}`) : undefined;
    const site = entry?.site || (ranges.get(who.tenant)?.find(who.address) ?? '');
    return { site, siteName: titles.get(`${who.tenant}\n${site}`) ?? '', asset: entry?.asset ?? '' };
  };
}

/** Whether the account is one of a SIP server; a name that signs in at ssh or the web is another thing. */
function isPhone({ service }: Who): boolean {
  return service === 'registration' || service === 'calls-in';
}
