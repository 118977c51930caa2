import { sql } from 'kysely';
import type { Role } from '../core/access.ts';
import { textArray } from './array-literal.ts';
import type { Db } from './postgres.ts';
import { storableText } from './storable.ts';

interface InvitationRow {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly email: string;
  readonly role: Role;
  readonly language: 'nl' | 'en';
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly message: string;
}

/** People who were asked in. Only hashes of the tokens in their links are kept. */
export function invitationStore(db: Db, clock: () => number) {
  const read = async (where = sql``) => {
    const { rows } = await sql<InvitationRow>`
      select i.id, i.tenant, coalesce(t.name, i.tenant) as "tenantName", i.email, i.role, i.language,
        i.invited_by_name as "invitedBy", i.created_at as "createdAt", i.expires_at as "expiresAt", i.message
      from invitation i left join tenant t on t.id = i.tenant ${where} order by i.created_at desc, i.id`.execute(db);
    return rows;
  };
  const valid = () => sql`i.expires_at > ${clock()}`;

  return {
    list: () => read(),

    insert(
      invitation: Pick<InvitationRow, 'id' | 'tenant' | 'email' | 'role' | 'language' | 'expiresAt' | 'message'> & {
        readonly invitedBy: string;
        readonly invitedByName: string;
      },
      hash: string,
    ): Promise<'done' | 'known' | 'no-tenant'> {
      const { id, tenant, email, role, language, expiresAt, message, invitedBy, invitedByName } = invitation;
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql`select 1 from tenant where id = ${tenant}`.execute(tx);
        if (rows.length === 0) return 'no-tenant';
        if (await tx.selectFrom('auth_user').select('id').where('email', '=', email).executeTakeFirst()) return 'known';
        // One that has expired makes room.
        await sql`delete from invitation where email = ${email} and expires_at <= ${clock()}`.execute(tx);
        const { numAffectedRows } = await sql`insert into invitation
          (id, tenant, token_hash, email, role, language, invited_by, invited_by_name, created_at, expires_at, message)
          values (${id}, ${tenant}, ${hash}, ${email}, ${role}, ${language}, ${invitedBy}, ${storableText(invitedByName, 100)},
            ${clock()}, ${expiresAt}, ${message}) on conflict do nothing`.execute(tx);
        return numAffectedRows === 1n ? 'done' : 'known';
      });
    },

    async renew(id: string, hash: string, expiresAt: number, message: string) {
      await sql`update invitation set token_hash = ${hash}, expires_at = ${expiresAt}, message = ${message}
        where id = ${id}`.execute(db);
      return (await read(sql`where i.id = ${id}`)).at(0);
    },

    async remove(id: string): Promise<boolean> {
      const { numAffectedRows } = await sql`delete from invitation where id = ${id}`.execute(db);
      return numAffectedRows === 1n;
    },

    async byHash(hash: string) {
      return (await read(sql`where i.token_hash = ${hash} and ${valid()}`)).at(0);
    },

    async byEmail(email: string) {
      return (await read(sql`where i.email = ${email} and ${valid()}`)).at(0);
    },

    async mailStates(messages: readonly string[]) {
      if (messages.length === 0) return new Map();
      const { rows } = await sql<{ id: string; state: 'waiting' | 'delivered' | 'failed' }>`select id, state from outbox
        where id = any(${textArray([...messages])}::text[])`.execute(db);
      return new Map(rows.map(({ id, state }) => [id, state]));
    },
  };
}
