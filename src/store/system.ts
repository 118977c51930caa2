import { sql } from 'kysely';
import type { Db } from './postgres.ts';

/** How large the database is and how it is doing. */
export interface DatabaseState {
  readonly bytes: number;
  /** Largest first; partitions count for their table. Rows as PostgreSQL estimates them. */
  readonly tables: readonly { readonly name: string; readonly bytes: number; readonly rows: number }[];
  readonly connections: number;
  /** Number and name of the last migration. */
  readonly schema: string;
  readonly messagesWaiting: number;
  readonly messagesFailed: number;
}

/** What the screen of the system shows of the database. Needs a view over all tenants. */
export function systemStore(db: Db) {
  return {
    async state(): Promise<DatabaseState> {
      const { rows: tables } = await sql<DatabaseState['tables'][number]>`
        select coalesce(p.relname, c.relname) as name, sum(pg_total_relation_size(c.oid))::bigint as bytes,
          sum(greatest(coalesce(s.n_live_tup, 0), c.reltuples, 0))::bigint as rows
        from pg_class c left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
          left join pg_stat_all_tables s on s.relid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' group by 1 order by 2 desc, 1`.execute(
        db,
      );
      const { rows } = await sql<Omit<DatabaseState, 'tables'>>`
        select pg_database_size(current_database()) as bytes,
          (select count(*)::integer from pg_stat_activity where datname = current_database()) as connections,
          (select number || ' ' || name from migration order by number desc limit 1) as schema,
          (select count(*)::integer from outbox where state = 'waiting') as "messagesWaiting",
          (select count(*)::integer from outbox where state = 'failed') as "messagesFailed"`.execute(db);
      return { ...rows[0], tables };
    },
  };
}
