import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import { plainArray, textArray } from '../array-literal.ts';
import type { Schema } from '../schema.ts';
import { storableInteger, storableText } from '../storable.ts';

/** The one transaction of a batch. */
export type BatchTransaction = Transaction<Schema>;

/** A text column of many rows as one parameter. */
export function texts<T>(rows: readonly T[], pick: (row: T) => string, max = 256): RawBuilder<unknown> {
  return sql`${textArray(rows.map((row) => storableText(pick(row), max)))}::text[]`;
}

/** A column of integers of many rows as one parameter. */
export function integers<T>(rows: readonly T[], pick: (row: T) => number): RawBuilder<unknown> {
  return sql`${plainArray(rows.map((row) => storableInteger(pick(row))))}::bigint[]`;
}

/** A boolean column of many rows as one parameter. */
export function booleans<T>(rows: readonly T[], pick: (row: T) => boolean): RawBuilder<unknown> {
  return sql`${plainArray(rows.map(pick))}::boolean[]`;
}
