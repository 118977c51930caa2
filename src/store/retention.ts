import pg from 'pg';
import type { RetentionKind, RetentionTimes } from '../core/retention.ts';
import { usualDays } from '../core/retention.ts';
import { ownWork } from '../core/work.ts';
import { type Asking, quoted } from './backup/catalog.ts';
import { keepingLock } from './backup/write-backup.ts';
import { dayTables, makePartitionsAhead } from './partitions.ts';
import type { Database } from './postgres.ts';
import { type DayToGo, heldSql, planRetention, type RowsToGo } from './retention-plan.ts';

/** What cleaning up did. */
export interface RetentionResult {
  readonly droppedPartitions: readonly string[];
  readonly removedRows: number;
  readonly removedByKind: Readonly<Partial<Record<RowsToGo['kind'], number>>>;
  /** Difference of what tables and indexes take on disk. */
  readonly freedBytes: number;
  /** Days that could not be dropped now since somebody used them; the next round tries again. */
  readonly postponed: readonly string[];
}

export interface RetentionForecast {
  readonly items: readonly { kind: RetentionKind; olderThan: number; rows: number; bytes: number }[];
  readonly heldRows: number;
}

/** Rows a statement: a transaction that removes more would hold too much at once. */
const portion = 50_000;
/** A table that lost this share of its rows is written anew, which gives the space back to the disk. */
const rewriteShare = 0.3;
/** Tables that are written to all the time wait meanwhile, so larger ones are only marked as free inside. */
const rewriteLiveBytes = 1024 ** 3;
/** Of the tables with events those that are written to all the time; the others are days that are over. */
const inUse = new Set(['event_default', 'geo_traffic']);
const worthBytes = 1024 ** 2;
/** Larger relations are estimated, not counted. */
const countBytes = 256 * 1024 ** 2;

const usual: RetentionTimes = { days: usualDays, customers: {} };

/**
 * Housekeeping: drops days of events past their time (what is held moves to the default partition first), removes old rows,
 * gives space back, and makes the partitions of the coming days. One at a time, and never during a backup: resolves with
 * undefined when something else of that kind is going on.
 */
export async function retain(
  { connection, owner }: Pick<Database, 'connection' | 'owner'>,
  now: number,
  times: RetentionTimes = usual,
): Promise<RetentionResult | undefined> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [
      ...keepingLock,
    ]);
    if (!rows[0].mine) return undefined;
    await client.query(`select set_config('belwacht.actor', $1, false), set_config('belwacht.tenant', '*', false)`, [
      JSON.stringify({ ...ownWork.actor, act: 'retention' }),
    ]);
    const { days, rows: tables, auditBefore } = await planRetention(client, now, times);
    const before = await diskBytes(client);
    const removed: Partial<Record<RowsToGo['kind'], number>> = {};
    const count = (kind: RowsToGo['kind'], rows: number) => {
      if (rows > 0) removed[kind] = (removed[kind] ?? 0) + rows;
    };
    const dropped: string[] = [];
    const postponed: string[] = [];
    for (const day of days) {
      const rows = await dropDay(client, day);
      if (rows === undefined) postponed.push(day.partition);
      else {
        dropped.push(day.partition);
        count(day.kind, rows);
      }
    }
    for (const entry of tables) count(entry.kind, await removeRows(client, entry));
    const { rows: pruned } = await client.query<{ gone: string }>('select belwacht_audit_prune($1) as gone', [
      auditBefore,
    ]);
    count('audit', Number(pruned[0].gone));
    if (Number(pruned[0].gone) > 0) await giveBack(client, 'audit_entry', Number(pruned[0].gone));
    await makePartitionsAhead(owner, now);
    const { own: _own, ...byKind } = removed;
    const removedRows = Object.values(byKind).reduce((sum, rows) => sum + rows, 0);
    const freedBytes = Math.max(0, before - (await diskBytes(client)));
    if (removedRows > 0 || dropped.length > 0) {
      await client.query(
        `select belwacht_audit_append('provider', belwacht_audit_actor(), 'retention.ran', 'retention', '', null, null, $1::jsonb, null, null)`,
        [JSON.stringify({ rows: byKind, days: dropped, freedBytes })],
      );
    }
    return { droppedPartitions: dropped, removedRows, removedByKind: removed, freedBytes, postponed };
  });
}

/** What {@link retain} would remove now. Large tables are estimated from what PostgreSQL knows of them. */
export async function forecastRetention(
  { connection }: Pick<Database, 'connection'>,
  now: number,
  times: RetentionTimes,
): Promise<RetentionForecast> {
  return withClient(connection, async (client) => {
    const { days, rows: tables, auditBefore } = await planRetention(client, now, times);
    const items = new Map<RetentionKind, { kind: RetentionKind; olderThan: number; rows: number; bytes: number }>();
    let heldRows = 0;
    const add = (kind: RetentionKind, olderThan: number, rows: number, bytes: number) => {
      const item = items.get(kind) ?? { kind, olderThan, rows: 0, bytes: 0 };
      item.rows += rows;
      item.bytes += Math.round(bytes);
      items.set(kind, item);
    };
    const number = async (text: string) =>
      Number((await client.query<{ n: string }>(`select (${text}) as n`)).rows[0].n);
    for (const { kind, parent, partition, olderThan } of days) {
      const { bytes, rows } = await sizeOf(client, partition);
      const held = await number(
        `select count(*) from ${quoted(partition)} t where ${heldSql(`t.${dayTables[parent]}`)}`,
      );
      heldRows += held;
      add(kind, olderThan, rows - held, bytes);
    }
    for (const { kind, table, where, held, olderThan } of tables) {
      if (kind === 'own') continue;
      const gone = await number(`select count(*) from ${quoted(table)} t where ${where}`);
      if (held) heldRows += await number(`select count(*) from ${quoted(table)} t where ${held}`);
      if (gone === 0) {
        add(kind, olderThan, 0, 0);
        continue;
      }
      const { bytes, rows } = await sizeOf(client, table);
      add(kind, olderThan, gone, (bytes * gone) / Math.max(rows, gone));
    }
    const entries = await number(`select count(*) from audit_entry where at < ${auditBefore}`);
    const { bytes, rows } = await sizeOf(client, 'audit_entry');
    add('audit', auditBefore, entries, (bytes * entries) / Math.max(rows, entries, 1));
    return { items: [...items.values()], heldRows };
  });
}

/** Drops a day; returns how many rows went, or undefined when somebody is in the way. */
async function dropDay(client: pg.Client, { partition, parent }: DayToGo): Promise<number | undefined> {
  const name = quoted(partition);
  const held = `from ${name} t where ${heldSql(`t.${dayTables[parent]}`)}`;
  const { rows } = await client.query<{ all: string; held: string }>(
    `select (select count(*) from ${name}) as all, (select count(*) ${held}) as held`,
  );
  try {
    await client.query(`begin; set local lock_timeout = '10s'`);
    if (Number(rows[0].held) > 0) {
      const { rows: columns } = await client.query<{ list: string }>(
        `select string_agg(quote_ident(attname), ', ' order by attnum) as list from pg_attribute
         where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
        [parent],
      );
      const { list } = columns[0];
      // The default partition takes no rows of a day that has one of its own.
      await client.query(`alter table ${quoted(parent)} detach partition ${name}`);
      await client.query(`insert into ${quoted(`${parent}_default`)} (${list}) select ${list} ${held}`);
    }
    await client.query(`drop table ${name}; commit`);
    return Number(rows[0].all) - Number(rows[0].held);
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if ((error as { code?: string }).code !== '55P03') throw error;
    return undefined;
  }
}

async function removeRows(client: pg.Client, { table, where, kind }: RowsToGo): Promise<number> {
  const name = quoted(table);
  let gone = 0;
  for (;;) {
    const { rowCount } = await client.query(
      `delete from ${name} where ctid = any (array(select t.ctid from ${name} t where ${where} limit ${portion}))`,
    );
    gone += rowCount ?? 0;
    if ((rowCount ?? 0) < portion) break;
  }
  if (gone > 0) await giveBack(client, table, gone, kind === 'events' && !inUse.has(table));
  return gone;
}

/** Vacuums; writes the table anew when it lost so much that the disk gains by it. */
async function giveBack(client: pg.Client, table: string, gone: number, past = false): Promise<void> {
  const name = quoted(table);
  await client.query(`vacuum (analyze) ${name}`);
  const { bytes, rows } = await sizeOf(client, table);
  const worth = bytes > worthBytes && gone / Math.max(gone + rows, 1) >= rewriteShare;
  if (!worth || (!past && bytes > rewriteLiveBytes)) return;
  try {
    await client.query(`set lock_timeout = '5s'`);
    await client.query(`vacuum (full, analyze) ${name}`);
  } catch (error) {
    // Somebody reads it for long: the space stays free inside, and is used again.
    if ((error as { code?: string }).code !== '55P03') throw error;
  } finally {
    await client.query('reset lock_timeout');
  }
}

/** Size on disk with indexes, and how many rows there are, or about how many. */
async function sizeOf(client: Asking, table: string): Promise<{ readonly bytes: number; readonly rows: number }> {
  const { rows } = await client.query<{ bytes: string; guess: number }>(
    'select pg_total_relation_size(c.oid) as bytes, reltuples as guess from pg_class c where c.oid = $1::regclass',
    [quoted(table)],
  );
  const bytes = Number(rows[0].bytes);
  if (bytes > countBytes && rows[0].guess >= 0) return { bytes, rows: Math.round(rows[0].guess) };
  const { rows: counted } = await client.query<{ n: string }>(`select count(*) as n from ${quoted(table)}`);
  return { bytes, rows: Number(counted[0].n) };
}

async function diskBytes(client: Asking): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `select coalesce(sum(pg_total_relation_size(oid)), 0) as bytes from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  );
  return Number(rows[0].bytes);
}

async function withClient<T>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, application_name: 'belwacht retention', statement_timeout: 0 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
