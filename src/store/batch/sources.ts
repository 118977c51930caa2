import { sql } from 'kysely';
import type { CursorChange, SiteChange } from '../../core/hot-batch.ts';
import type { Source } from '../../core/source.ts';
import type { Tally } from '../../core/tally.ts';
import { sourceRow } from '../sources.ts';
import { type BatchTransaction, booleans, integers, texts } from './tx.ts';

const minuteMs = 60_000;

/** Keeps sources made for unknown senders; one that is there stays as people left it. */
export async function putDiscovered(tx: BatchTransaction, sources: readonly Source[], now: number): Promise<void> {
  for (const source of sources) {
    await tx
      .insertInto('source')
      .values(sourceRow(source, now))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Adds what became of records: since the source was made, and per minute of now. */
export async function addTallies(
  tx: BatchTransaction,
  given: readonly (readonly [source: string, tally: Tally])[],
  now: number,
): Promise<void> {
  if (given.length === 0) return;
  const rows = sql`(select source, sum(received)::bigint as received, sum(recognised)::bigint as recognised, sum(ignored)::bigint as ignored,
      sum(malformed)::bigint as malformed, sum(shed)::bigint as shed
    from unnest(${texts(given, ([source]) => source)}, ${integers(given, ([, t]) => t.received)}, ${integers(given, ([, t]) => t.recognised)},
      ${integers(given, ([, t]) => t.ignored)}, ${integers(given, ([, t]) => t.malformed)}, ${integers(given, ([, t]) => t.shed)})
      as n (source, received, recognised, ignored, malformed, shed) group by source having sum(received) + sum(shed) > 0) as n`;
  const add = (table: string) =>
    sql.raw(
      ['received', 'recognised', 'ignored', 'malformed', 'shed']
        .map((c) => `${c} = ${table}.${c} + excluded.${c}`)
        .join(', '),
    );
  await sql`insert into source_tally (source, received, recognised, ignored, malformed, shed, last_seen)
    select source, received, recognised, ignored, malformed, shed, ${now}::bigint from ${rows} order by source
    on conflict (source) do update set ${add('source_tally')}, last_seen = greatest(source_tally.last_seen, excluded.last_seen)`.execute(
    tx,
  );
  await sql`insert into source_tally_minute (minute, source, received, recognised, ignored, malformed, shed)
    select ${Math.floor(now / minuteMs) * minuteMs}::bigint, source, received, recognised, ignored, malformed, shed from ${rows} order by source
    on conflict (minute, source) do update set ${add('source_tally_minute')}`.execute(tx);
}

/** Notes how far files were read. */
export async function putCursors(tx: BatchTransaction, given: readonly CursorChange[], now: number): Promise<void> {
  if (given.length === 0) return;
  const rows = [...new Map(given.map((cursor) => [cursor.listener, cursor])).values()];
  await sql`insert into file_cursor (listener, inode, read_to, head, updated_at)
    select listener, inode, read_to, head, ${now}::bigint
    from unnest(${texts(rows, (c) => c.listener)}, ${texts(rows, (c) => c.inode)}, ${integers(rows, (c) => c.offset)}, ${texts(rows, (c) => c.head)})
      as n (listener, inode, read_to, head) order by listener
    on conflict (listener) do update set inode = excluded.inode, read_to = excluded.read_to, head = excluded.head, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

/** Adds successes to the sites of customers. */
export async function addSites(tx: BatchTransaction, given: readonly SiteChange[]): Promise<void> {
  if (given.length === 0) return;
  await sql`insert into site (tenant, address, user_name, country, first_success, last_success, successes, proven)
    select tenant, address, user_name, max(country), min(at), max(at), sum(successes), bool_or(proven)
    from unnest(${texts(given, (s) => s.tenant)}, ${texts(given, (s) => s.address)}, ${texts(given, (s) => s.userName)},
      ${texts(given, (s) => s.country)}, ${integers(given, (s) => s.lastSuccess)}, ${integers(given, (s) => s.successes)},
      ${booleans(given, (s) => s.proven)}) as n (tenant, address, user_name, country, at, successes, proven)
    group by tenant, address, user_name order by address, tenant, user_name
    on conflict (address, tenant, user_name) do update set country = excluded.country,
      last_success = greatest(site.last_success, excluded.last_success), successes = site.successes + excluded.successes,
      proven = site.proven or excluded.proven`.execute(tx);
}
