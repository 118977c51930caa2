import { sql } from 'kysely';
import type { FailedAccount, TrafficAccount, TrafficPlace } from '../../core/geo/records.ts';
import { textArray } from '../array-literal.ts';
import { dayOf } from '../partitions.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { wantedService } from './wanted-service.ts';
import { whoseSite } from './whose-site.ts';

/** Most accounts that one household or traveller brings along: who tries more is looking for accounts. */
const mostTried = 5;

/** Who worked, or tried to, at single addresses. */
export function trafficAccountStore(db: Db) {
  return {
    /** Accounts that worked at these addresses, newest first, with the site they belong to where that is written down. */
    async accounts(at: readonly TrafficPlace[], from: number, limit: number): Promise<readonly TrafficAccount[]> {
      if (at.length === 0) return [];
      const { rows } = await inBulk(at.length, db, (tx) =>
        sql<Omit<TrafficAccount, 'site' | 'siteName' | 'asset'>>`
        select t.tenant, t.service, t.account, t.address, max(t.country) as country, sum(t.count)::bigint as good,
          max(t.last_seen) as "lastSeen"
        from geo_traffic t join ${places(at)} as n (tenant, service, address) using (tenant, service, address)
        where t.day >= ${dayOf(from)} and t.outcome = 'good' and t.account <> ''
        group by t.tenant, t.service, t.account, t.address order by "lastSeen" desc, t.tenant, t.account limit ${limit}`.execute(
          tx,
        ),
      );
      const of = await whoseSite(db, rows);
      return rows.map((row) => ({ ...row, ...of(row) }));
    },

    /**
     * Accounts that failed at these addresses and work at others, newest first. An address where somebody tried a name that works
     * nowhere, or more than five names, is left out: that is a search.
     */
    async failedAccounts(at: readonly TrafficPlace[], from: number, limit: number): Promise<readonly FailedAccount[]> {
      if (at.length === 0) return [];
      const { rows } = await sql<Omit<FailedAccount, 'site' | 'asset'>>`
        with wanted (tenant, service, address) as materialized (select * from ${places(at)} as n (tenant, service, address)),
        tried as materialized (
          select e.tenant, e.service, e.account, e.address, max(e.country) as country, count(*) as failed, max(e.time) as last
          from (select tenant, ${wantedService} as service, user_name as account, source_ip as address, country, time from event
            where time >= ${from} and outcome = 'failure' and user_name <> '' and source_ip in (select address from wanted)) e
          join wanted using (tenant, service, address)
          group by e.tenant, e.service, e.account, e.address
        ), judged as (
          select t.*, exists (select from geo_traffic g where g.tenant = t.tenant and g.account = t.account and g.outcome = 'good'
              and g.address <> t.address and g.day >= ${dayOf(from)}) as works
          from tried t
        ), homes as (
          select tenant, address from judged group by tenant, address
          having bool_and(works) and count(distinct account) <= ${mostTried}
        )
        select tenant, service, account, address, country, failed::bigint as failed, last as "lastSeen"
        from judged join homes using (tenant, address) order by last desc, tenant, account, address limit ${limit}`.execute(
        db,
      );
      const of = await whoseSite(db, rows);
      return rows.map((row) => {
        const { site, asset } = of(row);
        return { ...row, site, asset };
      });
    },
  };
}

/** From here on reading the table once is faster than finding each place in its index, of which the planner thinks too well. */
const bulk = 500;

/** Runs a select that joins so many places; many are joined to the table as a whole. */
function inBulk<T>(count: number, db: Db, run: (tx: Db) => Promise<T>): Promise<T> {
  if (count < bulk) return run(db);
  return db.transaction().execute(async (tx) => {
    await sql`set local enable_nestloop = off`.execute(tx);
    await sql`set local enable_sort = off`.execute(tx);
    await sql`set local work_mem = '128MB'`.execute(tx);
    return run(tx);
  });
}

function places(at: readonly TrafficPlace[]) {
  const column = (pick: (place: TrafficPlace) => string) =>
    sql`${textArray(at.map((place) => storableText(pick(place), 256)))}::text[]`;
  return sql`unnest(${column((p) => p.tenant)}, ${column((p) => p.service)}, ${column((p) => p.address)})`;
}
