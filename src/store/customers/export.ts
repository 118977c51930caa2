import { sql } from 'kysely';
import type { Db } from '../postgres.ts';
import { type TenantTable, tenantTables } from './tenant-tables.ts';

/** Lines of NDJSON of one table. `text` is '' for a table without rows. */
export interface ExportPiece {
  readonly table: string;
  readonly rows: number;
  readonly text: string;
  /** Columns that hold secrets and were left out. */
  readonly leftOut: readonly string[];
  /** Number of the piece within its table, from 0. */
  readonly piece: number;
}

/** So much text is in memory at a time. */
const pieceLength = 4 * 1024 * 1024;
const rowsAtOnce = 1000;

/** Every row of every table of a tenant, all as they were at the moment it began. */
export async function* exportTenant(db: Db, tenant: string): AsyncGenerator<ExportPiece> {
  const tables = await tenantTables(db);
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    for (const table of tables) yield* exportTable(tx, table, tenant);
  } finally {
    await tx.rollback().execute();
  }
}

async function* exportTable(tx: Db, table: TenantTable, tenant: string): AsyncGenerator<ExportPiece> {
  const { name, tenantColumn, secrets, columns } = table;
  const piece = (number: number, rows: number, text: string) => ({
    table: name,
    rows,
    text,
    leftOut: secrets,
    piece: number,
  });
  if (secrets.length === columns.length) {
    yield piece(0, 0, '');
    return;
  }
  // A statement of its own takes no parameters.
  await sql`declare piece no scroll cursor for select (to_jsonb(t) - array[${sql.join(secrets.map((column) => sql.lit(column)))}]::text[])::text as line
    from ${sql.table(name)} t where ${sql.ref(`t.${tenantColumn}`)} = ${sql.lit(tenant)}`.execute(tx);
  let [number, rows, text] = [0, 0, ''];
  for (;;) {
    const { rows: portion } = await sql<{ line: string }>`fetch ${sql.lit(rowsAtOnce)} from piece`.execute(tx);
    for (const { line } of portion) text += `${line}\n`;
    rows += portion.length;
    const isLast = portion.length < rowsAtOnce;
    if (isLast || text.length >= pieceLength) {
      if (rows > 0 || number === 0) yield piece(number, rows, text);
      [number, rows, text] = [number + 1, 0, ''];
    }
    if (isLast) break;
  }
  await sql`close piece`.execute(tx);
}
