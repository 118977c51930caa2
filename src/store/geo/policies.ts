import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { GeoPolicy, GeoPolicyForm } from '../../core/geo/geo-policy.ts';
import type { GeoPolicyVersion } from '../../core/geo/records.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';
import { type KeptRow, mostKept, readKept } from './kept-columns.ts';
import { tenantOf } from './scope-tenant.ts';

interface Row {
  id: string;
  form: GeoPolicyForm;
  version: number;
  changed_at: number;
  changed_by: string;
}

interface VersionRow extends KeptRow {
  policy: string;
  form: GeoPolicyForm;
}

const kept = sql`policy, version, at, made_by, form, removed_at, removed_by`;

/** Policies by where traffic comes from and where calls go. The database itself keeps every version, those of removed ones too. */
export function geoPolicyStore(db: Db, clock: () => number) {
  return {
    /** By name; `tenant` undefined: all that may be seen. */
    async list(tenant?: string): Promise<readonly GeoPolicy[]> {
      const of = tenant === undefined ? sql`` : sql`where tenant = ${tenant}`;
      return (await sql<Row>`select * from geo_policy ${of} order by lower(name), id`.execute(db)).rows.map(read);
    },

    async get(id: string): Promise<GeoPolicy | undefined> {
      const { rows } = await sql<Row>`select * from geo_policy where id = ${id}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    async insert(form: GeoPolicyForm): Promise<GeoPolicy> {
      const { rows } = await sql<Row>`insert into geo_policy (id, tenant, level, name, state, form, created_at)
        values (${randomUUID()}, ${columns(form)}, ${clock()}) returning *`.execute(db);
      return read(rows[0]);
    },

    /** Undefined when there is none, or none of this version. */
    async update(id: string, form: GeoPolicyForm, version?: number): Promise<GeoPolicy | undefined> {
      const { rows } = await sql<Row>`update geo_policy set (tenant, level, name, state, form) = row(${columns(form)})
        where id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`} returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** False when there is none, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from geo_policy where id = ${id}
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },

    /**
     * Brings a removed policy back under its id, as its next version. Undefined when it is there, or never was.
     */
    async restore(id: string, form: GeoPolicyForm): Promise<GeoPolicy | undefined> {
      const { rows } = await sql<Row>`insert into geo_policy (id, tenant, level, name, state, form, created_at, version)
        select ${id}::text, ${columns(form)}, ${clock()}::bigint, max(version) + 1 from geo_policy_version where policy = ${id}
          having count(*) > 0
        on conflict (id) do nothing returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** As they were when they were removed, newest removal first, at most 500; `tenant` undefined: all that may be seen. */
    async removed(tenant?: string): Promise<readonly GeoPolicyVersion[]> {
      const of = tenant === undefined ? sql`` : sql`and tenant = ${tenant}`;
      const { rows } = await sql<VersionRow>`select ${kept} from geo_policy_version v where removed_at is not null ${of}
          and not exists (select from geo_policy_version later where later.policy = v.policy and later.version > v.version)
        order by removed_at desc, policy limit ${mostKept}`.execute(db);
      return rows.map(readVersionRow);
    },

    /** Newest first, at most 500. */
    async versions(id: string): Promise<readonly GeoPolicyVersion[]> {
      const { rows } = await sql<VersionRow>`select ${kept} from geo_policy_version
        where policy = ${id} order by version desc limit ${mostKept}`.execute(db);
      return rows.map(readVersionRow);
    },

    async version(id: string, version: number): Promise<GeoPolicyVersion | undefined> {
      const { rows } = await sql<VersionRow>`select ${kept} from geo_policy_version
        where policy = ${id} and version = ${version}`.execute(db);
      return rows[0] && readVersionRow(rows[0]);
    },
  };
}

function columns(form: GeoPolicyForm) {
  const { name, scope, state, proposeOn, reviewOn, owner, note, rules } = form;
  // Only what a form has, whatever else the object brings.
  const kept = storableJson({ name, scope, state, proposeOn, reviewOn, owner, note, rules });
  return sql`${tenantOf(scope)}, ${scope.level}, ${storableText(name, 200)}, ${state}, ${kept}::jsonb`;
}

/** JSON knows no undefined and no absent member: what a rule has not is undefined again. */
function formOf(form: GeoPolicyForm): GeoPolicyForm {
  return {
    ...form,
    rules: form.rules.map((rule) => ({
      ...rule,
      limit: rule.limit ?? undefined,
      when: rule.when ?? undefined,
      exception: rule.exception ?? undefined,
    })),
  };
}

function read(row: Row): GeoPolicy {
  return { ...formOf(row.form), id: row.id, ...readVersion(row) };
}

function readVersionRow({ policy, form, ...row }: VersionRow): GeoPolicyVersion {
  return { policy, form: formOf(form), ...readKept(row) };
}
