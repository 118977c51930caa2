import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

const dayMs = 86_400_000;
/** Days before now that get a partition of their own when an event of theirs comes; older ones go to the default one. */
const reachBack = 40;
const reachAhead = 2;

/** Start of the UTC day of a time. */
export function dayOf(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}

/** Whether events of that day are kept in a partition of their own. */
export function inReach(day: number, now: number): boolean {
  return day >= dayOf(now) - reachBack * dayMs && day <= dayOf(now) + reachAhead * dayMs;
}

/** Tables of a partition a day, with the column that says which. Each has a default partition, `<table>_default`. */
export const dayTables = { event: 'time', call: 'start_time' } as const;
export type DayTable = keyof typeof dayTables;

/** Name of the partition of a day (start, ms). */
export function partitionName(day: number, of: DayTable = 'event'): string {
  return `${of}_d${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/**
 * Makes the partition of a day. Rows of that day that waited in the default partition move into it, which PostgreSQL asks
 * for. Harmless when it is there.
 */
export async function makePartition(db: Kysely<Schema>, day: number, of: DayTable = 'event'): Promise<void> {
  const name = partitionName(day, of);
  const other = sql.table(`${of}_default`);
  const time = sql.ref(dayTables[of]);
  // Asked of the catalogue itself: to_regclass() may answer from a cache that has not heard of another writer yet.
  const exists = async (on: Kysely<Schema>) =>
    (await sql`select from pg_class where relname = ${name} and pg_table_is_visible(oid)`.execute(on)).rows.length > 0;
  if (await exists(db)) return;
  await db.transaction().execute(async (tx) => {
    // One at a time, whoever makes it.
    await sql`select pg_advisory_xact_lock(1651534967, ${Math.trunc(day / dayMs)})`.execute(tx);
    if (await exists(tx)) return;
    const table = sql.table(name);
    // Writers of the default partition wait, so that no row of this day slips in between.
    await sql`lock table ${other} in access exclusive mode`.execute(tx);
    await sql`create table ${table} (like ${sql.table(of)} including defaults including constraints)`.execute(tx);
    await sql`with moved as (delete from ${other} where ${time} >= ${day} and ${time} < ${day + dayMs} returning *)
      insert into ${table} select * from moved`.execute(tx);
    await sql`alter table ${sql.table(of)} attach partition ${table} for values from (${sql.lit(day)}) to (${sql.lit(day + dayMs)})`.execute(
      tx,
    );
  });
}

/** Makes the partitions of today and of the next days. */
export async function makePartitionsAhead(db: Kysely<Schema>, now: number): Promise<void> {
  for (let day = dayOf(now) - dayMs; day <= dayOf(now) + reachAhead * dayMs; day += dayMs)
    for (const of of Object.keys(dayTables) as DayTable[]) await makePartition(db, day, of);
}
