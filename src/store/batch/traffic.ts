import { sql } from 'kysely';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { type BatchTransaction, booleans, integers, texts } from './tx.ts';

/** Rows a statement. */
const chunk = 5000;
const keys = sql.raw('day, tenant, service, address, country, account, outcome');

/** Adds who came from where. */
export async function addTraffic(tx: BatchTransaction, given: readonly TrafficDelta[]): Promise<void> {
  for (let at = 0; at < given.length; at += chunk) {
    const rows = given.slice(at, at + chunk);
    // In the order of the key, so that two writers never wait for each other in a circle.
    await sql`insert into geo_traffic (${keys}, as_number, hosting, count, hours, last_seen)
      select ${keys}, max(as_number), bool_or(hosting), sum(count), bit_or(hours), max(last_seen)
      from unnest(${integers(rows, (r) => r.day)}, ${texts(rows, (r) => r.tenant)}, ${texts(rows, (r) => r.service)},
        ${texts(rows, (r) => r.address, 64)}, ${texts(rows, (r) => r.country)}, ${texts(rows, (r) => r.account)},
        ${texts(rows, (r) => r.outcome)}, ${integers(rows, (r) => r.asNumber)}, ${booleans(rows, (r) => r.hosting)},
        ${integers(rows, (r) => r.count)}, ${integers(rows, (r) => r.hours)}::integer[], ${integers(rows, (r) => r.lastSeen)})
        as n (${keys}, as_number, hosting, count, hours, last_seen)
      group by ${keys} order by ${keys}
      on conflict (${keys}) do update set as_number = excluded.as_number, hosting = excluded.hosting,
        count = geo_traffic.count + excluded.count, hours = geo_traffic.hours | excluded.hours,
        last_seen = greatest(geo_traffic.last_seen, excluded.last_seen)`.execute(tx);
  }
}
