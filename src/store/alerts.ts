import { sql } from 'kysely';
import type { AlertRecord, AlertState, TimelineEntry } from '../core/alert-record.ts';
import type { Severity } from '../core/severity.ts';
import { alertRecord, selectAlerts } from './alert-rows.ts';
import { likeAnywhere } from './like.ts';
import type { Db } from './postgres.ts';
import { severityRank } from './severity-rank.ts';
import { type ListQuery, type Slice, slice } from './slice.ts';
import { storableText } from './storable.ts';

const minuteMs = 60_000;
/** How far around an alert its chart looks. */
const aroundMs = 30 * minuteMs;

/** Alerts as people see and handle them; the hot path writes them (batch.ts). */
export function alertStore(db: Db, clock: () => number) {
  /** Moves an alert and notes it, in one transaction; true also when it was so already. */
  const move = (id: string, to: 'acknowledged' | 'closed', by: string, nl: string, en: string): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      const now = clock();
      const name = storableText(by, 200);
      const row = await tx
        .selectFrom('alert')
        .select(['state', 'tenant'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return false;
      if (row.state === to || row.state === 'closed') return true;
      await sql`update alert set state = ${to}, updated_at = ${now},
        acknowledged_by = case when acknowledged_by = '' then ${name} else acknowledged_by end,
        acknowledged_at = coalesce(acknowledged_at, ${now}) where id = ${id}`.execute(tx);
      await tx
        .insertInto('alert_timeline')
        .values({
          alert: id,
          tenant: row.tenant,
          at: now,
          kind: to,
          text_nl: `${nl} ${name}`,
          text_en: `${en} ${name}`,
        })
        .execute();
      return true;
    });

  return {
    /** Newest first. */
    async list(
      query: ListQuery & { readonly state?: AlertState; readonly severity?: Severity; readonly rule?: string },
    ): Promise<Slice<AlertRecord>> {
      const { tenant, state, severity, rule, q, after, limit } = query;
      const like = q && likeAnywhere(q);
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and a.tenant = ${tenant}`}
        ${state === undefined ? sql`` : sql`and a.state = ${state}`}
        ${severity === undefined ? sql`` : sql`and a.severity = ${severityRank(severity)}`}
        ${rule === undefined ? sql`` : sql`and a.rule = ${rule}`}
        ${
          like
            ? sql`and (a.source_ip ilike ${like} or a.user_name ilike ${like} or a.sentence_nl ilike ${like}
          or a.sentence_en ilike ${like} or a.rule ilike ${like} or a.asset ilike ${like} or a.as_name ilike ${like})`
            : sql``
        }`;
      const [page, count] = await Promise.all([
        selectAlerts(
          false,
          sql`where ${filter} ${after ? sql`and (a.start_time, a.id) < (${after.at}, ${after.id})` : sql``}
            order by a.start_time desc, a.id desc limit ${limit + 1}`,
        ).execute(db),
        sql<{ total: number }>`select count(*) as total from alert a where ${filter}`.execute(db),
      ]);
      return slice(page.rows, limit, count.rows[0].total, (row) => ({ at: row.start_time, id: row.id }), alertRecord);
    },

    /** Not closed: what nobody took up first, and among those what nothing was done about yet; then the worst, then the newest. */
    async worst(tenant: string | undefined, limit: number): Promise<readonly AlertRecord[]> {
      const { rows } = await selectAlerts(
        false,
        sql`where a.state <> 'closed' ${tenant === undefined ? sql`` : sql`and a.tenant = ${tenant}`}
          order by (a.state = 'open') desc, (d.state is not distinct from 'in-force'), a.severity desc, a.end_time desc, a.id limit ${limit}`,
      ).execute(db);
      return rows.map(alertRecord);
    },

    async byIds(ids: readonly string[]): Promise<readonly AlertRecord[]> {
      if (ids.length === 0) return [];
      const { rows } = await selectAlerts(false, sql`where a.id = any(${[...ids]}::text[])`).execute(db);
      return rows.map(alertRecord);
    },

    /** With evidence. */
    async get(id: string): Promise<AlertRecord | undefined> {
      const { rows } = await selectAlerts(true, sql`where a.id = ${id}`).execute(db);
      return rows[0] && alertRecord(rows[0]);
    },

    /** Not closed and moved since a time, with evidence: what the engine knows again after a restart. */
    async open(since: number): Promise<readonly AlertRecord[]> {
      const { rows } = await selectAlerts(
        true,
        sql`where a.state <> 'closed' and a.end_time >= ${since} order by a.end_time`,
      ).execute(db);
      return rows.map(alertRecord);
    },

    /** Oldest first, with what became of its decisions. */
    async timeline(id: string): Promise<readonly TimelineEntry[]> {
      const { rows } = await sql<{ at: number; kind: string; text_nl: string; text_en: string }>`
        select at, kind, text_nl, text_en, id, 0 as which from alert_timeline where alert = ${id}
        union all
        select c.at, 'decision-' || c.state, d.value || case when c.detail = '' then '' else ': ' || c.detail end,
          d.value || case when c.detail = '' then '' else ': ' || c.detail end, c.id, 1
        from decision d join decision_change c on c.decision = d.id where d.alert = ${id} and d.alert <> ''
        order by at, which, id`.execute(db);
      return rows.map(({ at, kind, text_nl, text_en }) => ({ at, kind, text: { nl: text_nl, en: text_en } }));
    },

    /** Kept events per minute around an alert, of its address or account, or else of its asset. */
    async series({ alert }: AlertRecord): Promise<readonly { readonly at: number; readonly count: number }[]> {
      const from = Math.floor((alert.start - aroundMs) / minuteMs) * minuteMs;
      const to = Math.min(alert.end, alert.start + 86_400_000) + aroundMs;
      const whose = alert.sourceIp
        ? sql`source_ip = ${alert.sourceIp}`
        : alert.userName
          ? sql`user_name = ${alert.userName}`
          : sql`asset = ${alert.asset}`;
      const { rows } = await sql<{ at: number; count: number }>`
        select time / ${minuteMs} * ${minuteMs} as at, count(*) as count from event
        where tenant = ${alert.tenant} and time >= ${from} and time < ${to} and ${whose} group by 1 order by 1`.execute(
        db,
      );
      return rows;
    },

    /** False when there is no such alert. */
    acknowledge: (id: string, by: string) => move(id, 'acknowledged', by, 'Bevestigd door', 'Acknowledged by'),

    close: (id: string, by: string) => move(id, 'closed', by, 'Gesloten door', 'Closed by'),
  };
}
