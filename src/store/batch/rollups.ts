import { sql } from 'kysely';
import type { RollupDelta } from '../../core/hot-batch.ts';
import { type BatchTransaction, integers, texts } from './tx.ts';

const hourMs = 3_600_000;
const keys = sql.raw('tenant, source, asset, action, outcome, country');

/** Adds counts to the rollups of the minute and the hour, and to the narrow one of registrations. */
export async function addRollups(tx: BatchTransaction, deltas: readonly RollupDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  const rows = sql`unnest(${integers(deltas, (d) => d.minute)}, ${texts(deltas, (d) => d.tenant)}, ${texts(deltas, (d) => d.source)},
    ${texts(deltas, (d) => d.asset)}, ${texts(deltas, (d) => d.action)}, ${texts(deltas, (d) => d.outcome)}, ${texts(deltas, (d) => d.country)},
    ${integers(deltas, (d) => d.count)}, ${integers(deltas, (d) => d.shed)})
    as n (minute, tenant, source, asset, action, outcome, country, count, shed)`;
  // In the order of the key, so that two writers never wait for each other in a circle.
  await sql`insert into rollup_minute (minute, ${keys}, count, shed)
    select minute, ${keys}, sum(count), sum(shed) from ${rows} group by minute, ${keys} order by minute, ${keys}
    on conflict (minute, ${keys}) do update set count = rollup_minute.count + excluded.count, shed = rollup_minute.shed + excluded.shed`.execute(
    tx,
  );
  await sql`insert into rollup_hour (hour, ${keys}, count, shed)
    select minute - minute % ${hourMs}::bigint, ${keys}, sum(count), sum(shed) from ${rows} group by 1, ${keys} order by 1, ${keys}
    on conflict (hour, ${keys}) do update set count = rollup_hour.count + excluded.count, shed = rollup_hour.shed + excluded.shed`.execute(
    tx,
  );
  await sql`insert into registration_minute (minute, tenant, failed, succeeded)
    select minute, tenant, coalesce(sum(count) filter (where outcome = 'failure'), 0), coalesce(sum(count) filter (where outcome = 'success'), 0)
    from ${rows} where action in ('sip-auth', 'sip-register', 'iax-auth') and outcome in ('failure', 'success')
    group by minute, tenant order by minute, tenant
    on conflict (minute, tenant) do update set failed = registration_minute.failed + excluded.failed,
      succeeded = registration_minute.succeeded + excluded.succeeded`.execute(tx);
}
