import type pg from 'pg';

/** A column as the catalogue of PostgreSQL has it. */
interface Column {
  readonly name: string;
  readonly type: string;
  /** It works its value out itself. */
  readonly generated: boolean;
  /** First of the values its check lists. */
  readonly oneOf: string | undefined;
  /** Where it points. */
  readonly points: { readonly table: string; readonly column: string } | undefined;
}

/** Tables, their columns, and which one says whose a row is. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly tenantColumn: string;
}

/** The tables of the catalogue, without partitions and without the list of migrations. */
export async function readTables(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Column & { table: string; check: string | null; pointsAt: string | null }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
      (a.attgenerated <> '' or a.attidentity = 'a') as generated,
      (select pg_get_constraintdef(k.oid) from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] limit 1) as check,
      (select f.relname || '.' || fa.attname from pg_constraint k join pg_class f on f.oid = k.confrelid
        join pg_attribute fa on fa.attrelid = f.oid and fa.attnum = k.confkey[array_position(k.conkey, a.attnum)]
        where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey) limit 1) as "pointsAt"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration'
    order by c.relname, a.attnum`);
  const tables = new Map<string, Column[]>();
  for (const { table, name, type, generated, check, pointsAt } of rows) {
    const [target, column] = pointsAt?.split('.') ?? [];
    const list = tables.get(table) ?? [];
    const oneOf = check?.match(/'([^']+)'::text/)?.[1];
    list.push({ name, type, generated, oneOf, points: target ? { table: target, column } : undefined });
    tables.set(table, list);
  }
  return [...tables].map(([name, columns]) => ({ name, columns, tenantColumn: name === 'tenant' ? 'id' : 'tenant' }));
}

/** Values that the type alone does not tell; `n` is 1 for the first tenant, 2 for the second. */
export type Overrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A row of a table for a tenant: every text in it holds `mark`, so that wherever it shows up, it is known. */
export function syntheticRow(
  tables: readonly Table[],
  { name: table, columns, tenantColumn }: Table,
  { tenant, mark, n }: { readonly tenant: string; readonly mark: string; readonly n: number },
  overrides: Overrides = {},
): Record<string, unknown> {
  const value = (of: string, column: Column): unknown => {
    const owner = tables.find(({ name }) => name === of)!;
    if (column.name === owner.tenantColumn) return tenant;
    const own = overrides[of]?.[column.name];
    if (own !== undefined) return typeof own === 'function' ? (own as (n: number) => unknown)(n) : own;
    if (column.oneOf) return column.oneOf;
    const points = column.points ?? pointOf(tables, of, column.name);
    if (points) {
      const target = tables.find(({ name }) => name === points.table)!;
      return value(target.name, target.columns.find(({ name }) => name === points.column)!);
    }
    return plain(of, column, mark, n);
  };
  return Object.fromEntries(
    columns
      .filter(({ generated, name }) => !generated || name === tenantColumn)
      .map((column) => [column.name, value(table, column)]),
  );
}

/** Columns named after a table hold the id of a row there. */
function pointOf(tables: readonly Table[], of: string, name: string): { table: string; column: string } | undefined {
  const target = tables.find((table) => table.name === name && table.name !== of);
  return target?.columns.some((column) => column.name === 'id') ? { table: name, column: 'id' } : undefined;
}

const hourMs = 3_600_000;

function plain(table: string, { name, type }: Column, mark: string, n: number): unknown {
  const text = `${mark}-${table}-${name}`;
  switch (type) {
    case 'text':
      return text;
    case 'text[]':
      return [text];
    case 'jsonb':
      return JSON.stringify({ mark: text });
    case 'boolean':
      return false;
    case 'bigint':
    case 'integer':
    case 'smallint':
    case 'double precision':
      if (/^(minute|hour)$/.test(name)) return Math.floor(Date.now() / hourMs) * hourMs;
      if (/(expires|until|to)_?(at|time)?$/.test(name)) return type === 'bigint' ? Date.now() + 24 * hourMs : n;
      return type === 'bigint' && /(_at|time|seen|success|^at|_by_at)$/.test(name) ? Date.now() - n : n;
    case 'timestamp with time zone':
      return new Date(Date.now() + hourMs).toISOString();
    case 'date':
      return '2026-05-20';
    case 'time without time zone':
      return '09:00';
    case 'cidr':
    case 'inet':
      return `198.51.100.${n * 16}/28`;
    case 'cidr[]':
      return [`198.51.100.${n * 16}/28`];
    default:
      return text;
  }
}

/** Statement and values that store a row; what is text in jsonb stays the JSON it is. */
export function insertOf(table: string, row: Readonly<Record<string, unknown>>): { text: string; values: unknown[] } {
  const names = Object.keys(row);
  return {
    text: `insert into "${table}" (${names.map((name) => `"${name}"`).join(', ')}) overriding system value values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    values: Object.values(row),
  };
}
