import type { Db } from './postgres.ts';

/** What the hot thread learned and gets back at its start. */
export function learnedStore(db: Db) {
  return {
    async list(): Promise<readonly (readonly [key: string, value: unknown])[]> {
      const rows = await db
        .selectFrom('learned')
        .select(['key', 'value'])
        .orderBy('updated_at')
        .orderBy('key')
        .execute();
      return rows.map(({ key, value }) => [key, value as unknown]);
    },
  };
}
