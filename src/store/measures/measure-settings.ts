import { sql } from 'kysely';
import type { MeasureAction } from '../../core/incident/measure-action.ts';
import type { ApprovalNeed } from '../../core/incident/measure-record.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Db } from '../postgres.ts';
import { storableJson } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

/** Which actions somebody set; the others are as usual. Version 0: nobody set any. */
export interface KeptApprovals extends Versioned {
  readonly approvals: Readonly<Partial<Record<MeasureAction, ApprovalNeed>>>;
}

interface Row {
  approvals: KeptApprovals['approvals'];
  version: number;
  changed_at: number;
  changed_by: string;
}

const none: KeptApprovals = { approvals: {}, version: 0, changedAt: 0, changedBy: '' };

/** Which actions on the network need a second person. */
export function measureSettingsStore(db: Db) {
  const get = async (): Promise<KeptApprovals> => {
    const { rows } = await sql<Row>`select approvals, version, changed_at, changed_by from measure_settings
      where tenant = 'provider'`.execute(db);
    return rows[0] ? { approvals: rows[0].approvals, ...readVersion(rows[0]) } : none;
  };
  return {
    get,

    /** Undefined when it is not of this version any more. */
    async put(approvals: KeptApprovals['approvals'], version?: number): Promise<KeptApprovals | undefined> {
      const { rows } = await sql`insert into measure_settings (tenant, approvals)
          select 'provider', ${storableJson(approvals)}::jsonb where ${version ?? 0}::bigint = 0 or exists (select from measure_settings)
        on conflict (tenant) do update set approvals = excluded.approvals
          ${version === undefined ? sql`` : sql`where measure_settings.version = ${version}`} returning 1`.execute(db);
      return rows.length > 0 ? get() : undefined;
    },
  };
}
