import { sql } from 'kysely';
import type { Event } from '../core/event.ts';
import { canonicalAddress } from '../core/ip.ts';
import { eventColumnNames, eventOf } from './event-columns.ts';
import { likeAnywhere } from './like.ts';
import type { Db } from './postgres.ts';
import type { EventRow } from './schema.ts';
import { type ListQuery, type Slice, slice } from './slice.ts';

export interface EventQuery extends ListQuery {
  readonly from?: number;
  readonly to?: number;
  readonly ip?: string;
  readonly user?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly country?: string;
  readonly source?: string;
  readonly asset?: string;
}

/** Counting further than this would read the whole table for a number nobody reads. */
const countedMost = 10_000;
const searchMs = 10_000;
/** Events read at a time when streaming. */
const chunk = 5000;
const columns = sql.join(eventColumnNames.map((name) => sql.ref(name)));

type SelectedEvent = EventRow & { id: number };

/** Kept events; the hot path writes them (batch.ts). */
export function eventStore(db: Db, clock: () => number) {
  return {
    /** Newest first. `total` counts to 10,000 and no further. */
    async list(query: EventQuery): Promise<Slice<Event>> {
      const { tenant, from, to, ip, user, action, outcome, country, source, asset, q, after, limit } = query;
      const like = q && likeAnywhere(q);
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and tenant = ${tenant}`}
        ${from === undefined ? sql`` : sql`and time >= ${from}`}
        ${to === undefined ? sql`` : sql`and time < ${to}`}
        ${asset === undefined ? sql`` : sql`and asset = ${asset}`}
        ${ip === undefined ? sql`` : sql`and source_ip = ${canonicalAddress(ip) ?? ip}`}
        ${user === undefined ? sql`` : sql`and user_name = ${user} and user_name <> ''`}
        ${action === undefined ? sql`` : sql`and action = ${action}`}
        ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
        ${country === undefined ? sql`` : sql`and country = ${country}`}
        ${source === undefined ? sql`` : sql`and source = ${source}`}
        ${like ? sql`and (source_ip ilike ${like} or user_name ilike ${like} or user_agent ilike ${like} or sip_request_user ilike ${like} or host_name ilike ${like} or original ilike ${like})` : sql``}`;
      const read = sql<SelectedEvent>`select id, ${columns} from event where ${filter}
          ${after ? sql`and (time, id) < (${after.at}, ${after.id}::bigint)` : sql``}
          order by time desc, id desc limit ${limit + 1}`;
      const total = sql<{
        total: number;
      }>`select count(*) as total from (select from event where ${filter} limit ${countedMost}) counted`;
      const { rows, counted } = await db.transaction().execute(async (tx) => {
        // Free text has no index; a search that takes longer than a person waits is ended.
        await sql`set local statement_timeout = ${sql.lit(searchMs)}`.execute(tx);
        const { rows } = await read.execute(tx);
        // A first page that is not full is all there is: no second search for the count.
        const counted = !after && rows.length <= limit ? rows.length : (await total.execute(tx)).rows[0].total;
        return { rows, counted };
      });
      return slice(rows, limit, counted, (row) => ({ at: row.time, id: String(row.id) }), eventOf);
    },

    /**
     * Hands over kept events from `since` (ms) to now, oldest first, in portions, to rebuild windows after a restart; at
     * most the `limit` newest of them. Resolves with how many there were.
     */
    async loadRecent(since: number, limit: number, onEvents: (events: readonly Event[]) => void): Promise<number> {
      const start = await sql<{
        time: number;
        id: number;
      }>`select time, id from event where time >= ${since} and time <= ${clock()}
        order by time desc, id desc offset ${limit} limit 1`.execute(db);
      let after = start.rows[0] ?? { time: since - 1, id: Number.MAX_SAFE_INTEGER };
      for (let loaded = 0; ; ) {
        const { rows } = await sql<SelectedEvent>`select id, ${columns} from event
          where (time, id) > (${after.time}, ${after.id}) and time <= ${clock()} order by time, id limit ${chunk}`.execute(
          db,
        );
        if (rows.length > 0) onEvents(rows.map(eventOf));
        loaded += rows.length;
        if (rows.length < chunk) return loaded;
        after = rows[rows.length - 1];
      }
    },

    /** The same for a span that is over, e.g. a backtest: [from, to), all tenants or one, awaiting each portion. */
    async load(
      span: { readonly from: number; readonly to: number; readonly tenant?: string },
      onEvents: (events: readonly Event[]) => void | Promise<void>,
    ): Promise<number> {
      let after = { time: span.from - 1, id: Number.MAX_SAFE_INTEGER };
      for (let loaded = 0; ; ) {
        const { rows } = await sql<SelectedEvent>`select id, ${columns} from event
          where (time, id) > (${after.time}, ${after.id}) and time < ${span.to}
            ${span.tenant === undefined ? sql`` : sql`and tenant = ${span.tenant}`} order by time, id limit ${chunk}`.execute(
          db,
        );
        if (rows.length > 0) await onEvents(rows.map(eventOf));
        loaded += rows.length;
        if (rows.length < chunk) return loaded;
        after = rows[rows.length - 1];
      }
    },
  };
}
