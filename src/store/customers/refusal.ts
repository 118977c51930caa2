import { type RawBuilder, sql } from 'kysely';
import type { Part } from '../../core/customer/part.ts';
import type { Db } from '../postgres.ts';

/** Why the database refused a row: the field of the API and a sentence. */
export interface Refusal {
  readonly refused: true;
  readonly field: string;
  readonly sentence: string;
  readonly kind: 'taken' | 'wrong';
}

interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
}

/** Unique and exclusion violations: something else has it. */
const taken = new Set(['23505', '23P01']);

/**
 * What a failed statement says about a field, by the constraint that refused it.
 *
 * @throws the error itself when it is about something else.
 */
export function refusalOf(error: unknown, constraints: Part['constraints']): Refusal {
  const { code = '', constraint = '' } = error as DatabaseError;
  const found = constraints[constraint];
  if (!found || !code.startsWith('23')) throw error;
  return { refused: true, ...found, kind: taken.has(code) ? 'taken' : 'wrong' };
}

/** Whose addresses or numbers stand in the way, as far as the caller may see: names of customers, '' for none. */
export async function holders(db: Db, tenant: string, overlap: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select distinct t.name from (${overlap}) as o (tenant)
    join tenant t on t.id = o.tenant where o.tenant <> ${tenant} order by 1 limit 3`.execute(db);
  return rows.map(({ name }) => name).join(', ');
}
