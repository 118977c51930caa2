import pg from 'pg';
import type { TableEntry } from './manifest.ts';

/** What the catalogue knows about a table: all but its rows. */
export type Table = Omit<TableEntry, 'rows' | 'bytes' | 'sha256'>;

/** Anything that asks one question. */
export interface Asking {
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<R>>;
}

/** Our tables, partitions on their own, such that no row refers to one of a later table. */
export async function readTables(client: Asking): Promise<readonly Table[]> {
  const { rows } = await client.query<Table & { primary: string[] | null; after: string[] }>(`
    select c.relname as name, coalesce(parent.relname, '') as parent, coalesce(pg_get_expr(c.relpartbound, c.oid), '') as bound,
      (select array_agg(attname::text order by attnum) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (select array_agg(a.attname::text order by k.place) from pg_constraint p, unnest(p.conkey) with ordinality as k (attnum, place)
        join pg_attribute a on a.attnum = k.attnum where p.conrelid = c.oid and p.contype = 'p' and a.attrelid = c.oid) as primary,
      array(select f.relname::text from pg_constraint p join pg_class f on f.oid = p.confrelid
        where p.conrelid = c.oid and p.contype = 'f' and f.oid <> c.oid) as after
    from pg_class c left join pg_inherits i on i.inhrelid = c.oid left join pg_class parent on parent.oid = i.inhparent
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
    order by c.relname`);
  const waiting = new Map(rows.map((row) => [row.name, row]));
  const sorted: Table[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(({ after }) => !after.some((name) => waiting.has(name)));
    if (!next) throw new Error(`tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`);
    waiting.delete(next.name);
    const { name, parent, bound, columns, primary } = next;
    sorted.push({ name, parent, bound, columns, order: primary ?? orderWithoutKey(columns) });
  }
  return sorted;
}

/** Events have no key; a time and a number of their own put them in order, and there is an index on these. */
function orderWithoutKey(columns: readonly string[]): string[] {
  return columns.includes('time') && columns.includes('id') ? ['time', 'id'] : [...columns];
}

/** Statement that writes the rows of a table out, in an order that is the same on every server. */
export async function copyOut(client: Asking, { name, columns, order }: Table): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relname = $1 and c.relnamespace = current_schema()::regnamespace and a.attnum > 0 and a.attcollation <> 0`,
    [name],
  );
  const texts = new Set(rows.map((row) => row.name));
  const by = order.map((column) => `${quoted(column)}${texts.has(column) ? ' collate "C"' : ''}`);
  return `copy (select ${columns.map(quoted).join(', ')} from ${quoted(name)} order by ${by.join(', ')}) to stdout`;
}

/** Statement that takes rows in. */
export function copyIn({ name, columns }: Table): string {
  return `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`;
}

export const quoted = pg.escapeIdentifier;

/** Values written as text the same way everywhere; for one transaction. */
export const plainOutput = `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0; set local work_mem = '64MB'`;
