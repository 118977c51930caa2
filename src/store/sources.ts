import { type RawBuilder, sql } from 'kysely';
import type { Source } from '../core/source.ts';
import type { SourceHealth, SourceRecord } from '../core/source-record.ts';
import type { Db } from './postgres.ts';
import type { SourceRow } from './schema.ts';
import { storableJson, storableText } from './storable.ts';

const minuteMs = 60_000;
/** Silent for this long counts as silent where the source says nothing else and the rules have not spoken. */
const silentAfterMs = 15 * minuteMs;
/** Share of records that cannot be read from which a source is in trouble. */
const troubledShare = 0.1;

interface SelectedSource extends Omit<SourceRow, 'match' | 'version' | 'changed_at' | 'changed_by'> {
  match: Source['match'];
  tenant_name: string;
  version: number;
  changed_at: number;
  changed_by: string;
  received: number | null;
  recognised: number;
  ignored: number;
  malformed: number;
  shed: number;
  last_seen: number;
  now_received: number;
  recent_received: number;
  recent_malformed: number;
  recent_shed: number;
}

/** Ways in, with how they fare. */
export function sourceStore(db: Db, clock: () => number) {
  const select = async (where: RawBuilder<unknown>): Promise<readonly SourceRecord[]> => {
    const now = clock();
    const minute = Math.floor(now / minuteMs) * minuteMs;
    const { rows } = await sql<SelectedSource>`
      select s.*, coalesce(t.name, s.tenant) as tenant_name, n.received, n.recognised, n.ignored, n.malformed, n.shed, n.last_seen,
        coalesce(m.now_received, 0) as now_received, coalesce(m.received, 0) as recent_received,
        coalesce(m.malformed, 0) as recent_malformed, coalesce(m.shed, 0) as recent_shed
      from source s
      left join tenant t on t.id = s.tenant
      left join source_tally n on n.source = s.id
      left join (
        -- The running minute, and of the one before the share that is still within 60 seconds.
        select source, sum(case when minute = ${minute} then received when minute = ${minute - minuteMs}
            then received * (${minute + minuteMs - now}::float8 / ${minuteMs}) else 0 end)::float8 as now_received,
          sum(received)::bigint as received, sum(malformed)::bigint as malformed, sum(shed)::bigint as shed
        from source_tally_minute where minute > ${minute - 10 * minuteMs} group by source
      ) m on m.source = s.id
      ${where} order by s.name, s.id`.execute(db);
    return rows.map((row) => sourceRecord(row, now));
  };

  return {
    list: (tenant: string | undefined) => select(tenant === undefined ? sql`` : sql`where s.tenant = ${tenant}`),

    async get(id: string): Promise<SourceRecord | undefined> {
      return (await select(sql`where s.id = ${id}`))[0];
    },

    async insert(source: Source): Promise<void> {
      await db.insertInto('source').values(sourceRow(source, clock())).execute();
    },

    /** Puts a source of the settings file in place, new or changed. */
    async put(source: Source): Promise<void> {
      const { id, created_at, silent_since, ...rest } = sourceRow(source, clock());
      await db
        .insertInto('source')
        .values({ id, created_at, silent_since, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },

    /** False when there is no such source, or none of this version. */
    async update(source: Source, version?: number): Promise<boolean> {
      const { id, created_at, silent_since, ...rest } = sourceRow(source, clock());
      const { numUpdatedRows } = await db
        .updateTable('source')
        .set(rest)
        .where('id', '=', id)
        .$if(version !== undefined, (query) => query.where('version', '=', version!))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    /** Its events stay. False when there is no such source, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom('source')
          .where('id', '=', id)
          .$if(version !== undefined, (query) => query.where('version', '=', version!))
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await tx.deleteFrom('source_tally').where('source', '=', id).execute();
        return true;
      });
    },
  };
}

/** A source as a row. */
export function sourceRow(source: Source, now: number) {
  return {
    id: source.id,
    tenant: source.tenant,
    asset: storableText(source.asset, 100),
    name: storableText(source.name, 200),
    kind: source.kind,
    match: storableJson(source.match),
    format: source.format,
    time_zone: source.timeZone,
    silent_after_s: source.silentAfterS ?? null,
    discovered: source.discovered,
    silent_since: null,
    created_at: now,
  };
}

function sourceRecord(row: SelectedSource, now: number): SourceRecord {
  const seen = row.received !== null;
  return {
    source: {
      id: row.id,
      tenant: row.tenant,
      asset: row.asset,
      name: row.name,
      kind: row.kind,
      match: row.match,
      format: row.format,
      timeZone: row.time_zone,
      ...(row.silent_after_s !== null && { silentAfterS: row.silent_after_s }),
      discovered: row.discovered,
    },
    tenantName: row.tenant_name,
    health: health(row, now),
    lastSeen: seen ? row.last_seen : undefined,
    perSecond: row.now_received / 60,
    version: row.version,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    tally: seen
      ? {
          received: row.received as number,
          recognised: row.recognised,
          ignored: row.ignored,
          malformed: row.malformed,
          shed: row.shed,
        }
      : { received: 0, recognised: 0, ignored: 0, malformed: 0, shed: 0 },
  };
}

function health(row: SelectedSource, now: number): SourceHealth {
  if (row.received === null) return 'never';
  const quiet = now - row.last_seen;
  if (row.silent_since !== null && row.last_seen <= row.silent_since) return 'silent';
  if (
    row.silent_after_s === null ? quiet > silentAfterMs : row.silent_after_s > 0 && quiet > row.silent_after_s * 1000
  ) {
    return 'silent';
  }
  const unread = row.recent_malformed > troubledShare * row.recent_received;
  return row.recent_shed > 0 || unread ? 'troubled' : 'delivering';
}
