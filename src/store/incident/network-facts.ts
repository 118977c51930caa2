import { sql } from 'kysely';
import type { DecisionRecord } from '../../core/decision-record.ts';
import type { DecisionStep, SentMessage } from '../../core/incident/on-network.ts';
import { decisionRecord, selectDecisions } from '../decision-rows.ts';
import type { Db } from '../postgres.ts';

/** What was decided on alerts, or is named by measures. */
export function networkFacts(db: Db) {
  return {
    /** Blocks of these alerts and of these ids, with the steps of their lives. */
    async blocksOf(
      alerts: readonly string[],
      ids: readonly string[],
    ): Promise<readonly { readonly record: DecisionRecord; readonly steps: readonly DecisionStep[] }[]> {
      if (alerts.length + ids.length === 0) return [];
      const { rows } = await selectDecisions(sql`where (d.alert <> '' and d.alert = any(${[...alerts]}::text[]))
        or d.id = any(${[...ids]}::text[]) order by d.from_time, d.id`).execute(db);
      const records = rows.map(decisionRecord);
      const { rows: steps } = await sql<
        DecisionStep & { decision: string }
      >`select c.decision, c.at, c.state, c.author, c.detail,
          coalesce(u.name, k.name, case when c.author like 'rule:%' then substr(c.author, 6) else c.author end) as "authorName"
        from decision_change c left join auth_user u on c.author = 'user:' || u.id left join token k on c.author = 'token:' || k.id
        where c.decision = any(${records.map(({ decision }) => decision.id)}::text[]) order by c.id`.execute(db);
      const of = Map.groupBy(steps, ({ decision }) => decision);
      return records.map((record) => ({ record, steps: of.get(record.decision.id) ?? [] }));
    },

    /** Ids of stops of calls of these alerts. */
    async stopsOf(alerts: readonly string[]): Promise<readonly string[]> {
      if (alerts.length === 0) return [];
      const { rows } = await sql<{ id: string }>`select id from call_stop
        where alert <> '' and alert = any(${[...alerts]}::text[]) order by from_time, id`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** Ids of attack modes of these alerts. */
    async attacksOf(alerts: readonly string[]): Promise<readonly string[]> {
      if (alerts.length === 0) return [];
      const { rows } = await sql<{ id: string }>`select id from geo_attack
        where alert <> '' and alert = any(${[...alerts]}::text[]) order by from_time, id`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** Messages of these ids that were delivered or given up. */
    async sent(ids: readonly string[]): Promise<readonly Omit<SentMessage, 'rule'>[]> {
      if (ids.length === 0) return [];
      const { rows } = await sql<
        Omit<SentMessage, 'rule'>
      >`select id, channel, address, state = 'delivered' as delivered, error,
          coalesce(ended_at, created_at) as at
        from outbox where id = any(${[...ids]}::text[]) and state in ('delivered', 'failed') order by 6, id`.execute(
        db,
      );
      return rows;
    },

    /** Incidents that go on with the alerts of these blocks, stops and modes. */
    async touchedBy(ids: readonly string[]): Promise<readonly string[]> {
      if (ids.length === 0) return [];
      const given = sql`${[...ids]}::text[]`;
      const { rows } = await sql<{ id: string }>`with alerts as materialized (
          select alert from decision where id = any(${given}) union select alert from call_stop where id = any(${given})
          union select alert from geo_attack where id = any(${given}))
        select distinct i.id from alerts join incident_alert a on a.alert = alerts.alert join incident i on i.id = a.incident
        where alerts.alert <> '' and not i.is_over`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
