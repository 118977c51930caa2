import { sql } from 'kysely';
import { type GeoSettings, usualGeoSettings } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

const key = 'geo';

interface Row {
  value: Partial<GeoSettings>;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** What the provider sets once about geo-blocking, and proposals that were waved away. */
export function geoSettingsStore(db: Db, clock: () => number) {
  const read = ({ value, ...row }: Row): GeoSettings & Versioned => ({
    ...usualGeoSettings,
    ...value,
    ...readVersion(row),
  });
  return {
    /** Version 0 until somebody sets something. */
    async get(): Promise<GeoSettings & Versioned> {
      const { rows } = await sql<Row>`select value, version, changed_at, changed_by from setting
        where tenant = ${providerTenant} and key = ${key}`.execute(db);
      return read(rows[0] ?? { value: {}, version: 0, changed_at: 0, changed_by: '' });
    },

    /** Changes what is given. Undefined when they are not of this version any more; 0 for what nobody has set. */
    async put(change: Partial<GeoSettings>, version?: number): Promise<(GeoSettings & Versioned) | undefined> {
      const { rows } = await sql<Row>`insert into setting as s (tenant, key, value, updated_at)
        select ${providerTenant}, ${key}, ${storableJson(change)}::jsonb, ${clock()} where ${version ?? 0}::bigint = 0
          or exists (select from setting where tenant = ${providerTenant} and key = ${key})
        on conflict (tenant, key) do update set value = s.value || excluded.value, updated_at = excluded.updated_at
        where ${version === undefined ? sql`true` : sql`s.version = ${version}`}
        returning value, version, changed_at, changed_by`.execute(db);
      return rows[0] && read(rows[0]);
    },

    async dismissedProposals(since: number): Promise<ReadonlySet<string>> {
      const { rows } = await sql<{ id: string }>`select id from geo_proposal
        where tenant = ${providerTenant} and dismissed_at >= ${since}`.execute(db);
      return new Set(rows.map(({ id }) => id));
    },

    async dismissProposal(id: string, by: string): Promise<void> {
      await sql`insert into geo_proposal (tenant, id, dismissed_at, dismissed_by)
        values (${providerTenant}, ${storableText(id, 128)}, ${clock()}, ${storableText(by, 200)})
        on conflict (tenant, id) do update set dismissed_at = excluded.dismissed_at, dismissed_by = excluded.dismissed_by`.execute(
        db,
      );
    },
  };
}
