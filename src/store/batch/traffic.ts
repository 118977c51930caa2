import { sql } from 'kysely';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { type BatchTransaction, booleans, integers, texts } from './tx.ts';

/** Rows a statement. */
const chunk = 5000;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const keys = sql.raw('day, tenant, service, address, country, account, outcome');
const hourKeys = sql.raw('hour, tenant, service, country, outcome');

/** Adds who came from where: single sources by day, countries by the hour. */
export async function addTraffic(tx: BatchTransaction, given: readonly TrafficDelta[]): Promise<void> {
  // Hours first, as where the past is counted: two writers that take turns never wait for each other in a circle.
  await addHours(tx, given);
  for (let at = 0; at < given.length; at += chunk) {
    const rows = given.slice(at, at + chunk);
    // In the order of the key, so that two writers never wait for each other in a circle.
    await sql`insert into geo_traffic (${keys}, as_number, hosting, count, hours, last_seen)
      select ${keys}, max(as_number), bool_or(hosting), sum(count), bit_or(1 << hour_of_day), max(last_seen)
      from unnest(${integers(rows, (r) => r.hour - (r.hour % dayMs))}, ${integers(rows, (r) => (r.hour % dayMs) / hourMs)}::integer[],
        ${texts(rows, (r) => r.tenant)}, ${texts(rows, (r) => r.service)}, ${texts(rows, (r) => r.address, 64)},
        ${texts(rows, (r) => r.country)}, ${texts(rows, (r) => r.account)}, ${texts(rows, (r) => r.outcome)},
        ${integers(rows, (r) => r.asNumber)}, ${booleans(rows, (r) => r.hosting)}, ${integers(rows, (r) => r.count)},
        ${integers(rows, (r) => r.lastSeen)})
        as n (day, hour_of_day, tenant, service, address, country, account, outcome, as_number, hosting, count, last_seen)
      group by ${keys} order by ${keys}
      on conflict (${keys}) do update set as_number = excluded.as_number, hosting = excluded.hosting,
        count = geo_traffic.count + excluded.count, hours = geo_traffic.hours | excluded.hours,
        last_seen = greatest(geo_traffic.last_seen, excluded.last_seen)`.execute(tx);
  }
}

async function addHours(tx: BatchTransaction, given: readonly TrafficDelta[]): Promise<void> {
  const sums = new Map<string, { -readonly [K in keyof TrafficDelta]: TrafficDelta[K] }>();
  for (const row of given) {
    const key = `${row.hour}\n${row.tenant}\n${row.service}\n${row.country}\n${row.outcome}`;
    const sum = sums.get(key);
    if (!sum) sums.set(key, { ...row });
    else {
      sum.count += row.count;
      sum.lastSeen = Math.max(sum.lastSeen, row.lastSeen);
    }
  }
  const all = [...sums.values()];
  for (let at = 0; at < all.length; at += chunk) {
    const rows = all.slice(at, at + chunk);
    // Texts that cannot be stored as they are may have become the same.
    await sql`insert into geo_traffic_hour (${hourKeys}, count, last_seen)
      select ${hourKeys}, sum(count), max(last_seen)
      from unnest(${integers(rows, (r) => r.hour)}, ${texts(rows, (r) => r.tenant)}, ${texts(rows, (r) => r.service)},
        ${texts(rows, (r) => r.country)}, ${texts(rows, (r) => r.outcome)}, ${integers(rows, (r) => r.count)},
        ${integers(rows, (r) => r.lastSeen)}) as n (${hourKeys}, count, last_seen)
      group by ${hourKeys} order by ${hourKeys}
      on conflict (${hourKeys}) do update set count = geo_traffic_hour.count + excluded.count,
        last_seen = greatest(geo_traffic_hour.last_seen, excluded.last_seen)`.execute(tx);
  }
}
