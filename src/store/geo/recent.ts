import { sql } from 'kysely';
import type { RecentSource, RunningAlert } from '../../core/geo/recent.ts';
import { trafficService } from '../../core/geo/traffic-service.ts';
import { RangeIndex } from '../../core/range-index.ts';
import type { Db } from '../postgres.ts';
import { eachPortion } from './each-portion.ts';

/** More alerts than this at a time nobody reads one by one. */
const mostAlerts = 1000;

/** Who comes from where now, by five minutes of the last two hours, and the alerts that go on about them. */
export function geoRecentStore(db: Db, clock: () => number) {
  return {
    /**
     * Hands over every source since the start of five minutes (ms UTC), a few thousand at a time; the next come when the promise
     * of the last is done. `tenant` undefined is all.
     */
    async sources(
      { from, tenant }: { readonly from: number; readonly tenant?: string },
      take: (rows: readonly RecentSource[]) => void | Promise<void>,
    ): Promise<void> {
      const of = tenant === undefined ? sql`` : sql`and tenant = ${tenant}`;
      const attackers = new RangeIndex<true>();
      const named = sql`select source_ip as value from alert where source_ip <> '' and end_time >= ${from} ${of}
        union select value from decision where until_time >= ${from} and action = 'block'
          and state in ('asked', 'in-force', 'lifted', 'expired', 'reported') ${of}`;
      await eachPortion<{ value: string }>(db, named, (rows) => {
        for (const { value } of rows) attackers.put(value, () => true);
      });
      const sum = (outcome: string) =>
        sql`sum(case when outcome = ${sql.lit(outcome)} then count::float8 else 0 end) as ${sql.ref(outcome)}`;
      // Clocks that are ahead fill five minutes to come.
      const select = sql`select tenant, asset, service, address, country, max(as_number) as "asNumber", bool_or(hosting) as hosting,
          ${sql.join(['good', 'failed', 'other'].map(sum))}
        from geo_recent where slot >= ${from} and slot <= ${clock()} ${of} group by tenant, asset, service, address, country`;
      await eachPortion<Omit<RecentSource, 'attack'>>(db, select, (rows) =>
        take(rows.map((row) => ({ ...row, attack: row.address !== '' && attackers.find(row.address) === true }))),
      );
    },

    /** Alerts about addresses that nobody closed and that went on since `from` (ms UTC), worst and newest first, at most 1000. */
    async running(from: number): Promise<readonly RunningAlert[]> {
      const { rows } = await sql<{
        id: string;
        tenant: string;
        asset: string;
        action: string | null;
        service: string | null;
        method: string | null;
      }>`select id, tenant, asset, evidence->0->>'action' as action, evidence->0->>'service' as service,
          evidence->0->>'sipMethod' as method
        from alert where state <> 'closed' and end_time >= ${from} and addresses > 0
        order by severity desc, start_time desc, id limit ${mostAlerts}`.execute(db);
      return rows.map(({ id, tenant, asset, action, service, method }) => ({
        ...{ id, tenant, asset },
        service: trafficService({
          action: (action ?? '') as Parameters<typeof trafficService>[0]['action'],
          ...{ service: service ?? '', sipMethod: method ?? '' },
        }),
      }));
    },

    /** Forgets what was before `before`, and what clocks far ahead left (ms UTC). */
    async forget(before: number): Promise<void> {
      const ahead = clock() + (clock() - before);
      await sql`delete from geo_recent where slot < ${before} or slot > ${ahead}`.execute(db);
    },
  };
}
