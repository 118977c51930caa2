import { type RawBuilder, sql } from 'kysely';
import type { Db } from './postgres.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Blocks that end within this are ending soon. */
const soonMs = 15 * minuteMs;

/** What the first screen counts; from rollups and small tables only, so that it stays quick however many events are kept. */
export function overviewStore(db: Db) {
  const of = (tenant: string | undefined): RawBuilder<unknown> =>
    tenant === undefined ? sql`` : sql`and tenant = ${tenant}`;

  return {
    async counts(tenant: string | undefined, now: number) {
      const { rows } = await sql<{
        open_alerts: number;
        critical_alerts: number;
        blocks: number;
        ending: number;
        tenants: number;
        held: number;
        reported: number;
      }>`select
        (select count(*) from alert where state = 'open' ${of(tenant)}) as open_alerts,
        (select count(*) from alert where state = 'open' and severity = 4 ${of(tenant)}) as critical_alerts,
        (select count(*) from decision where state in ('asked', 'in-force') and until_time > ${now} ${of(tenant)}) as blocks,
        (select count(*) from decision where state in ('asked', 'in-force') and until_time > ${now} and until_time <= ${now + soonMs} ${of(tenant)}) as ending,
        (select count(*) from tenant where id not in ('provider', 'unassigned') ${tenant === undefined ? sql`` : sql`and id = ${tenant}`}) as tenants,
        (select count(*) from decision where state = 'held' and from_time > ${now - dayMs} ${of(tenant)}) as held,
        (select count(*) from decision where state = 'reported' and from_time > ${now - dayMs} ${of(tenant)}) as reported`.execute(
        db,
      );
      const [row] = rows;
      return {
        openAlerts: row.open_alerts,
        criticalAlerts: row.critical_alerts,
        blocks: row.blocks,
        blocksEndingSoon: row.ending,
        tenants: row.tenants,
        held: row.held,
        reported: row.reported,
      };
    },

    /** Last 24 h in steps of `stepS` (a multiple of 60), oldest first, without gaps. */
    async registrations(tenant: string | undefined, now: number, stepS: number) {
      const step = stepS * 1000;
      const last = Math.floor(now / step) * step;
      const first = last - dayMs + step;
      const { rows } = await sql<{ at: number; failed: number; succeeded: number }>`
        select minute / ${step} * ${step} as at, sum(failed)::bigint as failed, sum(succeeded)::bigint as succeeded
        from registration_minute where minute >= ${first} and minute < ${last + step} ${of(tenant)} group by 1`.execute(
        db,
      );
      const known = new Map(rows.map((row) => [row.at, row]));
      return Array.from({ length: dayMs / step }, (_, i) => {
        const at = first + i * step;
        return known.get(at) ?? { at, failed: 0, succeeded: 0 };
      });
    },

    /**
     * What is usual per step at this hour: the span from the first to the ninth decile of failed over the same hour of the
     * last seven days. Undefined with less than a day of history: then nothing is usual yet.
     */
    async normalFailed(tenant: string | undefined, now: number, stepS: number) {
      const step = stepS * 1000;
      const { rows: oldest } = await sql<{ minute: number | null }>`
        select min(minute) as minute from registration_minute where true ${of(tenant)}`.execute(db);
      const history = oldest[0].minute;
      if (history === null || history > now - dayMs) return undefined;
      const spans = Array.from({ length: 7 }, (_, i) => now - (i + 1) * dayMs - hourMs / 2).filter(
        (from) => from >= history,
      );
      if (spans.length === 0) return undefined;
      const steps: number[] = [];
      const { rows } = await sql<{ at: number; failed: number }>`
        select minute / ${step} * ${step} as at, sum(failed)::bigint as failed from registration_minute
        where (${sql.join(
          spans.map((from) => sql`(minute >= ${from} and minute < ${from + hourMs})`),
          sql` or `,
        )}) ${of(tenant)} group by 1`.execute(db);
      const known = new Map(rows.map(({ at, failed }) => [at, failed]));
      for (const from of spans) {
        // Steps in which nothing happened count too.
        for (let at = Math.ceil(from / step) * step; at < from + hourMs; at += step) steps.push(known.get(at) ?? 0);
      }
      steps.sort((a, b) => a - b);
      return { low: steps[Math.floor((steps.length - 1) * 0.1)], high: steps[Math.ceil((steps.length - 1) * 0.9)] };
    },

    /** Last 60 minutes per country: attempts, distinct addresses with kept events, blocks in force. */
    async countries(tenant: string | undefined, now: number) {
      const since = now - hourMs;
      const { rows } = await sql<{
        country: string;
        failed: number;
        succeeded: number;
        addresses: number;
        blocked: number;
      }>`
        select country, sum(failed)::bigint as failed, sum(succeeded)::bigint as succeeded, sum(addresses)::bigint as addresses,
          sum(blocked)::bigint as blocked
        from (
          select country, sum(count) filter (where outcome = 'failure') as failed, sum(count) filter (where outcome = 'success') as succeeded,
            0::bigint as addresses, 0::bigint as blocked
          from rollup_minute where minute > ${since} and country <> '' ${of(tenant)} group by country
          union all
          select country, 0, 0, count(distinct address), 0 from address_activity
          where last_seen > ${since} and country <> '' ${of(tenant)} group by country
          union all
          select country, 0, 0, 0, count(*) from decision
          where state in ('asked', 'in-force') and until_time > ${now} and country <> '' ${of(tenant)} group by country
        ) together group by country order by 2 desc nulls last, 1`.execute(db);
      return rows.map(({ country, failed, succeeded, addresses, blocked }) => ({
        country,
        failed: failed ?? 0,
        succeeded: succeeded ?? 0,
        addresses: addresses ?? 0,
        blocked: blocked ?? 0,
      }));
    },
  };
}
