import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './postgres.ts';
import type { Schema } from './schema.ts';
import { storableText } from './storable.ts';

/** A token without its secret. */
export interface TokenRecord {
  readonly id: string;
  readonly kind: Schema['token']['kind'];
  readonly name: string;
  readonly tenant: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
}

/** Noting the last use more often than this would cost a write a request. */
const touchMs = 60_000;

/** Machine access. Only hashes of secrets are kept. */
export function tokenStore(db: Db, clock: () => number) {
  return {
    async list(): Promise<readonly TokenRecord[]> {
      const rows = await db.selectFrom('token').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
      return rows.map(read);
    },

    async insert(token: Pick<TokenRecord, 'kind' | 'name' | 'tenant'>, hash: string): Promise<TokenRecord> {
      const row = {
        id: randomUUID(),
        tenant: token.tenant,
        kind: token.kind,
        name: storableText(token.name, 100),
        hash,
        created_at: clock(),
        last_used_at: null,
      };
      await db.insertInto('token').values(row).execute();
      return read(row);
    },

    /** The token of this kind with this hash, and notes that it was used (to the minute). */
    async use(kind: TokenRecord['kind'], hash: string): Promise<TokenRecord | undefined> {
      const row = await db
        .selectFrom('token')
        .selectAll()
        .where('hash', '=', hash)
        .where('kind', '=', kind)
        .executeTakeFirst();
      if (!row) return undefined;
      const now = clock();
      if (now - (row.last_used_at ?? 0) > touchMs) {
        await sql`update token set last_used_at = ${now} where id = ${row.id}`.execute(db);
        return read({ ...row, last_used_at: now });
      }
      return read(row);
    },

    async remove(id: string): Promise<boolean> {
      const { numDeletedRows } = await db.deleteFrom('token').where('id', '=', id).executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

function read(row: Schema['token']): TokenRecord {
  const { id, kind, name, tenant, created_at, last_used_at } = row;
  return { id, kind, name, tenant, createdAt: created_at, lastUsedAt: last_used_at ?? undefined };
}
