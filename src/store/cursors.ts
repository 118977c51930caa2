import type { CursorChange } from '../core/hot-batch.ts';
import type { Db } from './postgres.ts';

/** How far files were read. */
export function cursorStore(db: Db) {
  return {
    async list(): Promise<readonly CursorChange[]> {
      const rows = await db.selectFrom('file_cursor').selectAll().execute();
      return rows.map(({ listener, inode, read_to, head }) => ({ listener, inode, offset: read_to, head }));
    },
  };
}
