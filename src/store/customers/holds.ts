import { sql } from 'kysely';
import type { Db } from '../postgres.ts';

/** Legal holds of a tenant that were not released, in words: they forbid erasing. */
export async function openHolds(db: Db, tenant: string): Promise<readonly string[]> {
  const { rows } = await sql<{
    incident: string;
    reason: string;
    created_by: string;
  }>`select incident, reason, created_by
    from legal_hold where tenant = ${tenant} and released_at is null order by created_at, id`.execute(db);
  return rows.map(({ incident, reason, created_by }) => `${incident}: ${reason} (${created_by})`);
}
