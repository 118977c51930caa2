import { sql } from 'kysely';
import type { IdempotencyPort, KeyClaim, KeyOwner } from '../core/idempotency.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';

/** Keys one caller may have within their time; further ones are refused. */
const mostKeys = 10_000;

/** Answers of acts, kept for who asks again with the same key. */
export function idempotencyStore(db: Db, clock: () => number): IdempotencyPort {
  const find = (actor: string, key: string) =>
    db
      .selectFrom('idempotency')
      .selectAll()
      .where('actor', '=', actor)
      .where('key', '=', key)
      .where('expires_at', '>', clock())
      .executeTakeFirst();

  const ours = ({ tenant = providerTenant, actor, key, run }: KeyOwner) =>
    db
      .updateTable('idempotency')
      .where('tenant', '=', tenant)
      .where('actor', '=', actor)
      .where('key', '=', key)
      .where('run', '=', run);

  return {
    async claim({ tenant = providerTenant, actor, key, route, requestHash, run, keepMs }): Promise<KeyClaim> {
      const now = clock();
      // One statement, so that of two at once one inserts and the other sees its row. A row past its time makes room.
      const { rows } = await sql`
        insert into idempotency (tenant, actor, key, route, request_hash, run, record_seq, state, created_at, expires_at)
        select ${tenant}, ${actor}, ${key}, ${route}, ${requestHash}, ${run}, (select coalesce(max(seq), 0) from audit_entry),
          'running', ${now}::bigint, ${now + keepMs}::bigint
        where (select count(*) from (select from idempotency where tenant = ${tenant} and actor = ${actor} limit ${mostKeys}) as kept) < ${mostKeys}
        on conflict (tenant, actor, key) do update set route = excluded.route, request_hash = excluded.request_hash, run = excluded.run,
          record_seq = excluded.record_seq, state = 'running', status = null, content_type = null, body = null,
          created_at = excluded.created_at, expires_at = excluded.expires_at
          where idempotency.expires_at <= ${now}
        returning 1`.execute(db);
      if (rows.length > 0) return { state: 'yours' };
      const row = await find(actor, key);
      if (!row) return { state: 'too-many' };
      if (row.route !== route || row.request_hash !== requestHash) return { state: 'other-request' };
      if (row.state === 'done') {
        return { state: 'done', answer: { status: row.status!, contentType: row.content_type ?? '', body: row.body } };
      }
      if (row.run === run) return { state: 'running' };

      // Its server stopped in the middle. An act and its entry on record are one transaction: no entry, nothing done.
      const acts = await sql<{ action: string; object_id: string }>`select action, object_id from audit_entry
        where actor_id = ${actor.slice(actor.indexOf(':') + 1)} and seq > ${row.record_seq} and payload::jsonb->>'act' = ${route}
        order by seq limit 10`.execute(db);
      if (acts.rows.length > 0) {
        return { state: 'unknown', done: acts.rows.map(({ action, object_id }) => `${action} ${object_id}`) };
      }
      // Of two who ask again one takes it over.
      const { numUpdatedRows } = await ours({ tenant, actor, key, run: row.run }).set({ run }).executeTakeFirst();
      return { state: numUpdatedRows === 1n ? 'yours' : 'running' };
    },

    async answer(owner, { status, contentType, body }): Promise<void> {
      await ours(owner).set({ state: 'done', status, content_type: contentType, body }).execute();
    },

    async lose(owner): Promise<void> {
      await ours(owner).set({ run: '' }).execute();
    },

    async tidy(): Promise<void> {
      await db.deleteFrom('idempotency').where('expires_at', '<=', clock()).execute();
    },
  };
}
