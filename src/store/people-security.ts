import { sql } from 'kysely';
import type { Role } from '../core/access.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';
import { storableJson } from './storable.ts';

const key = 'mfa-roles';

/** Rules of signing in that the screen decides. */
export function securityStore(db: Db, clock: () => number) {
  return {
    /** `mfaRoles` undefined: nobody has decided yet. */
    async get() {
      const { rows } = await sql<{
        value: Role[];
        version: number;
        changedAt: number;
        changedBy: string;
      }>`select value, version, changed_at as "changedAt", changed_by as "changedBy" from setting
        where tenant = ${providerTenant} and key = ${key}`.execute(db);
      const row = rows.at(0);
      return {
        mfaRoles: row?.value as readonly Role[] | undefined,
        version: row?.version ?? 0,
        changedAt: row?.changedAt ?? 0,
        changedBy: row?.changedBy ?? '',
      };
    },

    /** False when it is not of this version any more. */
    async setMfaRoles(roles: readonly Role[], version: number | undefined): Promise<boolean> {
      const fits = version === undefined ? sql`true` : sql`s.version = ${version}`;
      const { numAffectedRows } = await sql`insert into setting as s (tenant, key, value, updated_at)
        values (${providerTenant}, ${key}, ${storableJson(roles)}::jsonb, ${clock()})
        on conflict (tenant, key) do update set value = excluded.value, updated_at = excluded.updated_at where ${fits}`.execute(
        db,
      );
      return numAffectedRows === 1n;
    },
  };
}
