import { sql } from 'kysely';
import type { Db } from '../postgres.ts';

/** A table with rows of tenants, as the catalogue of the database knows it. */
export interface TenantTable {
  readonly name: string;
  /** Column that says whose a row is. */
  readonly tenantColumn: string;
  readonly columns: readonly string[];
  /** Columns with secrets, which leave the database with nobody. */
  readonly secrets: readonly string[];
  /** First column of the partition key; '' for a table without partitions. */
  readonly partitionKey: string;
  /** Whether the application may remove rows; the record stays. */
  readonly removable: boolean;
  /** Tables whose rows refer to rows of this one. */
  readonly referredBy: readonly string[];
}

/** Names of columns that hold what opens something. */
const secretName = /password|secret|token$|hash$|jwe|backupcodes|credential|sealed|recovery|private_?key/i;
/** Columns named so that are none. */
const noSecrets = new Set(['audit_entry.hash', 'audit_entry.prev_hash', 'audit_head.hash']);
/** Tables that are nothing but secrets or answers that hold them. */
const secretTables = new Set(['sealed_secret', 'auth_verification', 'auth_two_factor', 'used_code', 'idempotency']);

interface CatalogueRow {
  readonly name: string;
  readonly columns: string[];
  readonly redacted: string[];
  readonly partition_key: string | null;
  readonly removable: boolean;
  readonly referred_by: string[];
}

/**
 * Every table with a tenant, read from the catalogue, so that a table made tomorrow is exported and erased without anyone
 * remembering. What the record redacts counts as secret, and so do columns named like one.
 */
export async function tenantTables(db: Db): Promise<readonly TenantTable[]> {
  const { rows } = await sql<CatalogueRow>`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        order by a.attnum) as columns,
      array(select distinct r from pg_trigger g
        join pg_proc p on p.oid = g.tgfoid and p.proname = 'belwacht_audit',
        unnest(string_to_array(split_part(encode(g.tgargs, 'escape'), '\\000', 2), ',')) as r
        where g.tgrelid = c.oid and not g.tgisinternal) as redacted,
      (select a.attname::text from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid
        and a.attnum = p.partattrs[0] where p.partrelid = c.oid) as partition_key,
      has_table_privilege(c.oid, 'delete') as removable,
      array(select f.relname::text from pg_constraint k join pg_class f on f.oid = k.conrelid
        where k.contype = 'f' and k.confrelid = c.oid and f.oid <> c.oid and not f.relispartition) as referred_by
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`.execute(db);
  return rows.flatMap((row) => {
    const tenantColumn = row.columns.includes('tenant') ? 'tenant' : row.name === 'tenant' ? 'id' : undefined;
    if (tenantColumn === undefined) return [];
    const secrets = secretTables.has(row.name)
      ? row.columns
      : row.columns.filter(
          (column) =>
            row.redacted.includes(column) || (secretName.test(column) && !noSecrets.has(`${row.name}.${column}`)),
        );
    return [
      {
        name: row.name,
        tenantColumn,
        columns: row.columns,
        secrets,
        partitionKey: row.partition_key ?? '',
        removable: row.removable,
        referredBy: row.referred_by,
      },
    ];
  });
}

/** The tables in an order in which rows can be removed: those that refer to others first. */
export function removalOrder(tables: readonly TenantTable[]): readonly TenantTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const order: TenantTable[] = [];
  const seen = new Set<string>();
  const visit = (table: TenantTable) => {
    if (seen.has(table.name)) return;
    seen.add(table.name);
    for (const name of table.referredBy) {
      const referring = byName.get(name);
      if (referring) visit(referring);
    }
    order.push(table);
  };
  for (const table of tables) visit(table);
  return order;
}

/** Rows per table, of tables that have any. */
export async function holdings(db: Db, tenant: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, tenantColumn } of await tenantTables(db)) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}
      where ${sql.ref(tenantColumn)} = ${tenant}`.execute(db);
    if (rows[0].count > 0) counts[name] = rows[0].count;
  }
  return counts;
}
