import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { isCustomerRole, type Role } from '../core/access.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';
import type { Schema } from './schema.ts';
import { storableJson, storableText } from './storable.ts';

const setupKey = 'setup-token';

type Changing = 'done' | 'missing' | 'stale' | 'last-owner' | 'tenant-needed';

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly tenant: string;
  readonly tenantName: string;
  readonly state: 'active' | 'suspended';
  readonly language: 'nl' | 'en' | null;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly password: boolean;
  readonly providers: string[];
  readonly sessions: number;
  readonly lastSeenAt: number | null;
  readonly createdAt: number;
  readonly version: number;
  readonly changedAt: number;
  readonly changedBy: string;
}

/** Who may sign in, and the one-time setup. */
export function peopleStore(db: Db, clock: () => number) {
  const exist = async (): Promise<boolean> =>
    (await db.selectFrom('auth_user').select('id').limit(1).executeTakeFirst()) !== undefined;

  const read = async (id: string | undefined) => {
    const { rows } = await sql<PersonRow>`
      select u.id, u.name, u.email, u.role, u.tenant, coalesce(t.name, u.tenant) as "tenantName", u.state, u.language,
        u."twoFactorEnabled" as totp,
        (select count(*) from auth_passkey p where p."userId" = u.id) as passkeys,
        exists (select from auth_account a where a."userId" = u.id and a."providerId" = 'credential') as password,
        array(select a."providerId" from auth_account a where a."userId" = u.id and a."providerId" <> 'credential' order by 1) as providers,
        (select count(*) from auth_session s where s."userId" = u.id and s."expiresAt" > now()) as sessions,
        (select (extract(epoch from max(s."lastSeenAt")) * 1000)::bigint from auth_session s where s."userId" = u.id) as "lastSeenAt",
        (extract(epoch from u."createdAt") * 1000)::bigint as "createdAt",
        u.version, u.changed_at as "changedAt", u.changed_by as "changedBy"
      from auth_user u left join tenant t on t.id = u.tenant
      ${id === undefined ? sql`` : sql`where u.id = ${id}`}
      order by lower(u.name), u.id`.execute(db);
    return rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt ?? undefined }));
  };

  return {
    /** Whether anybody can sign in. */
    exist,

    list: () => read(undefined),

    async get(id: string) {
      return (await read(id))[0];
    },

    /** Changes role or state; the last active owner stays one. */
    change(
      id: string,
      change: { readonly role?: Role; readonly state?: 'active' | 'suspended' },
      version: number | undefined,
    ): Promise<Changing> {
      return db.transaction().execute(async (tx) => {
        const found = await lock(tx, id, version);
        if (typeof found === 'string') return found;
        const role = change.role ?? found.role;
        const state = change.state ?? found.state;
        if (isCustomerRole(role) !== (found.tenant !== providerTenant)) return 'tenant-needed';
        if ((role !== 'owner' || state !== 'active') && found.isLastOwner) return 'last-owner';
        await tx.updateTable('auth_user').set({ role, state, updatedAt: sql`now()` }).where('id', '=', id).execute();
        if (state === 'suspended') await sql`delete from auth_session where "userId" = ${id}`.execute(tx);
        return 'done';
      });
    },

    /** Removes somebody with all that lets them in; the last active owner stays. */
    remove(id: string, version: number | undefined): Promise<Changing> {
      return db.transaction().execute(async (tx) => {
        const found = await lock(tx, id, version);
        if (typeof found === 'string') return found;
        if (found.isLastOwner) return 'last-owner';
        await tx.deleteFrom('auth_user').where('id', '=', id).execute();
        return 'done';
      });
    },

    async profile(
      id: string,
      change: { readonly name?: string; readonly language?: 'nl' | 'en' | null; readonly timeZone?: string | null },
    ): Promise<void> {
      const name = change.name === undefined ? {} : { name: storableText(change.name, 100) };
      await db
        .updateTable('auth_user')
        .set({ ...change, ...name, updatedAt: sql`now()` })
        .where('id', '=', id)
        .execute();
    },

    byEmail(email: string) {
      return db
        .selectFrom('auth_user')
        .select(['id', 'name', 'tenant'])
        .where('email', '=', email.toLowerCase())
        .executeTakeFirst();
    },

    async forgetTotp(id: string): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await sql`update auth_user set "twoFactorEnabled" = false, "updatedAt" = now() where id = ${id}`.execute(tx);
        await sql`delete from auth_two_factor where "userId" = ${id}`.execute(tx);
      });
    },

    /** Takes away all second factors and ends all sessions; false when there is no such person. */
    forgetFactors(id: string): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql`update auth_user set "twoFactorEnabled" = false, "updatedAt" = now()
          where id = ${id} returning 1`.execute(tx);
        if (rows.length === 0) return false;
        for (const table of ['auth_two_factor', 'auth_passkey', 'auth_session', 'known_browser']) {
          await sql`delete from ${sql.table(table)} where "userId" = ${id}`.execute(tx);
        }
        return true;
      });
    },

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

    /** Makes the first owner and uses up the setup token, both or neither. Of two that race one wins. */
    async setUp(
      hash: string,
      person: {
        readonly name: string;
        readonly email: string;
        readonly passwordHash: string;
        readonly language?: 'nl' | 'en';
      },
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
          .values({
            id,
            tenant: providerTenant,
            role: 'owner',
            name: storableText(person.name, 100),
            email: person.email,
            emailVerified: true,
            language: person.language ?? null,
          })
          .execute();
        await tx
          .insertInto('auth_account')
          .values({
            id: randomUUID(),
            tenant: providerTenant,
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

/**
 * The row, locked; or why it may not be changed. All active owners are locked first, always in the same order: of two who step
 * down at once the second sees that the first is gone, and neither waits for the other in a ring.
 */
async function lock(tx: Kysely<Schema>, id: string, version: number | undefined) {
  const owners = await tx
    .selectFrom('auth_user')
    .select('id')
    .where('role', '=', 'owner')
    .where('state', '=', 'active')
    .orderBy('id')
    .forUpdate()
    .execute();
  const row = await tx
    .selectFrom('auth_user')
    .select(['role', 'state', 'tenant', 'version'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return 'missing';
  if (version !== undefined && row.version !== version) return 'stale';
  return { ...row, isLastOwner: owners.length === 1 && owners[0].id === id };
}
