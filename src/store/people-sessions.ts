import { sql } from 'kysely';
import type { Role } from '../core/access.ts';
import type { Db } from './postgres.ts';

type Shown = '' | 'totp' | 'passkey' | 'recovery-code' | 'provider';

interface StateRow {
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly tenant: string;
  readonly tenantName: string;
  readonly state: 'active' | 'suspended';
  readonly tenantState: 'active' | 'suspended';
  readonly language: 'nl' | 'en' | null;
  readonly timeZone: string | null;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly password: boolean;
  readonly shown: Shown;
  readonly freshUntil: number | null;
  readonly lastSeenAt: number;
}

interface SessionRow {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly shown: Shown;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

/** Codes are remembered longer than any of them is valid, ms. */
const codeMemory = 600_000;

/** What is ours about sessions: the second factor they have shown, and their list. The library makes and checks them. */
export function sessionStore(db: Db) {
  return {
    async state(session: string) {
      const { rows } = await sql<StateRow>`
        select u.id as person, u.name, u.email, u.role, u.tenant, coalesce(t.name, u.tenant) as "tenantName", u.state,
          coalesce(t.state, 'active') as "tenantState", u.language, u."timeZone", u."twoFactorEnabled" as totp,
          (select count(*) from auth_passkey p where p."userId" = u.id) as passkeys,
          exists (select from auth_account a where a."userId" = u.id and a."providerId" = 'credential') as password,
          s.mfa as shown, (extract(epoch from s."freshUntil") * 1000)::bigint as "freshUntil",
          (extract(epoch from s."lastSeenAt") * 1000)::bigint as "lastSeenAt"
        from auth_session s join auth_user u on u.id = s."userId" left join tenant t on t.id = u.tenant
        where s.id = ${session} and s."expiresAt" > now()`.execute(db);
      const row = rows.at(0);
      return row && { ...row, freshUntil: row.freshUntil ?? undefined };
    },

    /** Whether somebody may have a session at all. */
    async standing(person: string) {
      const { rows } = await sql<Pick<StateRow, 'state' | 'tenantState' | 'role' | 'totp' | 'passkeys'>>`
        select u.state, coalesce(t.state, 'active') as "tenantState", u.role, u."twoFactorEnabled" as totp,
          (select count(*) from auth_passkey p where p."userId" = u.id) as passkeys
        from auth_user u left join tenant t on t.id = u.tenant where u.id = ${person}`.execute(db);
      return rows.at(0);
    },

    async ofPerson(person: string): Promise<readonly SessionRow[]> {
      const { rows } = await sql<SessionRow>`
        select id, coalesce("userAgent", '') as device, coalesce("ipAddress", '') as address, mfa as shown,
          (extract(epoch from "createdAt") * 1000)::bigint as "createdAt",
          (extract(epoch from "lastSeenAt") * 1000)::bigint as "lastSeenAt",
          (extract(epoch from "expiresAt") * 1000)::bigint as "expiresAt"
        from auth_session where "userId" = ${person} and "expiresAt" > now()
        order by "lastSeenAt" desc, id`.execute(db);
      return rows;
    },

    async end(
      person: string,
      which: { readonly only: string } | { readonly except: string | undefined },
    ): Promise<number> {
      const some = 'only' in which ? sql`id = ${which.only}` : sql`id <> ${which.except ?? ''}`;
      const { numAffectedRows } = await sql`delete from auth_session where "userId" = ${person} and ${some}`.execute(
        db,
      );
      return Number(numAffectedRows ?? 0n);
    },

    async seen(session: string, at: number): Promise<void> {
      await sql`update auth_session set "lastSeenAt" = to_timestamp(${at} / 1000.0) where id = ${session}`.execute(db);
    },

    async prove(session: string, shown: Shown, freshUntil: number): Promise<void> {
      await sql`update auth_session set "stepUpFailures" = 0, "freshUntil" = to_timestamp(${freshUntil} / 1000.0),
        mfa = case when ${shown} = '' then mfa else ${shown} end where id = ${session}`.execute(db);
    },

    async missed(session: string, most: number): Promise<'counted' | 'ended'> {
      const { rows } = await sql<{ failures: number }>`update auth_session set "stepUpFailures" = "stepUpFailures" + 1
        where id = ${session} returning "stepUpFailures" as failures`.execute(db);
      if (rows.length > 0 && rows[0].failures < most) return 'counted';
      await sql`delete from auth_session where id = ${session}`.execute(db);
      return 'ended';
    },

    async useCode(person: string, hash: string, at: number): Promise<boolean> {
      await sql`delete from used_code where "userId" = ${person} and used_at < ${at - codeMemory}`.execute(db);
      const { numAffectedRows } = await sql`insert into used_code ("userId", tenant, hash, used_at)
        values (${person}, '', ${hash}, ${at}) on conflict do nothing`.execute(db);
      return numAffectedRows === 1n;
    },
  };
}
