import { sql } from 'kysely';
import type { Db } from '../postgres.ts';
import { wantedService as service } from './wanted-service.ts';

const hourMs = 3_600_000;
/** Most rows an hour of the past makes; what is beyond counts by country, as it does when it is counted as it comes. */
const rowsAnHour = 20_000;
/** Any constant of our own: one at a time. */
const lockKey = 0x67656f66;

/**
 * Counts one hour of events that were stored before traffic was counted, newest first, in a transaction of its own: an
 * installation with years of events goes on working meanwhile, and a restart goes on where it was.
 *
 * @returns the hours still left, 0 when all is done.
 */
export async function fillTraffic(db: Db): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
    const { rows } = await sql<{ day: number; last_event: number; hours_left: number; left: number }>`
      select day, last_event, hours_left, (sum(hours_left) over ())::integer as left
      from geo_traffic_fill order by day desc limit 1`.execute(tx);
    if (!rows[0]) return 0;
    const { day, last_event: lastEvent, hours_left: hours, left } = rows[0];
    const from = day + (hours - 1) * hourMs;
    // The hours are written first, then what stands in the WITH.
    await sql`with seen as materialized (
        select tenant, ${service} as service, source_ip as address, country,
          case when outcome = 'success' then user_name else '' end as account,
          case outcome when 'success' then 'good' when 'failure' then 'failed' else 'other' end as outcome,
          max(as_number) as as_number, bool_or(hosting) as hosting, count(*) as count, max(time) as last_seen
        from event where time >= ${from} and time < ${from + hourMs} and id <= ${lastEvent} and source_ip <> ''
          and ${service} is not null
        group by 1, 2, 3, 4, 5, 6
      ), by_day as (
        insert into geo_traffic (day, tenant, service, address, country, account, outcome, as_number, hosting, count, hours, last_seen)
        select ${day}::bigint, tenant, service, kept, country, case when kept = '' then '' else account end, outcome,
          max(case when kept = '' then 0 else as_number end), bool_or(kept <> '' and hosting), sum(count),
          ${sql.lit(1 << (hours - 1))}::integer, max(last_seen)
        from (select s.*, case when row_number() over (order by (outcome = 'good') desc, count desc, address, tenant, service, account, outcome)
            <= ${rowsAnHour} then address else '' end as kept from seen s) k
        group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
        on conflict (day, tenant, service, address, country, account, outcome) do update set count = geo_traffic.count + excluded.count,
          hours = geo_traffic.hours | excluded.hours, last_seen = greatest(geo_traffic.last_seen, excluded.last_seen)
      )
      insert into geo_traffic_hour (hour, tenant, service, country, outcome, count, last_seen)
      select ${from}::bigint, tenant, service, country, outcome, sum(count), max(last_seen) from seen
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (hour, tenant, service, country, outcome) do update set count = geo_traffic_hour.count + excluded.count,
        last_seen = greatest(geo_traffic_hour.last_seen, excluded.last_seen)`.execute(tx);
    if (hours > 1) await sql`update geo_traffic_fill set hours_left = hours_left - 1 where day = ${day}`.execute(tx);
    else await sql`delete from geo_traffic_fill where day = ${day}`.execute(tx);
    return left - 1;
  });
}
