import { putLearned } from './batch/learned.ts';
import type { Db } from './postgres.ts';

/** What a thread learned and gets back at its start. */
export function learnedStore(db: Db, table: 'learned' | 'call_learned' = 'learned') {
  return {
    async list(): Promise<readonly (readonly [key: string, value: unknown])[]> {
      const rows = await db.selectFrom(table).select(['key', 'value']).orderBy('updated_at').orderBy('key').execute();
      return rows.map(({ key, value }) => [key, value as unknown]);
    },

    /** Keeps something that no batch carries; undefined forgets. */
    async put(entries: readonly (readonly [key: string, value: unknown])[], now: number): Promise<void> {
      await db.transaction().execute((tx) => putLearned(tx, entries, now, table));
    },
  };
}
