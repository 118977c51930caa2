import { sql } from 'kysely';
import { type CallSettingsForm, type CallSettingsRecord, usualCallSettings } from '../../core/calls/call-settings.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Db } from '../postgres.ts';
import { storableJson } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

const emergencyKey = 'call-emergency-numbers';

export interface EmergencySetting extends Versioned {
  readonly numbers: readonly { readonly number: string; readonly note: string }[];
}

interface EmergencyRow {
  value: EmergencySetting['numbers'];
  version: number;
  changed_at: number;
  changed_by: string;
}

interface Row {
  tenant: string;
  mode: CallSettingsForm['mode'];
  value: Partial<CallSettingsForm>;
  mode_since: number;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** What holds for the calls of customers. */
export function callSettingsStore(db: Db, clock: () => number) {
  return {
    /** Of a customer that nobody set anything for what is usual, version 0. */
    async get(tenant: string): Promise<CallSettingsRecord> {
      const { rows } = await sql<Row>`select * from call_settings where tenant = ${tenant}`.execute(db);
      return rows[0]
        ? read(rows[0])
        : { ...usualCallSettings, tenant, modeSince: 0, version: 0, changedAt: 0, changedBy: '' };
    },

    /** Those that somebody set. */
    async all(): Promise<readonly CallSettingsRecord[]> {
      return (await sql<Row>`select * from call_settings order by tenant`.execute(db)).rows.map(read);
    },

    /** Undefined when they are not of this version any more; 0 for what nobody has set. */
    async put(tenant: string, form: CallSettingsForm, version?: number): Promise<CallSettingsRecord | undefined> {
      const { mode, ...value } = form;
      const now = clock();
      const json = storableJson(value);
      const { rows } = await sql<Row>`insert into call_settings as s (tenant, mode, value, mode_since)
        select ${tenant}, ${mode}, ${json}::jsonb, ${now} where ${version ?? 0}::bigint = 0 or exists (select from call_settings where tenant = ${tenant})
        on conflict (tenant) do update set mode = excluded.mode, value = excluded.value,
          mode_since = case when s.mode = excluded.mode then s.mode_since else excluded.mode_since end
        where ${version === undefined ? sql`true` : sql`s.version = ${version}`} returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Emergency numbers of the provider, besides those every country has. */
    async emergency(): Promise<EmergencySetting> {
      const { rows } = await sql<EmergencyRow>`select value, version, changed_at, changed_by from setting
        where tenant = ${providerTenant} and key = ${emergencyKey}`.execute(db);
      return rows[0] ? readEmergency(rows[0]) : { numbers: [], version: 0, changedAt: 0, changedBy: '' };
    },

    /** Undefined when they are not of this version any more; 0 for what nobody has set. */
    async putEmergency(numbers: EmergencySetting['numbers'], version?: number): Promise<EmergencySetting | undefined> {
      const { rows } = await sql<EmergencyRow>`insert into setting as s (tenant, key, value, updated_at)
        select ${providerTenant}, ${emergencyKey}, ${storableJson(numbers)}::jsonb, ${clock()} where ${version ?? 0}::bigint = 0
          or exists (select from setting where tenant = ${providerTenant} and key = ${emergencyKey})
        on conflict (tenant, key) do update set value = excluded.value, updated_at = excluded.updated_at
        where ${version === undefined ? sql`true` : sql`s.version = ${version}`}
        returning value, version, changed_at, changed_by`.execute(db);
      return rows[0] && readEmergency(rows[0]);
    },
  };
}

function readEmergency({ value, ...row }: EmergencyRow): EmergencySetting {
  return { numbers: value, ...readVersion(row) };
}

function read({ tenant, mode, value, mode_since, version, changed_at, changed_by }: Row): CallSettingsRecord {
  const dialPlan = { ...usualCallSettings.dialPlan, ...value.dialPlan };
  return {
    ...usualCallSettings,
    ...value,
    ...{ dialPlan, tenant, mode, modeSince: mode_since, version, changedAt: changed_at, changedBy: changed_by },
  };
}
