import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../postgres.ts';

/** Rows read at once: the thread that reads them answers others in between. */
const portion = 5000;

/** Runs a select and hands over its rows in portions, each when the promise of the one before is done. */
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
    const fetch = () => {
      const rows = sql<Row>`fetch ${sql.lit(portion)} from portions`.execute(tx);
      // Whoever waits for them hears of it; nobody does when `take` fails first.
      rows.catch(() => {});
      return rows;
    };
    for (let next = fetch(); ; ) {
      const { rows } = await next;
      const isLast = rows.length < portion;
      // The database gathers the next while these are looked at.
      if (!isLast) next = fetch();
      if (rows.length > 0) await take(rows);
      if (isLast) return;
    }
  });
}
