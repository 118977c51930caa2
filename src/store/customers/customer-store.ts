import { type RawBuilder, sql } from 'kysely';
import type { Customer, CustomerForm, CustomerState, CustomerSummary } from '../../core/customer/customer.ts';
import { readNumber } from '../../core/customer/read-value.ts';
import { formatCidr, readCidr } from '../../core/ip.ts';
import { likeAnywhere } from '../like.ts';
import type { Db } from '../postgres.ts';
import { type Slice, slice } from '../slice.ts';
import { storableText } from '../storable.ts';
import { formColumns, readCustomer, readSummary, type SummaryRow, type TenantRow } from './customer-rows.ts';
import { type Refusal, refusalOf } from './refusal.ts';

const constraints = {
  tenant_pkey: { field: 'id', sentence: 'This id is taken.' },
  tenant_reference: { field: 'reference', sentence: 'Another customer has this reference.' },
};
const dayMs = 86_400_000;

export interface CustomerListQuery {
  readonly q?: string;
  readonly state?: CustomerState;
  readonly sort: 'name' | 'attention';
  readonly after?: { readonly at: number; readonly id: string };
  readonly limit: number;
}

/** Customers themselves. */
export function customerStore(db: Db, clock: () => number) {
  /** Rows of `page`, tenants, with what is counted of them. Each count reads its own small index. */
  const summaries = (page: RawBuilder<unknown>, order: RawBuilder<unknown>) =>
    sql<SummaryRow>`with page as materialized (${page})
      select page.*, a.open_alerts, a.gravest_alerts, d.blocks, s.sources, c.sites,
        nullif(greatest(coalesce(s.last_seen, 0), coalesce(e.time, 0)), 0) as last_event
      from page
      left join lateral (select count(*) as open_alerts, count(*) filter (where severity >= 3) as gravest_alerts
        from alert where tenant = page.id and state <> 'closed') a on true
      left join lateral (select count(*) as blocks from decision
        where tenant = page.id and state in ('asked', 'in-force')) d on true
      left join lateral (select count(*) as sources, max(n.last_seen) as last_seen from source
        left join source_tally n on n.source = source.id where source.tenant = page.id) s on true
      left join lateral (select count(*) as sites from customer_site where tenant = page.id) c on true
      left join lateral (select time from event where tenant = page.id and time <= ${clock() + dayMs}
        order by time desc limit 1) e on true
      order by ${order}`.execute(db);

  const get = async (id: string): Promise<CustomerSummary | undefined> => {
    const { rows } = await summaries(sql`select * from tenant where id = ${id}`, sql`page.id`);
    return rows[0] && readSummary(rows[0]);
  };

  return {
    get,

    /** By name, or with most open alerts first. */
    async list({ q, state, sort, after, limit }: CustomerListQuery): Promise<Slice<CustomerSummary>> {
      const filter = sql`t.kind = 'customer' ${state ? sql`and t.state = ${state}` : sql``} ${q?.trim() ? sql`and (${found(q.trim())})` : sql``}`;
      const open = sql`left join (select tenant, count(*) as open from alert where state <> 'closed' group by tenant) o
        on o.tenant = t.id`;
      const page =
        sort === 'name'
          ? sql`select t.* from tenant t where ${filter}
              ${after ? sql`and (t.name, t.id) > (select name, id from tenant where id = ${after.id})` : sql``}
              order by t.name, t.id limit ${limit + 1}`
          : sql`select t.* from tenant t ${open} where ${filter}
              ${after ? sql`and (-coalesce(o.open, 0), t.id) > (${-after.at}::bigint, ${after.id}::text)` : sql``}
              order by -coalesce(o.open, 0), t.id limit ${limit + 1}`;
      const [shown, count] = await Promise.all([
        summaries(page, sort === 'name' ? sql`page.name, page.id` : sql`-a.open_alerts, page.id`),
        sql<{ total: number }>`select count(*) as total from tenant t where ${filter}`.execute(db),
      ]);
      return slice(
        shown.rows,
        limit,
        count.rows[0].total,
        (row) => ({ at: sort === 'name' ? 0 : row.open_alerts, id: row.id }),
        readSummary,
      );
    },

    async insert(id: string, form: CustomerForm): Promise<Customer | Refusal> {
      try {
        const keys = Object.keys(formColumns) as (keyof CustomerForm)[];
        const { rows } =
          await sql<TenantRow>`insert into tenant (id, created_at, kind, ${sql.join(keys.map((key) => sql.ref(formColumns[key])))})
          values (${id}, ${clock()}, 'customer', ${sql.join(keys.map((key) => storableText(form[key], 4000)))}) returning *`.execute(
            db,
          );
        return readCustomer(rows[0]);
      } catch (error) {
        return refusalOf(error, constraints);
      }
    },

    /** `stale`: there is none, or none of this version. */
    async change(id: string, change: Partial<CustomerForm>, version?: number): Promise<Customer | Refusal | 'stale'> {
      const keys = (Object.keys(formColumns) as (keyof CustomerForm)[]).filter((key) => change[key] !== undefined);
      if (keys.length === 0) return (await get(id)) ?? 'stale';
      try {
        const { rows } = await sql<TenantRow>`update tenant set ${sql.join(
          keys.map((key) => sql`${sql.ref(formColumns[key])} = ${storableText(change[key]!, 4000)}`),
        )} where id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`} returning *`.execute(db);
        return rows[0] ? readCustomer(rows[0]) : 'stale';
      } catch (error) {
        return refusalOf(error, constraints);
      }
    },

    /** Suspending also ends the sessions of its people. An erasure cannot be stopped by it. */
    setState: (
      id: string,
      state: 'active' | 'suspended',
      reason: string,
      version?: number,
    ): Promise<Customer | 'stale'> =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<TenantRow>`update tenant set state = ${state},
          suspended_at = ${state === 'suspended' ? clock() : null}, suspended_reason = ${storableText(reason, 500)}
          where id = ${id} and kind = 'customer' and state <> 'erasing' ${version === undefined ? sql`` : sql`and version = ${version}`}
          returning *`.execute(tx);
        if (!rows[0]) return 'stale';
        if (state === 'suspended') await sql`delete from auth_session where tenant = ${id}`.execute(tx);
        return readCustomer(rows[0]);
      }),

    /** Blocks asked or in force, by id. */
    async blocks(tenant: string): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`select id from decision
        where tenant = ${tenant} and state in ('asked', 'in-force', 'failed') order by id`.execute(db);
      return rows.map(({ id }) => id);
    },

    async people(
      tenant: string,
    ): Promise<
      readonly { readonly id: string; readonly name: string; readonly email: string; readonly role: string }[]
    > {
      const { rows } = await sql<{ id: string; name: string; email: string; role: string }>`
        select id, name, email, role from auth_user where tenant = ${tenant} order by name, id limit 200`.execute(db);
      return rows;
    },
  };
}

/** Customers that `q` finds: words of theirs, or whose an address or a number is. */
function found(q: string): RawBuilder<unknown> {
  const like = likeAnywhere(q);
  const cidr = readCidr(q);
  const number = readNumber(q);
  return sql`t.name ilike ${like} or t.id ilike ${like} or t.reference ilike ${like} or t.contact_name ilike ${like}
    or t.contact_mail ilike ${like}
    or t.id in (select tenant from customer_site where name ilike ${like} or city ilike ${like})
    ${cidr ? sql`or t.id in (select tenant from address_claim where range && ${formatCidr(cidr)}::inet)` : sql``}
    ${number.ok ? sql`or t.id in (select tenant from customer_number_range where span @> ${number.value.slice(1)}::bigint)` : sql``}`;
}
