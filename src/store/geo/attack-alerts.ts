import { sql } from 'kysely';
import type { GeoService } from '../../core/geo/geo-policy.ts';
import type { AttackAlert } from '../../core/geo/records.ts';
import { textArray } from '../array-literal.ts';
import type { Db } from '../postgres.ts';
import { ofTenant, type TrafficQuery } from './traffic.ts';
import { wantedService } from './wanted-service.ts';

const maxAlerts = 20_000;

/** Attacks of the past, for what a policy would have stopped. */
export function attackAlertStore(db: Db) {
  return {
    /** Alerts with a source address, newest first; `total` counts those without one too. */
    async attackAlerts(
      query: TrafficQuery,
    ): Promise<{ readonly items: readonly AttackAlert[]; readonly total: number }> {
      const since = sql`end_time >= ${query.from} ${ofTenant(query)}`;
      const [items, total] = await Promise.all([
        sql<AttackAlert>`select id, rule, tenant, source_ip as address, country, start_time as at from alert
          where ${since} and source_ip <> '' order by start_time desc, id limit ${maxAlerts}`.execute(db),
        sql<{ n: number }>`select count(*) as n from alert where ${since}`.execute(db),
      ]);
      return { items: items.rows, total: total.rows[0].n };
    },

    /** What the events that alerts are evidenced with wanted; alerts whose events tell nothing are not in it. */
    async alertServices(ids: readonly string[]): Promise<ReadonlyMap<string, readonly GeoService[]>> {
      if (ids.length === 0) return new Map();
      const { rows } = await sql<{ id: string; services: GeoService[] }>`
        select id, array_agg(distinct wanted order by wanted) as services
        from (select a.id, ${wantedService} as wanted from alert a
          cross join lateral (select coalesce(r.action, '') as action, coalesce(r.service, '') as service,
              coalesce(r."sipMethod", '') as sip_method
            from jsonb_to_recordset(a.evidence) as r (action text, service text, "sipMethod" text)) e
          where a.id = any(${textArray(ids)}::text[])) k
        where wanted is not null group by id`.execute(db);
      return new Map(rows.map(({ id, services }) => [id, services]));
    },
  };
}
