import { sql } from 'kysely';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { CallAlertOf } from '../../core/incident/call-alert-of.ts';
import type { IncidentTraits } from '../../core/incident/incident.ts';
import { type Severity, severities } from '../../core/severity.ts';
import type { Db } from '../postgres.ts';
import { severityRank } from '../severity-rank.ts';

/** Which alerts that belong to no incident are wanted. */
export interface UnplacedQuery {
  /** Moved since, ms. */
  readonly since: number;
  readonly limit: number;
  /** Of the same customer, with something in common. */
  readonly like?: AlertLink;
  /** Of these customers. */
  readonly tenants?: readonly string[];
  /** At least this severe, `off`: none of any severity; or of these traits. */
  readonly atLeast?: Severity | 'off';
  readonly orOf?: Pick<IncidentTraits, 'addresses' | 'networks' | 'accounts' | 'assets'>;
}

/** Alerts that belong to no incident, and where alerts and measures of the network are. */
export function unplacedAlerts(db: Db) {
  return {
    /** Not closed, part of no incident; gravest first, and of equals the oldest. */
    async unplaced({ since, limit, like, tenants, atLeast, orOf }: UnplacedQuery): Promise<readonly string[]> {
      const common = like
        ? sql`and a.tenant = ${like.tenant} and ((a.source_ip <> '' and a.source_ip = ${like.address})
            or (a.user_name <> '' and a.user_name = ${like.account}) or (a.asset <> '' and a.asset = ${like.asset})
            or (a.as_number <> 0 and a.as_number = ${like.network}))`
        : sql``;
      const texts = (values: readonly string[] = []) => sql`any(${[...values]}::text[])`;
      const grave =
        atLeast === undefined
          ? sql``
          : sql`and (a.severity >= ${atLeast === 'off' ? severities.length : severityRank(atLeast)}
              or a.source_ip = ${texts(orOf?.addresses)} or a.user_name = ${texts(orOf?.accounts)}
              or a.asset = ${texts(orOf?.assets)} or a.as_number = any(${[...(orOf?.networks ?? [])]}::bigint[]))`;
      const { rows } = await sql<{ id: string }>`select a.id from alert a
        where a.end_time >= ${since} and a.state <> 'closed' ${common} ${grave}
          ${tenants === undefined ? sql`` : sql`and a.tenant = ${texts(tenants)}`}
          and not exists (select from incident_alert i where i.alert = a.id)
        order by a.severity desc, a.start_time, a.id limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** Alerts about calls of incidents that go on, with what they cost. */
    async callAlerts(): Promise<readonly CallAlertOf[]> {
      const { rows } =
        await sql<CallAlertOf>`select i.id as incident, i.tenant as "incidentTenant", a.id as alert, a.tenant,
          coalesce(a.calls->>'payer', '') as payer, a.end_time as "end", (a.calls->>'cost')::float8 as cost,
          coalesce(a.calls->'countries', '[]') as countries, a.updated_at as "saidAt", i.exposure_now as "keptCost"
        from incident i join incident_alert x on x.incident = i.id join alert a on a.id = x.alert
        where not i.is_over and a.calls is not null order by i.id, a.id limit 10000`.execute(db);
      return rows;
    },

    /** Incidents that go on and have measures in place, or moved since a time (ms): what the network did may be news to them. */
    async watched(since: number): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`select id from incident
        where not is_over and (moved_at >= ${since} or jsonb_path_exists(measures, '$[*] ? (!exists(@.undoneAt))'))
        order by moved_at desc, id limit 10000`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
