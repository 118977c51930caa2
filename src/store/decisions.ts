import { sql } from 'kysely';
import type { Decision, DecisionState } from '../core/decision.ts';
import type { DecisionRecord } from '../core/decision-record.ts';
import { providerTenant } from '../core/tenant.ts';
import { insertDecisions } from './batch/decisions.ts';
import { oneAtATime, settle } from './batch/settle.ts';
import { booleans, integers, texts } from './batch/tx.ts';
import { decisionOf, decisionRecord, selectDecisions } from './decision-rows.ts';
import { likeAnywhere } from './like.ts';
import type { Db } from './postgres.ts';
import type { DecisionRow } from './schema.ts';
import { type ListQuery, type Slice, slice } from './slice.ts';
import { storableText } from './storable.ts';

/** What an enforcer has confirmed about a decision (same shape as the enforcers' report), and whether it is a real one. */
export interface ConfirmedReport {
  readonly decision: string;
  readonly enforcer: string;
  readonly real: boolean;
  readonly state: 'asked' | 'in-force' | 'lifted' | 'failed';
  readonly at: number;
  readonly error: string;
}

const current = sql`d.state in ('asked', 'in-force')`;
/** Those that failed are tried again until they end. */
const standing = sql`d.state in ('asked', 'in-force', 'failed')`;

/** Decisions through their life: asked → in force → lifted or expired; or failed, held, reported. */
export function decisionStore(db: Db, clock: () => number) {
  /** Moves decisions that are in one of `from` and notes who did it and why; returns those that moved. */
  const move = (
    ids: readonly string[],
    from: readonly DecisionState[],
    to: DecisionState,
    author: string,
    detail: string,
  ): Promise<readonly Decision[]> =>
    db.transaction().execute(async (tx) => {
      const now = clock();
      const { rows } = await sql<DecisionRow>`update decision set state = ${to}, updated_at = ${now}
        where id = any(${[...ids]}::text[]) and state = any(${[...from]}::text[]) returning *`.execute(tx);
      if (rows.length > 0) {
        await sql`insert into decision_change (decision, tenant, at, state, author, detail)
          select id, tenant, ${now}::bigint, ${to}::text, ${author}::text, ${storableText(detail, 500)}::text
          from decision where id = any(${rows.map(({ id }) => id)}::text[]) order by id`.execute(tx);
      }
      return rows.map(decisionOf);
    });

  return {
    /** Newest first. `current`: asked or in force. */
    async list(query: ListQuery & { readonly state?: DecisionState | 'current' }): Promise<Slice<DecisionRecord>> {
      const { tenant, state, q, after, limit } = query;
      const like = q && likeAnywhere(q);
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and d.tenant = ${tenant}`}
        ${state === undefined ? sql`` : state === 'current' ? sql`and ${current}` : sql`and d.state = ${state}`}
        ${like ? sql`and (d.value ilike ${like} or d.reason_nl ilike ${like} or d.reason_en ilike ${like} or d.rule ilike ${like} or d.as_name ilike ${like})` : sql``}`;
      const [page, count] = await Promise.all([
        selectDecisions(
          sql`where ${filter} ${after ? sql`and (d.from_time, d.id) < (${after.at}, ${after.id})` : sql``}
            order by d.from_time desc, d.id desc limit ${limit + 1}`,
        ).execute(db),
        sql<{ total: number }>`select count(*) as total from decision d where ${filter}`.execute(db),
      ]);
      return slice(page.rows, limit, count.rows[0].total, (row) => ({ at: row.from_time, id: row.id }), decisionRecord);
    },

    /** In force or asked, newest first. */
    async newest(tenant: string | undefined, limit: number): Promise<readonly DecisionRecord[]> {
      const { rows } = await selectDecisions(
        sql`where ${current} ${tenant === undefined ? sql`` : sql`and d.tenant = ${tenant}`}
          order by d.from_time desc, d.id desc limit ${limit}`,
      ).execute(db);
      return rows.map(decisionRecord);
    },

    async byIds(ids: readonly string[]): Promise<readonly DecisionRecord[]> {
      if (ids.length === 0) return [];
      const { rows } = await selectDecisions(sql`where d.id = any(${[...ids]}::text[])`).execute(db);
      return rows.map(decisionRecord);
    },

    async ofAlert(alert: string): Promise<readonly DecisionRecord[]> {
      const { rows } = await selectDecisions(
        sql`where d.alert = ${alert} and d.alert <> '' order by d.from_time, d.id`,
      ).execute(db);
      return rows.map(decisionRecord);
    },

    /**
     * Every decision that has to be in force now, those that failed so far included: what enforcers are made equal to at
     * start and every minute.
     */
    async inForce(now: number): Promise<readonly Decision[]> {
      const { rows } = await sql<DecisionRow>`select d.* from decision d
        where ${standing} and d.until_time > ${now} order by d.from_time, d.id`.execute(db);
      return rows.map(decisionOf);
    },

    /** Keeps a decision of a person, or one the hot path did not batch; false when its id is there already. */
    async insert(decision: Decision, place: { readonly country: string; readonly asName: string }): Promise<boolean> {
      return db
        .transaction()
        .execute(async (tx) => (await insertDecisions(tx, [decision], clock(), [place])).length === 1);
    },

    /**
     * Notes what enforcers confirmed, also about a decision whose batch is still on its way here. A decision that was asked is
     * in force once a first enforcer has it, and failed when every enforcer that was heard failed. Returns the ids whose
     * state moved.
     */
    async confirm(reports: readonly ConfirmedReport[]): Promise<readonly string[]> {
      if (reports.length === 0) return [];
      // The last word of each enforcer about each decision; a statement may touch a row only once.
      const last = [...new Map(reports.map((r) => [`${r.decision} ${r.enforcer}`, r])).values()];
      return db.transaction().execute(async (tx) => {
        await oneAtATime(tx);
        await sql`insert into decision_enforcer (decision, enforcer, tenant, is_real, state, at, error)
          select r.decision, r.enforcer, coalesce(d.tenant, ${providerTenant}), r.is_real, r.state, r.at, r.error
          from unnest(${texts(last, (r) => r.decision)}, ${texts(last, (r) => r.enforcer)}, ${booleans(last, (r) => r.real)},
            ${texts(last, (r) => r.state)}, ${integers(last, (r) => r.at)}, ${texts(last, (r) => r.error, 500)})
            as r (decision, enforcer, is_real, state, at, error)
          left join decision d on d.id = r.decision order by r.decision, r.enforcer
          on conflict (decision, enforcer) do update set is_real = excluded.is_real, state = excluded.state, at = excluded.at, error = excluded.error
          where decision_enforcer.at <= excluded.at`.execute(tx);
        return settle(tx, [...new Set(last.map(({ decision }) => decision))], clock());
      });
    },

    /** Takes blocks back; returns those that were asked or in force. Enforcers confirm afterwards. */
    lift: (ids: readonly string[], author: string, reason: string) =>
      move(ids, ['asked', 'in-force', 'failed'], 'lifted', author, reason),

    /** Ends what is due; returns what has to leave the enforcers. */
    async expire(now: number): Promise<readonly Decision[]> {
      const { rows } = await sql<{
        id: string;
      }>`select d.id from decision d where ${standing} and d.until_time <= ${now}`.execute(db);
      return rows.length === 0
        ? []
        : move(
            rows.map(({ id }) => id),
            ['asked', 'in-force', 'failed'],
            'expired',
            '',
            '',
          );
    },

    /** Decisions that ended or were taken back since a time (ms): clients that were away are told to drop them. */
    async ended(since: number): Promise<readonly Decision[]> {
      const { rows } = await sql<DecisionRow>`select d.* from decision d
        where d.state in ('lifted', 'expired') and d.updated_at >= ${since} order by d.updated_at, d.id`.execute(db);
      return rows.map(decisionOf);
    },

    /** All decisions since a time (ms), oldest first: what the hot thread counts offences from after a restart. */
    async since(time: number): Promise<readonly Decision[]> {
      const { rows } =
        await sql<DecisionRow>`select d.* from decision d where d.until_time >= ${time} order by d.from_time, d.id`.execute(
          db,
        );
      return rows.map(decisionOf);
    },

    /** Moves held decisions on when a person says so. */
    release: (ids: readonly string[], author: string) => move(ids, ['held', 'reported'], 'asked', author, ''),
  };
}
