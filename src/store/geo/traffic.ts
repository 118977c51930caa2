import { type RawBuilder, sql } from 'kysely';
import type { GeoService, KnownAddress } from '../../core/geo/geo-policy.ts';
import type {
  AttackAlert,
  CallsOut,
  CountryTraffic,
  RecentTraffic,
  TrafficAccount,
  TrafficOutcome,
  TrafficSource,
} from '../../core/geo/records.ts';
import { RangeIndex } from '../../core/range-index.ts';
import { textArray } from '../array-literal.ts';
import { dayOf } from '../partitions.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { eachPortion } from './each-portion.ts';
import { fillTraffic } from './fill-traffic.ts';

const dayMs = 86_400_000;
/** Most addresses that count as known. */
const maxKnown = 200_000;
const maxAlerts = 20_000;

/** What is asked for: `from` ms UTC, its whole day counts; `tenant` undefined is all that may be seen. */
export interface TrafficQuery {
  readonly tenant?: string;
  readonly from: number;
  readonly services?: readonly GeoService[];
}

/** Who came from where and how it went. */
export function geoTrafficStore(db: Db, clock: () => number) {
  return {
    /** Hands over every source once, a few thousand at a time; the next come when the promise of the last is done. */
    async sources(query: TrafficQuery, take: (rows: readonly TrafficSource[]) => void | Promise<void>): Promise<void> {
      const attackers = await attackSources(db, query);
      const where = wanted(query);
      // Sums of doubles, which are exact up to 2^53, and accounts counted apart: so nothing has to be sorted.
      const select = sql`select s.*, coalesce(a.accounts, 0)::integer as accounts, false as attack
        from (select tenant, service, address, country, max(as_number) as "asNumber", bool_or(hosting) as hosting, ${sums},
            bit_or(hours) as hours, max(last_seen) as "lastSeen"
          from geo_traffic where ${where} group by tenant, service, address, country) s
        left join (select tenant, service, address, country, count(*) as accounts
          from (select distinct tenant, service, address, country, account from geo_traffic
            where ${where} and outcome = 'good' and account <> '') d
          group by tenant, service, address, country) a using (tenant, service, address, country)`;
      await eachPortion<{ -readonly [K in keyof TrafficSource]: TrafficSource[K] }>(db, select, (rows) => {
        for (const row of rows) row.attack = row.address !== '' && attackers.find(row.address) === true;
        return take(rows);
      });
    },

    /** Accounts that worked at these addresses, newest first. */
    async accounts(
      at: readonly { readonly tenant: string; readonly service: GeoService; readonly address: string }[],
      from: number,
      limit: number,
    ): Promise<readonly TrafficAccount[]> {
      if (at.length === 0) return [];
      const column = (pick: (place: (typeof at)[number]) => string) =>
        sql`${textArray(at.map((place) => storableText(pick(place), 256)))}::text[]`;
      const { rows } = await sql<TrafficAccount>`
        select t.tenant, t.service, t.account, t.address, max(t.country) as country, sum(t.count)::bigint as good,
          max(t.last_seen) as "lastSeen"
        from geo_traffic t join unnest(${column((p) => p.tenant)}, ${column((p) => p.service)}, ${column((p) => p.address)})
          as n (tenant, service, address) using (tenant, service, address)
        where t.day >= ${dayOf(from)} and t.outcome = 'good' and t.account <> ''
        group by t.tenant, t.service, t.account, t.address order by "lastSeen" desc, t.tenant, t.account limit ${limit}`.execute(
        db,
      );
      return rows;
    },

    /** Calls out that a policy tells alike. */
    async callsOut(query: TrafficQuery, take: (rows: readonly CallsOut[]) => void | Promise<void>): Promise<void> {
      await eachPortion<CallsOut>(
        db,
        sql`select tenant, country, destination_kind as kind, min(number) as number, count(*) as calls, sum(cost)::bigint as cost,
            max(start_time) as at
          from call where direction = 'out' and dialled_kind <> 'emergency' and start_time >= ${query.from} ${ofTenant(query)}
          group by tenant, country, destination_kind, left(number, 7), week_hour`,
        take,
      );
    },

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

    /** Where accounts worked in the last days, newest first, at most 200,000. */
    async known(days: number): Promise<readonly KnownAddress[]> {
      const since = clock() - days * dayMs;
      const { rows } = await sql<KnownAddress>`select tenant, address from (
          select tenant, address, last_success as at from site where last_success >= ${since} and proven
          union all select tenant, address, last_seen from geo_traffic
            where day >= ${dayOf(since)} and last_seen >= ${since} and outcome = 'good' and address <> ''
              and service in ('web', 'ssh', 'provisioning')) s
        group by tenant, address order by max(at) desc, tenant, address limit ${maxKnown}`.execute(db);
      return rows;
    },

    /** By country, most good first. */
    async countries(query: TrafficQuery): Promise<readonly CountryTraffic[]> {
      const found = new Map<string, { -readonly [K in keyof CountryTraffic]: CountryTraffic[K] }>();
      const attackers = await attackSources(db, query);
      const where = wanted(query);
      const select = sql`select country, address, ${sums} from geo_traffic where ${where} group by country, address`;
      await eachPortion<Pick<TrafficSource, 'country' | 'address' | 'good' | 'failed' | 'other'>>(
        db,
        select,
        (rows) => {
          for (const { country, address, good, failed, other } of rows) {
            let sum = found.get(country);
            if (!sum) {
              sum = { country, good: 0, failed: 0, other: 0, attack: 0, accounts: 0, lastGood: undefined, tenants: 0 };
              found.set(country, sum);
            }
            sum.good += good;
            sum.failed += failed;
            sum.other += other;
            if (address !== '' && attackers.find(address)) sum.attack += good + failed + other;
          }
        },
      );
      const { rows } = await sql<{ country: string; accounts: number; tenants: number; last: number }>`
        select country, count(*) filter (where account <> '') as accounts, count(distinct tenant) as tenants, max(last) as last
        from (select country, tenant, account, max(last_seen) as last from geo_traffic where ${where} and outcome = 'good'
          group by country, tenant, account) g group by country`.execute(db);
      for (const { country, accounts, tenants, last } of rows)
        Object.assign(found.get(country) ?? {}, { accounts, tenants, lastGood: last });
      return [...found.values()].sort(
        (a, b) => b.good - a.good || b.failed - a.failed || (a.country < b.country ? -1 : 1),
      );
    },

    /** Registrations and calls in by customer and country in the last minutes. */
    async recent(minutes: number): Promise<readonly RecentTraffic[]> {
      const { rows } = await sql<RecentTraffic>`select tenant, country,
          coalesce(sum(count) filter (where outcome = 'failure'), 0)::bigint as failed,
          coalesce(sum(count) filter (where outcome = 'success'), 0)::bigint as good,
          coalesce(sum(count) filter (where outcome = 'unknown'), 0)::bigint as other
        from rollup_minute where minute >= ${clock() - minutes * 60_000}
          and action in ('sip-auth', 'sip-register', 'sip-call', 'sip-request', 'sip-flood', 'iax-auth', 'iax-call')
        group by tenant, country order by failed desc, tenant, country`.execute(db);
      return rows;
    },

    /** Counts one more hour of events from before traffic was counted; returns the hours still left. */
    fill: (): Promise<number> => fillTraffic(db),
  };
}

const sumOf = (outcome: TrafficOutcome) =>
  sql`sum(case when outcome = ${sql.lit(outcome)} then count::float8 else 0 end) as ${sql.ref(outcome)}`;
const sums = sql.join((['good', 'failed', 'other'] as const).map(sumOf));

function ofTenant({ tenant }: TrafficQuery): RawBuilder<unknown> {
  return tenant === undefined ? sql`` : sql`and tenant = ${tenant}`;
}

function wanted(query: TrafficQuery): RawBuilder<unknown> {
  const { services, from } = query;
  return sql`day >= ${dayOf(from)} ${ofTenant(query)}
    ${services === undefined ? sql`` : sql`and service = any(${[...services]}::text[])`}`;
}

/** Addresses and ranges that had an alert or a block. */
async function attackSources(db: Db, query: TrafficQuery): Promise<RangeIndex<true>> {
  const index = new RangeIndex<true>();
  const select = sql`select source_ip as value from alert where source_ip <> '' and end_time >= ${query.from} ${ofTenant(query)}
    union select value from decision where until_time >= ${query.from} and state in ('asked', 'in-force', 'lifted', 'expired', 'reported')
      ${ofTenant(query)}`;
  await eachPortion<{ value: string }>(db, select, (rows) => {
    for (const { value } of rows) index.put(value, () => true);
  });
  return index;
}
