import { sql } from 'kysely';
import type { GeoGroup } from '../../core/geo/geo-policy.ts';
import type { GeoGroupRecord, GeoGroupVersion } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';
import { type KeptRow, mostKept, readKept } from './kept-columns.ts';

interface Row {
  name: string;
  title: string;
  subjects: string[];
  version: number;
  changed_at: number;
  changed_by: string;
}

interface VersionRow extends KeptRow {
  name: string;
  title: string;
  subjects: string[];
}

const kept = sql`name, title, subjects, version, at, made_by, removed_at, removed_by`;

/** Groups of the provider. The database itself keeps every version, those of removed ones too. */
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

    /**
     * Undefined when it is not of this version any more; 0 for one that is to be new. The versions of a name that was in use
     * before go on counting.
     */
    async put({ name, title, subjects }: GeoGroup, version?: number): Promise<GeoGroupRecord | undefined> {
      const { rows } = await sql<Row>`insert into geo_group as g (tenant, name, title, subjects, version)
        select ${providerTenant}, ${storableText(name, 64)}, ${storableText(title, 200)}, ${storableJson(subjects)}::jsonb,
            1 + coalesce((select max(version) from geo_group_version where tenant = ${providerTenant} and name = ${name}), 0)
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

    /** Newest first, of removed ones too; at most 500. */
    async versions(name: string): Promise<readonly GeoGroupVersion[]> {
      const { rows } = await sql<VersionRow>`select ${kept} from geo_group_version
        where tenant = ${providerTenant} and name = ${name} order by version desc limit ${mostKept}`.execute(db);
      return rows.map(readVersionRow);
    },

    async version(name: string, version: number): Promise<GeoGroupVersion | undefined> {
      const { rows } = await sql<VersionRow>`select ${kept} from geo_group_version
        where tenant = ${providerTenant} and name = ${name} and version = ${version}`.execute(db);
      return rows[0] && readVersionRow(rows[0]);
    },

    /** As they were when they were removed, newest removal first, at most 500. */
    async removed(): Promise<readonly GeoGroupVersion[]> {
      const { rows } = await sql<VersionRow>`select ${kept} from geo_group_version v
        where tenant = ${providerTenant} and removed_at is not null and not exists
          (select from geo_group_version later where later.tenant = v.tenant and later.name = v.name and later.version > v.version)
        order by removed_at desc, name limit ${mostKept}`.execute(db);
      return rows.map(readVersionRow);
    },
  };
}

function read(row: Row): GeoGroupRecord {
  return { name: row.name, title: row.title, subjects: row.subjects, ...readVersion(row) };
}

function readVersionRow({ name, title, subjects, ...row }: VersionRow): GeoGroupVersion {
  return { name, title, subjects, ...readKept(row) };
}
