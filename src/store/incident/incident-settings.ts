import { sql } from 'kysely';
import { type IncidentSettings, usualIncidentSettings } from '../../core/incident/incident-settings.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Db } from '../postgres.ts';
import { storableJson } from '../storable.ts';

const key = 'incidents';

/** What alerts do with incidents by themselves, as one setting of the provider; version 0 while nobody has set anything. */
export function incidentSettingsStore(db: Db) {
  const read = async (on: Db): Promise<IncidentSettings & Versioned> => {
    const row = await on
      .selectFrom('setting')
      .select(['value', 'version', 'changed_at', 'changed_by'])
      .where('tenant', '=', providerTenant)
      .where('key', '=', key)
      .executeTakeFirst();
    return {
      ...usualIncidentSettings,
      ...(row?.value as Partial<IncidentSettings> | undefined),
      version: row?.version ?? 0,
      changedAt: row?.changed_at ?? 0,
      changedBy: row?.changed_by ?? '',
    };
  };

  return {
    settings: () => read(db),

    /** Undefined when they are not of this version any more. */
    async changeSettings(
      change: Partial<IncidentSettings>,
      now: number,
      expected?: number,
    ): Promise<(IncidentSettings & Versioned) | undefined> {
      return db.transaction().execute(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtext('belwacht incident settings'))`.execute(tx);
        const { version, changedAt: _at, changedBy: _by, ...before } = await read(tx);
        if (expected !== undefined && expected !== version) return undefined;
        const after: IncidentSettings = { ...before, ...change };
        await sql`insert into setting (tenant, key, value, updated_at)
          values (${providerTenant}, ${key}, ${storableJson(after)}::jsonb, ${now})
          on conflict (tenant, key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(tx);
        return read(tx);
      });
    },
  };
}
