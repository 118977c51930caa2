import { sql } from 'kysely';
import type { CallHour, CallListing } from '../../core/calls/call-records.ts';
import { likeAnywhere } from '../like.ts';
import type { Db } from '../postgres.ts';
import { type ListQuery, type Slice, slice } from '../slice.ts';
import { callListing, callOf, type SelectedCall, selectCalls } from './call-rows.ts';
import { type CallCustomerFacts, readCallCustomers } from './customers.ts';

export interface CallListQuery extends ListQuery {
  readonly state?: 'running' | 'ended';
  readonly payer?: string;
  readonly country?: string;
  readonly direction?: string;
  readonly verdict?: 'pass' | 'refused' | 'reported';
  readonly abroad?: boolean;
  /** Calls of an alert. */
  readonly alert?: string;
  /** Start, ms UTC. */
  readonly from?: number;
  readonly to?: number;
}

export interface DestinationSum {
  readonly country: string;
  readonly calls: number;
  readonly answered: number;
  readonly running: number;
  readonly minutes: number;
  /** Micro-euro. */
  readonly cost: number;
  readonly refused: number;
  readonly reported: number;
  readonly tenant: string;
}

/** What report-only would have refused on a local day, and what those calls came to cost, micro-euro. */
export interface ReportDay {
  readonly tenant: string;
  readonly day: string;
  readonly calls: number;
  readonly cost: number;
  readonly refused: number;
  readonly saved: number;
}

/** Counting further would make lists slow. */
const countTo = 10_000;
const hourMs = 3_600_000;
const never = sql.raw('253402300799000');

/** Cost of a row now, micro-euro, as rate.ts works it out: running calls are counted until `now`. */
const costNow = (now: number) => sql`case when c.end_time <> 0 or c.answer_time = 0 then c.cost else
  ceil((c.setup * 60 + c.per_minute * (c.minimum_s + ceil(greatest(0, ceil((${now}::bigint - c.answer_time) / 1000.0) - c.minimum_s)
    / greatest(1, c.increment_s)) * greatest(1, c.increment_s))) / 60.0)::bigint end`;
const seconds = (now: number) => sql`case when c.answer_time = 0 then 0 else
  greatest(0, (case when c.end_time = 0 then ${now}::bigint else c.end_time end) - c.answer_time) / 1000.0 end`;

/** Calls as people look at them; the call thread writes them (call-batch.ts). */
export function callStore(db: Db, clock: () => number) {
  return {
    /** Newest first; total counts to 10,000 and no further. */
    async list(query: CallListQuery): Promise<Slice<CallListing>> {
      const { tenant, state, payer, country, direction, verdict, abroad, alert, from, to, q, after, limit } = query;
      const like = q && likeAnywhere(q.replace(/^\+/, ''));
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and c.tenant = ${tenant}`}
        ${state === undefined ? sql`` : state === 'running' ? sql`and c.end_time = 0` : sql`and c.end_time <> 0`}
        ${payer === undefined ? sql`` : sql`and c.payer = ${payer}`}
        ${country === undefined ? sql`` : sql`and c.country = ${country}`}
        ${direction === undefined ? sql`` : sql`and c.direction = ${direction}`}
        ${abroad === undefined ? sql`` : sql`and c.abroad = ${abroad}`}
        ${verdict === undefined ? sql`` : verdict === 'reported' ? sql`and c.reported` : verdict === 'pass' ? sql`and c.verdict = 'pass' and not c.reported` : sql`and c.verdict <> 'pass'`}
        ${alert === undefined ? sql`` : sql`and c.id in (select jsonb_array_elements_text(a.calls->'ids') from alert a where a.id = ${alert})`}
        and c.start_time >= ${from ?? 0} and c.start_time < ${to ?? never}
        ${like ? sql`and (c.number like ${like} or c.payer ilike ${like} or c.account ilike ${like} or c.from_text ilike ${like})` : sql``}`;
      const now = clock();
      const [page, count] = await Promise.all([
        selectCalls(
          sql`where ${filter} ${after ? sql`and (c.start_time, c.id) < (${after.at}, ${after.id})` : sql``}
            order by c.start_time desc, c.id desc limit ${limit + 1}`,
        ).execute(db),
        sql<{
          total: number;
        }>`select count(*) as total from (select from call c where ${filter} limit ${sql.lit(countTo)}) n`.execute(db),
      ]);
      return slice(
        page.rows,
        limit,
        count.rows[0].total,
        (row) => ({ at: row.start_time, id: row.id }),
        (row) => callListing(row, now),
      );
    },

    /** Customers as the call guard needs them. */
    customers: (): Promise<readonly CallCustomerFacts[]> => readCallCustomers(db),

    /** Calls that run, oldest first. */
    async running(): Promise<readonly CallListing[]> {
      const now = clock();
      const { rows } = await selectCalls(sql`where c.end_time = 0 order by c.start_time, c.id`).execute(db);
      return rows.map((row) => callListing(row, now));
    },

    /** Finished calls that cost something and were answered after a time, in portions, oldest first. */
    async costly(since: number, onCalls: (calls: readonly CallListing[]) => void): Promise<void> {
      const portion = 5000;
      let [at, id] = [since, ''];
      for (;;) {
        const { rows } =
          await selectCalls(sql`where c.cost > 0 and c.end_time <> 0 and (c.start_time, c.id) > (${at}, ${id})
          order by c.start_time, c.id limit ${sql.lit(portion)}`).execute(db);
        onCalls(rows.map((row) => callListing(row, at)));
        const last: SelectedCall | undefined = rows.at(-1);
        if (!last || rows.length < portion) return;
        [at, id] = [last.start_time, last.id];
      }
    },

    /** Where calls went that began in a span, dearest first. */
    async destinations(tenant: string | undefined, from: number, to: number): Promise<readonly DestinationSum[]> {
      const now = clock();
      const { rows } = await sql<DestinationSum>`with sums as (
          select c.country, c.tenant, count(*) filter (where c.verdict = 'pass') as calls,
            count(*) filter (where c.answer_time > 0) as answered, count(*) filter (where c.end_time = 0) as running,
            sum(${seconds(now)}) / 60 as minutes, sum(${costNow(now)}) as cost,
            count(*) filter (where c.verdict <> 'pass') as refused, count(*) filter (where c.reported) as reported
          from call c where c.direction = 'out' and c.start_time >= ${from} and c.start_time < ${to}
            ${tenant === undefined ? sql`` : sql`and c.tenant = ${tenant}`} group by 1, 2)
        select country, sum(calls)::bigint as calls, sum(answered)::bigint as answered, sum(running)::bigint as running,
          sum(minutes)::float8 as minutes, sum(cost)::bigint as cost, sum(refused)::bigint as refused, sum(reported)::bigint as reported,
          (array_agg(tenant order by cost desc, calls desc, tenant))[1] as tenant
        from sums group by 1 order by 6 desc, 2 desc, 1 limit 300`.execute(db);
      return rows;
    },

    /** Outgoing calls by hour since a time; for one payer and country, '' for all. */
    async hours(tenant: string, payer: string, country: string, since: number): Promise<readonly CallHour[]> {
      const now = clock();
      const { rows } = await sql<CallHour>`with own as (
          select c.*, (c.start_time / ${sql.lit(hourMs)}) * ${sql.lit(hourMs)} as hour,
            ${seconds(now)} as seconds, ${costNow(now)} as cost_now
          from call c where c.tenant = ${tenant} and c.direction = 'out' and c.verdict = 'pass' and c.start_time >= ${since}
          ${payer ? sql`and c.payer = ${payer}` : sql``} ${country ? sql`and c.country = ${country}` : sql``}
        ), moves as (
          select start_time as at, hour, 1 as step from own
          union all select end_time, null, -1 from own where end_time <> 0
        ), runs as (select hour, sum(step) over (order by at, step rows unbounded preceding) as running from moves),
        peaks as (select hour, max(running)::int as concurrent from runs where hour is not null group by 1)
        select o.hour as at, count(*) as calls, (sum(o.seconds) / 60)::float8 as minutes, sum(o.cost_now)::bigint as cost,
          max(p.concurrent) as concurrent, count(distinct nullif(o.country, ''))::int as destinations,
          count(*) filter (where o.end_time <> 0 and o.answer_time = 0)::int as failed
        from own o join peaks p on p.hour = o.hour group by 1 order by 1`.execute(db);
      return rows;
    },

    /** Payers and countries of a customer since a time, most calls first. */
    async partners(tenant: string, since: number) {
      const now = clock();
      const by = async (column: 'payer' | 'country') =>
        (
          await sql<{
            name: string;
            calls: number;
            cost: number;
          }>`select ${sql.ref(`c.${column}`)} as name, count(*) as calls,
            sum(${costNow(now)})::bigint as cost from call c where c.tenant = ${tenant} and c.direction = 'out' and c.start_time >= ${since}
            group by 1 order by 2 desc, 1 limit 200`.execute(db)
        ).rows;
      const [payers, countries] = await Promise.all([by('payer'), by('country')]);
      return { payers, countries };
    },

    /** Day by day, in each customer's zone, what was or would have been refused. */
    async report(tenant: string | undefined, since: number): Promise<readonly ReportDay[]> {
      const now = clock();
      const { rows } = await sql<ReportDay>`select c.tenant,
          to_char(to_timestamp(c.start_time / 1000.0) at time zone coalesce(t.time_zone, 'UTC'), 'YYYY-MM-DD') as day, count(*) as calls,
          sum(${costNow(now)})::bigint as cost, count(*) filter (where c.reported or c.verdict <> 'pass') as refused,
          coalesce(sum(${costNow(now)}) filter (where c.reported), 0)::bigint as saved
        from call c left join tenant t on t.id = c.tenant where c.direction = 'out' and c.start_time >= ${since}
          ${tenant === undefined ? sql`` : sql`and c.tenant = ${tenant}`} group by 1, 2 order by 1, 2`.execute(db);
      return rows;
    },

    /** One call as its source names it, newest first. */
    async bySource(source: string, sourceCall: string) {
      const { rows } = await selectCalls(
        sql`where c.source_call = ${sourceCall} and c.source = ${source} order by c.start_time desc limit 1`,
      ).execute(db);
      return rows[0] && callOf(rows[0], clock());
    },
  };
}
