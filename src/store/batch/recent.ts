import { sql } from 'kysely';
import { recentKeptMs } from '../../core/geo/recent.ts';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { type BatchTransaction, booleans, integers, texts } from './tx.ts';

/** Rows a statement. */
const chunk = 5000;
const keys = sql.raw('slot, tenant, asset, service, address, country, outcome');

/** Adds who came from where in the last two hours; what is older is counted elsewhere. `now` in ms UTC. */
export async function addRecent(tx: BatchTransaction, given: readonly TrafficDelta[], now: number): Promise<void> {
  const recent = given.filter(({ slot }) => slot >= now - recentKeptMs);
  for (let at = 0; at < recent.length; at += chunk) {
    const rows = recent.slice(at, at + chunk);
    // In the order of the key, so that two writers never wait for each other in a circle.
    await sql`insert into geo_recent (${keys}, as_number, hosting, count)
      select ${keys}, max(as_number), bool_or(hosting), sum(count)
      from unnest(${integers(rows, (r) => r.slot)}, ${texts(rows, (r) => r.tenant)}, ${texts(rows, (r) => r.asset)},
        ${texts(rows, (r) => r.service)}, ${texts(rows, (r) => r.address, 64)}, ${texts(rows, (r) => r.country)},
        ${texts(rows, (r) => r.outcome)}, ${integers(rows, (r) => r.asNumber)}, ${booleans(rows, (r) => r.hosting)},
        ${integers(rows, (r) => r.count)}) as n (${keys}, as_number, hosting, count)
      group by ${keys} order by ${keys}
      on conflict (${keys}) do update set as_number = excluded.as_number, hosting = excluded.hosting,
        count = geo_recent.count + excluded.count`.execute(tx);
  }
}
