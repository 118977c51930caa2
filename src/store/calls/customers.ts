import { sql } from 'kysely';
import type { Db } from '../postgres.ts';

/** What people wrote down about a customer, as far as its calls are concerned. */
export interface CallCustomerFacts {
  readonly id: string;
  readonly timeZone: string;
  /** ISO country of its sites when they say one, the first; '' otherwise. */
  readonly country: string;
  readonly accounts: readonly string[];
  /** E.164 digits. */
  readonly numbers: readonly (readonly [first: number, last: number])[];
  /** Addresses and CIDRs it works from; addresses that customers share are left out. */
  readonly addresses: readonly string[];
  /** Names of trunks. */
  readonly trunks: readonly string[];
  /** Day of the week (1 is Monday), minutes of the day [from, until). */
  readonly hours: readonly (readonly [weekday: number, from: number, until: number])[];
  /** Days on which all of it is closed, YYYY-MM-DD. */
  readonly closedDays: readonly string[];
}

interface Row {
  id: string;
  time_zone: string;
  country: string | null;
  accounts: string[] | null;
  numbers: [number, number][] | null;
  addresses: string[] | null;
  trunks: string[] | null;
  hours: [number, number, number][] | null;
  closed: string[] | null;
}

/** Customers as the call guard needs them; those being erased are none. */
export async function readCallCustomers(db: Db): Promise<readonly CallCustomerFacts[]> {
  const { rows } = await sql<Row>`select t.id, t.time_zone,
      (select s.country from customer_site s where s.tenant = t.id and s.country <> '' order by s.created_at, s.id limit 1) as country,
      (select jsonb_agg(distinct a.name) from sip_account a where a.tenant = t.id) as accounts,
      (select jsonb_agg(jsonb_build_array(n.first_number, n.last_number)) from customer_number_range n where n.tenant = t.id) as numbers,
      (select jsonb_agg(distinct c.range::text) from address_claim c where c.tenant = t.id and c.shared = 0) as addresses,
      (select jsonb_agg(distinct a.name) from asset a where a.tenant = t.id and a.kind = 'trunk') as trunks,
      (select jsonb_agg(jsonb_build_array(h.weekday, lower(h.minutes), upper(h.minutes))) from opening_hours h where h.tenant = t.id) as hours,
      (select jsonb_agg(distinct to_char(d.day, 'YYYY-MM-DD')) from closed_day d where d.tenant = t.id and d.site is null) as closed
    from tenant t where t.kind = 'customer' and t.state <> 'erasing' order by t.id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    timeZone: row.time_zone,
    country: row.country ?? '',
    accounts: row.accounts ?? [],
    numbers: row.numbers ?? [],
    addresses: row.addresses ?? [],
    trunks: row.trunks ?? [],
    hours: row.hours ?? [],
    closedDays: row.closed ?? [],
  }));
}
