import { sql } from 'kysely';
import type { Incident } from '../../core/incident/incident.ts';
import type { Db } from '../postgres.ts';
import { type IncidentRow, readIncident } from './incident-rows.ts';

/** What whom and what an incident hits is called. */
export interface IncidentNames {
  readonly customers: ReadonlyMap<string, string>;
  readonly sites: ReadonlyMap<string, string>;
  readonly assets: ReadonlyMap<string, string>;
}

/** Names to show beside ids, and incidents for one screen. */
export function incidentNames(db: Db) {
  return {
    async names(of: {
      readonly customers: readonly string[];
      readonly sites: readonly string[];
      readonly assets: readonly string[];
    }): Promise<IncidentNames> {
      const { rows } = await sql<{ kind: keyof IncidentNames; id: string; name: string }>`
        select 'customers' as kind, id, name from tenant where id = any(${[...of.customers]}::text[])
        union all select 'sites', id, name from customer_site where id = any(${[...of.sites]}::text[])
        union all select 'assets', id, name from asset
          where id = any(${[...of.assets]}::text[]) and tenant = any(${[...of.customers]}::text[])`.execute(db);
      const names = { customers: new Map(), sites: new Map(), assets: new Map() } satisfies Record<
        keyof IncidentNames,
        Map<string, string>
      >;
      for (const { kind, id, name } of rows) names[kind].set(id, name);
      return names;
    },

    /** Those that go on, without their alerts and marks: gravest first, drills last. */
    async wall(limit: number): Promise<{ readonly items: readonly Incident[]; readonly total: number }> {
      const { rows } = await sql<
        IncidentRow & { total: number }
      >`select id, number, tenant, title, summary, severity, assessment,
          classification, suspected_malicious, cross_border, drill, detected_at, opened_by, stages, reopened, review_due, roles, impact,
          tasks, measures, '[]'::jsonb as alerts,
          '{"addresses":[],"networks":[],"accounts":[],"assets":[],"rules":[]}'::jsonb as traits, cause, what_worked, merged_into,
          split_from, exposure_now, exposure_most, exposure_at, created_at, moved_at, version, changed_at, changed_by,
          count(*) over () as total
        from incident where not is_over order by drill, severity desc, detected_at desc, id limit ${limit}`.execute(db);
      return { items: rows.map(readIncident), total: rows[0]?.total ?? 0 };
    },

    async attachmentCount(incident: string): Promise<number> {
      const { rows } = await sql<{ count: number }>`select count(*) as count from incident_attachment
        where incident = ${incident} and complete`.execute(db);
      return rows[0].count;
    },
  };
}
