import { sql } from 'kysely';
import type { ResponderForm, ResponderRecord } from '../../core/on-call/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  id: string;
  form: ResponderForm;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** How people want to be reached, of those who said so. */
export function responderStore(db: Db) {
  return {
    async list(): Promise<readonly ResponderRecord[]> {
      return (await sql<Row>`select * from on_call_person order by id limit 5000`.execute(db)).rows.map(read);
    },

    async get(id: string): Promise<ResponderRecord | undefined> {
      const { rows } = await sql<Row>`select * from on_call_person where id = ${id}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Undefined when it is not of this version any more; 0 for what nobody has set. */
    async put(id: string, form: ResponderForm, version?: number): Promise<ResponderRecord | undefined> {
      const { zone, ways, rules, quiet, absences } = form;
      const kept = storableJson({ zone, ways, rules, quiet, absences });
      const { rows } = await sql<Row>`insert into on_call_person as p (id, tenant, form)
        select ${id}, ${providerTenant}, ${kept}::jsonb where ${version ?? 0}::bigint = 0 or exists (select from on_call_person where id = ${id})
        on conflict (id) do update set form = excluded.form
        where ${version === undefined ? sql`true` : sql`p.version = ${version}`} returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },
  };
}

function read(row: Row): ResponderRecord {
  return { ...row.form, id: row.id, ...readVersion(row) };
}
