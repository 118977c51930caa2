import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { providerTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';
import { storableJson, storableText } from './storable.ts';

const setupKey = 'setup-token';

/** Who may sign in, and the one-time setup. */
export function peopleStore(db: Db, clock: () => number) {
  const exist = async (): Promise<boolean> =>
    (await db.selectFrom('auth_user').select('id').limit(1).executeTakeFirst()) !== undefined;

  return {
    /** Whether anybody can sign in. */
    exist,

    /** Puts a setup token in the place of any earlier one; `hash` is its SHA-256 in hex. */
    async offerSetup(hash: string, expiresAt: number): Promise<void> {
      const value = storableJson({ hash, expiresAt });
      await sql`insert into setting (tenant, key, value, updated_at) values (${providerTenant}, ${setupKey}, ${value}::jsonb, ${clock()})
        on conflict (tenant, key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db);
    },

    /** Whether an unexpired setup token with this hash waits. */
    async setupWaits(hash: string): Promise<boolean> {
      const { rows } = await sql`select 1 from setting where tenant = ${providerTenant} and key = ${setupKey}
        and value->>'hash' = ${hash} and (value->>'expiresAt')::bigint > ${clock()}`.execute(db);
      return rows.length > 0;
    },

    /** Makes the first administrator and uses up the setup token, both or neither. Of two that race one wins. */
    async setUp(
      hash: string,
      person: { readonly name: string; readonly email: string; readonly passwordHash: string },
    ): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        // The row lock of the delete makes a second caller wait, and then find nothing.
        const { rows } = await sql`delete from setting where tenant = ${providerTenant} and key = ${setupKey}
          and value->>'hash' = ${hash} and (value->>'expiresAt')::bigint > ${clock()} returning 1`.execute(tx);
        if (rows.length === 0) return false;
        if (await tx.selectFrom('auth_user').select('id').limit(1).executeTakeFirst()) return false;
        const id = randomUUID();
        await tx
          .insertInto('auth_user')
          .values({ id, name: storableText(person.name, 100), email: person.email, emailVerified: true })
          .execute();
        await tx
          .insertInto('auth_account')
          .values({
            id: randomUUID(),
            accountId: id,
            providerId: 'credential',
            userId: id,
            password: person.passwordHash,
          })
          .execute();
        return true;
      });
    },
  };
}
