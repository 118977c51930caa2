import { sql } from 'kysely';
import type { GeoGroup } from '../../core/geo/geo-policy.ts';
import type { GeoGroupRecord } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  name: string;
  title: string;
  subjects: string[];
  version: number;
  changed_at: number;
  changed_by: string;
}

/** Groups of the provider. */
export function geoGroupStore(db: Db) {
  return {
    async list(): Promise<readonly GeoGroupRecord[]> {
      const { rows } = await sql<Row>`select * from geo_group where tenant = ${providerTenant} order by name`.execute(
        db,
      );
      return rows.map(read);
    },

    async get(name: string): Promise<GeoGroupRecord | undefined> {
      const { rows } =
        await sql<Row>`select * from geo_group where tenant = ${providerTenant} and name = ${name}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Undefined when it is not of this version any more; 0 for one that is to be new. */
    async put({ name, title, subjects }: GeoGroup, version?: number): Promise<GeoGroupRecord | undefined> {
      const { rows } = await sql<Row>`insert into geo_group as g (tenant, name, title, subjects)
        select ${providerTenant}, ${storableText(name, 64)}, ${storableText(title, 200)}, ${storableJson(subjects)}::jsonb
          where ${version ?? 0}::bigint = 0 or exists (select from geo_group where tenant = ${providerTenant} and name = ${name})
        on conflict (tenant, name) do update set title = excluded.title, subjects = excluded.subjects
        where ${version === undefined ? sql`true` : sql`g.version = ${version}`} returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** False when there is none, or none of this version. */
    async remove(name: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from geo_group where tenant = ${providerTenant} and name = ${name}
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}

function read(row: Row): GeoGroupRecord {
  return { name: row.name, title: row.title, subjects: row.subjects, ...readVersion(row) };
}
