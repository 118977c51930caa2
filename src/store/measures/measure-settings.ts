import { sql } from 'kysely';
import type { MeasureAction } from '../../core/incident/measure-action.ts';
import type { ApprovalNeed } from '../../core/incident/measure-record.ts';
import type { Db } from '../postgres.ts';
import { storableJson } from '../storable.ts';

/** Which actions somebody set; the others are as usual. Version 0: nobody set any. */
export interface KeptApprovals {
  readonly approvals: Readonly<Partial<Record<MeasureAction, ApprovalNeed>>>;
  readonly version: number;
}

/** Which actions on the network need a second person. */
export function measureSettingsStore(db: Db) {
  const get = async (): Promise<KeptApprovals> => {
    const { rows } = await sql<KeptApprovals>`select approvals, version from measure_settings
      where tenant = 'provider'`.execute(db);
    return rows[0] ?? { approvals: {}, version: 0 };
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
