import { sql } from 'kysely';
import { type ImportTrouble, mostTroubles } from '../../core/customer/import-plan.ts';
import type { Db } from '../postgres.ts';

/** Rows as one JSON parameter; PostgreSQL takes no NUL in it. */
export function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(rows).replaceAll('\\u0000', '');
}

/**
 * Stores rows together, and when a constraint refuses them finds the rows it is about by halving. Returns what each
 * successful statement gave; what was refused is in `troubles`, at most `mostTroubles`.
 *
 * @throws what is not about a constraint that is listed.
 */
export async function insertOrFind<R, T>(
  tx: Db,
  rows: readonly R[],
  constraints: Readonly<Record<string, (row: R) => ImportTrouble>>,
  troubles: ImportTrouble[],
  store: (rows: readonly R[]) => Promise<T>,
): Promise<readonly T[]> {
  if (rows.length === 0 || troubles.length >= mostTroubles) return [];
  await sql`savepoint portion`.execute(tx);
  try {
    const result = await store(rows);
    await sql`release savepoint portion`.execute(tx);
    return [result];
  } catch (error) {
    const { code = '', constraint = '' } = error as { readonly code?: string; readonly constraint?: string };
    const tell = constraints[constraint];
    if (!tell || !code.startsWith('23')) throw error;
    await sql`rollback to savepoint portion; release savepoint portion`.execute(tx);
    if (rows.length === 1) {
      troubles.push(tell(rows[0]));
      return [];
    }
  }
  const middle = Math.ceil(rows.length / 2);
  return [
    ...(await insertOrFind(tx, rows.slice(0, middle), constraints, troubles, store)),
    ...(await insertOrFind(tx, rows.slice(middle), constraints, troubles, store)),
  ];
}
