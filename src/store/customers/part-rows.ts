import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Field, Part } from '../../core/customer/part.ts';
import { type PartName, type PartRow, type PartValues, parts } from '../../core/customer/parts.ts';
import { formatCidr, readCidr } from '../../core/ip.ts';
import { likeAnywhere } from '../like.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { holders, type Refusal, refusalOf } from './refusal.ts';

/** Rows of the parts of customers; src/core/customer/parts.ts says what tables and columns there are. */
export function partStore(db: Db, clock: () => number) {
  const get = async <N extends PartName>(tenant: string, name: N, id: string): Promise<PartRow<N> | undefined> => {
    const { rows } = await sql<Row>`select ${columns(parts[name])} from ${sql.table(parts[name].table)}
      where tenant = ${tenant} and id = ${id}`.execute(db);
    return rows[0] && (readRow(parts[name], rows[0]) as PartRow<N>);
  };

  return {
    getPart: get,

    /** In the order of the part; `q` looks into its texts. `after` is the id of the last row of the page before. */
    async listPart<N extends PartName>(
      tenant: string,
      name: N,
      { q, after, limit }: { readonly q?: string; readonly after?: string; readonly limit: number },
    ): Promise<{ items: readonly PartRow<N>[]; total: number; next: string | undefined }> {
      const part: Part = parts[name];
      const order = sql.raw(
        [...part.order.map((column) => (column === 'site' ? `coalesce(site, '')` : column)), 'id'].join(', '),
      );
      const filter = sql`tenant = ${tenant}${q ? sql` and (${searched(part, q)})` : sql``}`;
      const from = sql`from ${sql.table(part.table)} where ${filter}`;
      const [page, count] = await Promise.all([
        sql<Row>`select ${columns(part)} ${from} ${
          after === undefined
            ? sql``
            : sql`and (${order}) > (select ${order} from ${sql.table(part.table)} where tenant = ${tenant} and id = ${after})`
        } order by ${order} limit ${limit + 1}`.execute(db),
        sql<{ total: number }>`select count(*) as total ${from}`.execute(db),
      ]);
      const items = page.rows.slice(0, limit).map((row) => readRow(part, row) as PartRow<N>);
      return {
        items,
        total: count.rows[0].total,
        next: page.rows.length > limit ? items[items.length - 1].id : undefined,
      };
    },

    async insertPart<N extends PartName>(
      tenant: string,
      name: N,
      values: PartValues<N>,
    ): Promise<PartRow<N> | Refusal> {
      const part: Part = parts[name];
      const id = name === 'assets' ? await freeSlug(db, tenant, (values as PartValues<'assets'>).name) : randomUUID();
      try {
        const { rows } =
          await sql<Row>`insert into ${sql.table(part.table)} (tenant, id, created_at, ${names(part.fields)})
          values (${tenant}, ${id}, ${clock()}, ${sql.join(part.fields.map((field) => stored(field, (values as Values)[field.key])))})
          returning ${columns(part)}`.execute(db);
        return readRow(part, rows[0]) as PartRow<N>;
      } catch (error) {
        return explain(db, tenant, part, values as Values, error);
      }
    },

    /** `stale`: there is no such row any more, or none of this version. */
    async changePart<N extends PartName>(
      tenant: string,
      name: N,
      id: string,
      change: Partial<PartValues<N>>,
      version?: number,
    ): Promise<PartRow<N> | Refusal | 'stale'> {
      const part: Part = parts[name];
      const fields = part.fields.filter(({ key }) => (change as Values)[key] !== undefined);
      if (fields.length === 0) return (await get(tenant, name, id)) ?? 'stale';
      try {
        const { rows } = await sql<Row>`update ${sql.table(part.table)} set ${sql.join(
          fields.map((field) => sql`${sql.ref(field.column)} = ${stored(field, (change as Values)[field.key])}`),
        )} where tenant = ${tenant} and id = ${id} ${ofVersion(version)} returning ${columns(part)}`.execute(db);
        return rows[0] ? (readRow(part, rows[0]) as PartRow<N>) : 'stale';
      } catch (error) {
        return explain(db, tenant, part, change as Values, error);
      }
    },

    /** False when there is none, or none of this version. */
    async removePart(tenant: string, name: PartName, id: string, version?: number): Promise<boolean> {
      const { numAffectedRows } = await sql`delete from ${sql.table(parts[name].table)}
        where tenant = ${tenant} and id = ${id} ${ofVersion(version)}`.execute(db);
      return numAffectedRows === 1n;
    },
  };
}

type Values = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;

const ofVersion = (version: number | undefined) => (version === undefined ? sql`` : sql`and version = ${version}`);

function names(fields: readonly Field[]): RawBuilder<unknown> {
  return sql.join(fields.map(({ column }) => sql.ref(column)));
}

/** Columns of a row under the names of the API. */
function columns(part: Part): RawBuilder<unknown> {
  const shown = part.fields.map(({ key, column, kind }) => sql`${shownAs(kind, sql.ref(column))} as ${sql.ref(key)}`);
  return sql`id, version, created_at as "createdAt", changed_at as "changedAt", changed_by as "changedBy", ${sql.join(shown)}`;
}

function shownAs(kind: Field['kind'], column: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (kind) {
    case 'number':
      return sql`'+' || ${column}`;
    case 'site':
    case 'asset':
      return sql`coalesce(${column}, '')`;
    case 'network':
    case 'date':
      return sql`${column}::text`;
    case 'addresses':
      return sql`${column}::text[]`;
    case 'time':
      return sql`left(${column}::text, 5)`;
    default:
      return column;
  }
}

function readRow(part: Part, row: Row): Row {
  const read: Record<string, unknown> = { ...row };
  for (const { key, kind } of part.fields) {
    if (kind === 'network') read[key] = formatCidr(readCidr(row[key] as string)!);
    if (kind === 'addresses') read[key] = (row[key] as string[]).map((text) => formatCidr(readCidr(text)!));
  }
  return read;
}

/** A value of the API as the column takes it. */
export function stored({ kind, max }: Field, value: unknown): RawBuilder<unknown> {
  switch (kind) {
    case 'number':
      return sql`${(value as string).slice(1)}::bigint`;
    case 'site':
    case 'asset':
      return sql`${value === '' ? null : value}`;
    case 'network':
      return sql`${value}::cidr`;
    case 'addresses':
      return sql`${[...(value as readonly string[])]}::text[]::cidr[]`;
    case 'time':
      return sql`${value}::time`;
    case 'date':
      return sql`${value}::date`;
    case 'text':
      return sql`${storableText(value as string, max ?? 500)}`;
    default:
      return sql`${value}`;
  }
}

function searched(part: Part, q: string): RawBuilder<unknown> {
  const like = likeAnywhere(q);
  const texts = part.fields.filter(({ kind }) => kind !== 'site' && kind !== 'asset');
  return sql.join(
    texts.map(({ kind, column }) => sql`${shownAs(kind, sql.ref(column))}::text ilike ${like}`),
    sql` or `,
  );
}

async function explain(db: Db, tenant: string, part: Part, values: Values, error: unknown): Promise<Refusal> {
  const refusal = refusalOf(error, part.constraints);
  const { constraint } = error as { constraint: string };
  if (constraint.startsWith('address_claim')) {
    const ranges = (values.addresses ?? [values.cidr]) as readonly string[];
    const whose = await holders(
      db,
      tenant,
      sql`select tenant from address_claim where exclusive and range && any(${[...ranges]}::text[]::inet[])`,
    );
    return whose === ''
      ? refusal
      : { ...refusal, sentence: refusal.sentence.replace(/another customer\.$/, `${whose}.`) };
  }
  if (constraint === 'customer_number_range_once' && values.first && values.last) {
    const [first, last] = [String(values.first).slice(1), String(values.last).slice(1)];
    const whose = await holders(
      db,
      tenant,
      sql`select tenant from customer_number_range where span && int8range(${first}::bigint, ${last}::bigint, '[]')`,
    );
    return whose === '' ? refusal : { ...refusal, sentence: `${refusal.sentence.slice(0, -1)}, of ${whose}.` };
  }
  return refusal;
}

/** An id of an asset that people recognise in events: its name in small letters, with a number when it is taken. */
export async function freeSlug(db: Db, tenant: string, name: string): Promise<string> {
  const slug = slugOf(name);
  const { rows } = await sql<{
    id: string;
  }>`select id from asset where tenant = ${tenant} and (id = ${slug} or id like ${`${slug}-%`})`.execute(db);
  const takenIds = new Set(rows.map(({ id }) => id));
  if (!takenIds.has(slug)) return slug;
  for (let number = 2; ; number++) if (!takenIds.has(`${slug}-${number}`)) return `${slug}-${number}`;
}

/** Small letters, digits and hyphens of a name; `asset` when nothing is left. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug || 'asset';
}
