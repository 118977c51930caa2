import { sql } from 'kysely';
import { type RetentionTimes, usualDays } from '../core/retention.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';
import { storableJson } from './storable.ts';

/** A thing with who changed it last, and how often it was. */
export interface Kept<T> {
  readonly value: T;
  /** 0 until somebody sets it. */
  readonly version: number;
  readonly changedAt: number;
  readonly changedBy: string;
}

export interface BackupTimes {
  /** Hours between two; 0: none by itself. */
  readonly everyHours: number;
  /** Scheduled ones that are kept. */
  readonly keep: number;
}

const usualBackups: BackupTimes = { everyHours: 24, keep: 7 };

/** How long things are kept, and when backups are made. */
export function keepingSettingsStore(db: Db) {
  const read = async <T>(name: string): Promise<Kept<Partial<T>>> => {
    const { rows } = await sql<
      Kept<Partial<T>>
    >`select value, version, changed_at as "changedAt", changed_by as "changedBy"
      from keeping where tenant = ${providerTenant} and name = ${name}`.execute(db);
    return rows[0] ?? { value: {}, version: 0, changedAt: 0, changedBy: '' };
  };
  const write = async (name: string, value: unknown, seen: number): Promise<boolean> => {
    const { rows } =
      await sql`insert into keeping (tenant, name, value) values (${providerTenant}, ${name}, ${storableJson(value)}::jsonb)
      on conflict (tenant, name) do update set value = excluded.value where keeping.version = ${seen} returning 1`.execute(
        db,
      );
    return rows.length > 0;
  };

  return {
    async retention(): Promise<Kept<RetentionTimes>> {
      const { value, ...rest } = await read<RetentionTimes>('retention');
      return { value: { days: { ...usualDays, ...value.days }, customers: value.customers ?? {} }, ...rest };
    },

    /** False when somebody changed it since version `seen`. */
    setRetention: (times: RetentionTimes, seen: number) => write('retention', times, seen),

    async backups(): Promise<Kept<BackupTimes>> {
      const { value, ...rest } = await read<BackupTimes>('backups');
      return { value: { ...usualBackups, ...value }, ...rest };
    },

    setBackups: (times: BackupTimes, seen: number) => write('backups', times, seen),
  };
}
