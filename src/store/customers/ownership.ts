import { sql } from 'kysely';
import type { Ownership } from '../../core/customer/ownership.ts';
import type { Db } from '../postgres.ts';

/** What belongs to which customer, for the hot path: addresses, numbers and accounts. Customers being erased have nothing. */
export async function readOwnership(db: Db): Promise<Ownership> {
  const here = sql`join tenant t on t.id = x.tenant and t.kind = 'customer' and t.state <> 'erasing'`;
  const [addresses, numbers, accounts] = await Promise.all([
    sql<{ tenant: string; range: string; asset: string; shared: boolean }>`
      select x.tenant, x.range::text as range, case when x.part = 'asset' then x.part_id else '' end as asset, x.shared = 1 as shared
      from address_claim x ${here} order by x.tenant, x.part, x.part_id, x.range`.execute(db),
    sql<{ tenant: string; first: number; last: number }>`
      select x.tenant, x.first_number as first, x.last_number as last from customer_number_range x ${here}
      order by x.first_number`.execute(db),
    sql<{ tenant: string; name: string; realm: string }>`
      select x.tenant, x.name, x.realm from sip_account x ${here} order by x.tenant, x.name, x.realm`.execute(db),
  ]);
  return { addresses: addresses.rows, numbers: numbers.rows, accounts: accounts.rows };
}
