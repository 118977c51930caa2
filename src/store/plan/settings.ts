import { sql } from 'kysely';
import { type PlanSettings, usualPlanSettings } from '../../core/plan/plan-records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  copy_on: boolean;
  copy_to: string;
  copy_day: number;
  remind_to: string;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** What goes out by mail by itself. */
export function planSettingsStore(db: Db) {
  return {
    /** Version 0 until somebody sets something. */
    async settings(): Promise<PlanSettings & Versioned> {
      const { rows } = await sql<Row>`select * from plan_settings where tenant = ${providerTenant}`.execute(db);
      return rows[0] ? read(rows[0]) : { ...usualPlanSettings, version: 0, changedAt: 0, changedBy: '' };
    },

    async putSettings(
      { copyOn, copyTo, copyDay, remindTo }: PlanSettings,
      version?: number,
    ): Promise<(PlanSettings & Versioned) | undefined> {
      const { rows } = await sql<Row>`insert into plan_settings as s (tenant, copy_on, copy_to, copy_day, remind_to)
        select ${providerTenant}, ${copyOn}::boolean, ${storableText(copyTo, 254)}, ${copyDay}::bigint, ${storableText(remindTo, 254)}
          where ${version ?? 0}::bigint = 0 or exists (select from plan_settings where tenant = ${providerTenant})
        on conflict (tenant) do update set copy_on = excluded.copy_on, copy_to = excluded.copy_to,
          copy_day = excluded.copy_day, remind_to = excluded.remind_to
        where ${version === undefined ? sql`true` : sql`s.version = ${version}`} returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },
  };
}

function read(row: Row): PlanSettings & Versioned {
  const { copy_on, copy_to, copy_day, remind_to } = row;
  return { copyOn: copy_on, copyTo: copy_to, copyDay: copy_day, remindTo: remind_to, ...readVersion(row) };
}
