import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../postgres.ts';

/** Rows read at once: the thread that reads them answers others in between. */
const portion = 5000;

/** Runs a select and hands over its rows in portions; the next is fetched when the promise of the last is done. */
export async function eachPortion<Row>(
  db: Db,
  select: RawBuilder<unknown>,
  take: (rows: readonly Row[]) => void | Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // All rows are wanted: a cursor is otherwise planned for its first tenth. These sums are too large for the usual room.
    await sql`set local cursor_tuple_fraction = 1`.execute(tx);
    await sql`set local work_mem = '128MB'`.execute(tx);
    await sql`declare portions no scroll cursor for ${select}`.execute(tx);
    for (;;) {
      const { rows } = await sql<Row>`fetch ${sql.lit(portion)} from portions`.execute(tx);
      if (rows.length > 0) await take(rows);
      if (rows.length < portion) return;
    }
  });
}
