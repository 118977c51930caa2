import { sql } from 'kysely';
import type { ImportCounts, ImportPlan, ImportTrouble, Planned } from '../../core/customer/import-plan.ts';
import { mostTroubles } from '../../core/customer/import-plan.ts';
import type { Db } from '../postgres.ts';
import { insertOrFind, jsonRows } from './import-rows.ts';
import { partTroubles } from './import-troubles.ts';
import { slugOf } from './part-rows.ts';

const portion = 2000;

/** Sites first: networks, numbers and assets name theirs. */
export async function importParts(
  tx: Db,
  now: number,
  plan: ImportPlan,
  counts: ImportCounts,
  troubles: ImportTrouble[],
  step: (rows: number) => void,
): Promise<void> {
  const each = async <T>(
    rows: readonly Planned<T>[],
    name: 'sites' | 'networks' | 'numbers' | 'assets',
    store: (some: readonly Planned<T>[]) => Promise<number>,
  ) => {
    for (let at = 0; at < rows.length && troubles.length < mostTroubles; at += portion) {
      const some = rows.slice(at, at + portion);
      const stored = await insertOrFind(tx, some, partTroubles<Planned<T>>(name), troubles, store);
      counts[name] += stored.reduce((sum, count) => sum + count, 0);
      step(some.length);
    }
  };

  await each(plan.sites, 'sites', async (some) => {
    const x = sql`jsonb_to_recordset(${jsonRows(some.map(({ customer, values }) => ({ customer, ...values })))}::jsonb)
      as x(customer text, name text, street text, postcode text, city text, country text, "timeZone" text, "emergencyNote" text)`;
    const update = await sql`update customer_site s set street = coalesce(x.street, s.street),
        postcode = coalesce(x.postcode, s.postcode), city = coalesce(x.city, s.city), country = coalesce(x.country, s.country),
        time_zone = coalesce(x."timeZone", s.time_zone), emergency_note = coalesce(x."emergencyNote", s.emergency_note)
      from ${x} where s.tenant = x.customer and lower(s.name) = lower(x.name)
        and (s.street, s.postcode, s.city, s.country, s.time_zone, s.emergency_note) is distinct from (coalesce(x.street, s.street),
          coalesce(x.postcode, s.postcode), coalesce(x.city, s.city), coalesce(x.country, s.country),
          coalesce(x."timeZone", s.time_zone), coalesce(x."emergencyNote", s.emergency_note))`.execute(tx);
    const insert =
      await sql`insert into customer_site (tenant, id, name, street, postcode, city, country, time_zone, emergency_note, created_at)
      select x.customer, gen_random_uuid()::text, x.name, coalesce(x.street, ''), coalesce(x.postcode, ''), coalesce(x.city, ''),
        coalesce(x.country, ''), coalesce(x."timeZone", ''), coalesce(x."emergencyNote", ''), ${now}::bigint
      from ${x} where not exists (select from customer_site s where s.tenant = x.customer and lower(s.name) = lower(x.name))`.execute(
        tx,
      );
    return affected(update) + affected(insert);
  });

  await each(plan.networks, 'networks', async (some) => {
    const x = sql`jsonb_to_recordset(${jsonRows(some.map(({ customer, site, values }) => ({ customer, site, ...values })))}::jsonb)
      as x(customer text, site text, cidr cidr)`;
    return affected(
      await sql`insert into customer_network (tenant, id, cidr, site, created_at)
      select x.customer, gen_random_uuid()::text, x.cidr, s.id, ${now}::bigint from ${x}
      left join customer_site s on s.tenant = x.customer and lower(s.name) = lower(x.site)
      on conflict on constraint customer_network_cidr do nothing`.execute(tx),
    );
  });

  await each(plan.numbers, 'numbers', async (some) => {
    const rows = some.map(({ customer, site, values: { first, last } }) => ({
      customer,
      site,
      first: Number(first.slice(1)),
      last: Number(last.slice(1)),
    }));
    const x = sql`jsonb_to_recordset(${jsonRows(rows)}::jsonb) as x(customer text, site text, first bigint, last bigint)`;
    return affected(
      await sql`insert into customer_number_range (tenant, id, first_number, last_number, site, created_at)
      select x.customer, gen_random_uuid()::text, x.first, x.last, s.id, ${now}::bigint from ${x}
      left join customer_site s on s.tenant = x.customer and lower(s.name) = lower(x.site)
      where not exists (select from customer_number_range n where n.tenant = x.customer
        and n.first_number = x.first and n.last_number = x.last)`.execute(tx),
    );
  });

  const ids = await assetIds(tx, plan.assets);
  await each(plan.assets, 'assets', async (some) => {
    const rows = some.map((asset) => ({
      ...asset.values,
      customer: asset.customer,
      site: asset.site,
      id: ids.get(asset),
    }));
    const x = sql`jsonb_to_recordset(${jsonRows(rows)}::jsonb) as x(customer text, site text, id text, name text, kind text,
      vendor text, carrier text, channels integer, addresses text[])`;
    const site = sql`left join customer_site s on s.tenant = x.customer and lower(s.name) = lower(x.site)`;
    const update = await sql`update asset a set kind = x.kind, site = coalesce(s.id, a.site),
        vendor = coalesce(x.vendor, a.vendor), carrier = coalesce(x.carrier, a.carrier),
        channels = coalesce(x.channels, a.channels), addresses = coalesce(x.addresses::cidr[], a.addresses)
      from ${x} ${site} where a.tenant = x.customer and lower(a.name) = lower(x.name)
        and (a.kind, a.site, a.vendor, a.carrier, a.channels, a.addresses) is distinct from (x.kind, coalesce(s.id, a.site),
          coalesce(x.vendor, a.vendor), coalesce(x.carrier, a.carrier), coalesce(x.channels, a.channels),
          coalesce(x.addresses::cidr[], a.addresses))`.execute(tx);
    const insert =
      await sql`insert into asset (tenant, id, name, kind, site, vendor, carrier, channels, addresses, created_at)
      select x.customer, x.id, x.name, x.kind, s.id, coalesce(x.vendor, ''), coalesce(x.carrier, ''), x.channels,
        coalesce(x.addresses::cidr[], '{}'), ${now}::bigint
      from ${x} ${site} where not exists (select from asset a where a.tenant = x.customer and lower(a.name) = lower(x.name))`.execute(
        tx,
      );
    return affected(update) + affected(insert);
  });
}

/** Ids of new assets: their names in small letters, with a number when that is taken. */
async function assetIds(tx: Db, assets: ImportPlan['assets']): Promise<ReadonlyMap<object, string>> {
  const customers = [...new Set(assets.map(({ customer }) => customer))];
  const { rows } = await sql<{ key: string }>`select tenant || ' ' || id as key from asset
    where tenant = any(${customers}::text[])`.execute(tx);
  const taken = new Set(rows.map(({ key }) => key));
  const ids = new Map<object, string>();
  for (const asset of assets) {
    const slug = slugOf(asset.values.name);
    let id = slug;
    for (let number = 2; taken.has(`${asset.customer} ${id}`); number++) id = `${slug}-${number}`;
    taken.add(`${asset.customer} ${id}`);
    ids.set(asset, id);
  }
  return ids;
}

function affected({ numAffectedRows }: { readonly numAffectedRows?: bigint }): number {
  return Number(numAffectedRows ?? 0);
}
