import { sql } from 'kysely';
import { dayOf, makePartitionsAhead } from './partitions.ts';
import type { Db } from './postgres.ts';

const dayMs = 86_400_000;

/** How long things are kept, in days. */
export interface Retention {
  readonly eventDays: number;
  readonly minuteDays: number;
  readonly hourDays: number;
  readonly siteDays: number;
}

export const defaultRetention: Retention = { eventDays: 30, minuteDays: 8, hourDays: 400, siteDays: 90 };

/**
 * Daily housekeeping: drops partitions of events past their time, old counts and what is done with, and makes the
 * partitions of the coming days. Returns the names of dropped partitions.
 */
export async function retain(db: Db, now: number, keep: Retention = defaultRetention): Promise<readonly string[]> {
  await makePartitionsAhead(db, now);
  const eventsFrom = dayOf(now) - keep.eventDays * dayMs;
  const { rows } = await sql<{ name: string; bound: string }>`
    select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event'::regclass and c.relname <> 'event_default'`.execute(
    db,
  );
  const dropped: string[] = [];
  for (const { name, bound } of rows) {
    const end = Number(/TO \('?(\d+)'?\)/.exec(bound)?.[1]);
    if (!(end <= eventsFrom)) continue;
    await sql`drop table ${sql.table(name)}`.execute(db);
    dropped.push(name);
  }
  // Odd times: what is too old by its own time, or lies in the future and has been here long enough.
  await sql`delete from event_default where time < ${eventsFrom} or stored_at < ${eventsFrom}`.execute(db);
  await sql`delete from rollup_minute where minute < ${now - keep.minuteDays * dayMs}`.execute(db);
  await sql`delete from rollup_hour where hour < ${now - keep.hourDays * dayMs}`.execute(db);
  await sql`delete from registration_minute where minute < ${now - keep.minuteDays * dayMs}`.execute(db);
  await sql`delete from source_tally_minute where minute < ${now - dayMs}`.execute(db);
  await sql`delete from address_activity where last_seen < ${now - keep.minuteDays * dayMs}`.execute(db);
  await sql`delete from site where last_success < ${now - keep.siteDays * dayMs}`.execute(db);
  await sql`delete from applied_batch where at < ${now - 7 * dayMs}`.execute(db);
  await sql`delete from outbox where state <> 'waiting' and created_at < ${now - 30 * dayMs}`.execute(db);
  await sql`delete from learned where updated_at < ${now - keep.hourDays * dayMs}`.execute(db);
  await sql`delete from backtest where created_at < ${now - 90 * dayMs}`.execute(db);
  await sql`delete from auth_session where "expiresAt" < now()`.execute(db);
  await sql`delete from auth_verification where "expiresAt" < now()`.execute(db);
  return dropped;
}
