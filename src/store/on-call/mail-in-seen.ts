import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';

/** Mails are remembered for so long, ms: nobody answers an alarm of last year. */
const memoryMs = 400 * 86_400_000;

/** Mails that were dealt with. */
export function mailInSeenStore(db: Db, clock: () => number) {
  return {
    async has(messageId: string): Promise<boolean> {
      const { rows } = await sql`select 1 from mail_in_seen where id = ${hashOf(messageId)}`.execute(db);
      return rows.length > 0;
    },

    /** Incident that the first of these mails which is known to belong to one opened or was added to. */
    async incidentOf(messageIds: readonly string[]): Promise<string | undefined> {
      const hashes = messageIds.map(hashOf);
      const { rows } = await sql<{ incident: string }>`select incident from mail_in_seen
        where id = any(${hashes}::text[]) and incident is not null order by array_position(${hashes}::text[], id) limit 1`.execute(
        db,
      );
      return rows[0]?.incident;
    },

    /** `incident`: what the mail opened or was added to. */
    async add(messageId: string, incident?: string): Promise<void> {
      const now = clock();
      await sql`insert into mail_in_seen (id, tenant, at, incident)
        values (${hashOf(messageId)}, ${providerTenant}, ${now}, ${incident ?? null}) on conflict do nothing`.execute(
        db,
      );
      await sql`delete from mail_in_seen where at < ${now - memoryMs}`.execute(db);
    },
  };
}

function hashOf(messageId: string): string {
  return createHash('sha256').update(messageId).digest('hex');
}
