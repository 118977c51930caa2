import { sql } from 'kysely';
import type { CallAlertOf } from '../../core/incident/call-alert-of.ts';
import type { Db } from '../postgres.ts';

/** Alerts that belong to no incident, and where alerts and measures of the network are. */
export function unplacedAlerts(db: Db) {
  return {
    /** Not closed, moved since a time (ms), part of no incident; oldest first. `tenant` undefined: of everybody. */
    async unplaced(since: number, limit: number, tenant?: string): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`select a.id from alert a
        where a.end_time >= ${since} and a.state <> 'closed' ${tenant === undefined ? sql`` : sql`and a.tenant = ${tenant}`}
          and not exists (select from incident_alert i where i.alert = a.id)
        order by a.start_time, a.id limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** Incidents of these alerts. */
    async ofAlerts(alerts: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (alerts.length === 0) return new Map();
      const { rows } = await sql<{ alert: string; incident: string }>`select alert, incident from incident_alert
        where alert = any(${[...alerts]}::text[])`.execute(db);
      return new Map(rows.map(({ alert, incident }) => [alert, incident]));
    },

    /** Alerts about calls of incidents that go on, with what they cost. */
    async callAlerts(): Promise<readonly CallAlertOf[]> {
      const { rows } =
        await sql<CallAlertOf>`select i.id as incident, i.tenant as "incidentTenant", a.id as alert, a.tenant,
          coalesce(a.calls->>'payer', '') as payer, a.end_time as "end", (a.calls->>'cost')::float8 as cost,
          coalesce(a.calls->'countries', '[]') as countries
        from incident i join incident_alert x on x.incident = i.id join alert a on a.id = x.alert
        where not i.is_over and a.calls is not null order by i.id, a.id limit 10000`.execute(db);
      return rows;
    },

    /** Ids of incidents that go on. */
    async goingOn(limit = 10_000): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`select id from incident where not is_over
        order by detected_at desc, id limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
