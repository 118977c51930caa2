import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { EscalationPolicy, EscalationPolicyForm } from '../../core/on-call/escalation-policy.ts';
import type { PolicyChoice, PolicyChoices } from '../../core/on-call/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface VersionRow {
  version: number;
  changed_at: number;
  changed_by: string;
}
type Row = VersionRow & { id: string; form: EscalationPolicyForm };
type ChoiceRow = VersionRow & { tenant: string; policies: PolicyChoices };

/** Escalation policies. */
export function escalationPolicyStore(db: Db, clock: () => number) {
  return {
    /** By name, at most 500. */
    async list(): Promise<readonly EscalationPolicy[]> {
      return (await sql<Row>`select * from on_call_policy order by lower(name), id limit 500`.execute(db)).rows.map(
        read,
      );
    },

    async get(id: string): Promise<EscalationPolicy | undefined> {
      const { rows } = await sql<Row>`select * from on_call_policy where id = ${id}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    async insert(form: EscalationPolicyForm): Promise<EscalationPolicy> {
      const { rows } = await sql<Row>`insert into on_call_policy (id, tenant, name, form, created_at) values
        (${randomUUID()}, ${providerTenant}, ${storableText(form.name, 200)}, ${kept(form)}::jsonb, ${clock()}) returning *`.execute(
        db,
      );
      return read(rows[0]);
    },

    /** Undefined when there is none, or none of this version. */
    async update(id: string, form: EscalationPolicyForm, version?: number): Promise<EscalationPolicy | undefined> {
      const { rows } =
        await sql<Row>`update on_call_policy set name = ${storableText(form.name, 200)}, form = ${kept(form)}::jsonb
        where id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`} returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** False when there is none, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from on_call_policy where id = ${id}
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}

/** Which policy holds for which severity, for everybody and for single customers. */
export function policyChoiceStore(db: Db) {
  return {
    async list(): Promise<readonly PolicyChoice[]> {
      return (await sql<ChoiceRow>`select * from on_call_choice order by tenant limit 5000`.execute(db)).rows.map(
        readChoice,
      );
    },

    async get(tenant: string): Promise<PolicyChoice | undefined> {
      const { rows } = await sql<ChoiceRow>`select * from on_call_choice where tenant = ${tenant}`.execute(db);
      return rows[0] && readChoice(rows[0]);
    },

    /** Undefined when it is not of this version any more; 0 for what nobody has set. */
    async put(tenant: string, policies: PolicyChoices, version?: number): Promise<PolicyChoice | undefined> {
      const { rows } = await sql<ChoiceRow>`insert into on_call_choice as c (tenant, policies)
        select ${tenant}, ${storableJson(policies)}::jsonb where ${version ?? 0}::bigint = 0
          or exists (select from on_call_choice where tenant = ${tenant})
        on conflict (tenant) do update set policies = excluded.policies
        where ${version === undefined ? sql`true` : sql`c.version = ${version}`} returning *`.execute(db);
      return rows[0] && readChoice(rows[0]);
    },

    /** False when there is none, or none of this version. */
    async remove(tenant: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from on_call_choice where tenant = ${tenant}
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}

function kept({ name, steps, repeat, silentMinutes }: EscalationPolicyForm): string {
  return storableJson({ name, steps, repeat, silentMinutes });
}

function read(row: Row): EscalationPolicy {
  return { ...row.form, id: row.id, ...readVersion(row) };
}

function readChoice(row: ChoiceRow): PolicyChoice {
  return { tenant: row.tenant, policies: row.policies, ...readVersion(row) };
}
