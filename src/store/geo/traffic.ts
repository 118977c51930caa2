import { type RawBuilder, sql } from 'kysely';
import type { GeoService, KnownAddress } from '../../core/geo/geo-policy.ts';
import type {
  AttackAlert,
  CallsOut,
  CountryTraffic,
  RecentTraffic,
  TrafficAccount,
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
      const select = sql`select tenant, service, address, country, max(as_number) as "asNumber", bool_or(hosting) as hosting,
          coalesce(sum(count) filter (where outcome = 'good'), 0)::bigint as good,
          coalesce(sum(count) filter (where outcome = 'failed'), 0)::bigint as failed,
          coalesce(sum(count) filter (where outcome = 'other'), 0)::bigint as other,
          count(distinct account) filter (where account <> '')::integer as accounts,
          false as attack, bit_or(hours) as hours, max(last_seen) as "lastSeen"
        from geo_traffic where ${wanted(query)} group by tenant, service, address, country`;
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

    /** Attempts counted. */
    async attempts(query: TrafficQuery): Promise<number> {
      const { rows } = await sql<{ n: number }>`select coalesce(sum(count), 0)::bigint as n from geo_traffic
        where ${wanted(query)}`.execute(db);
      return rows[0].n;
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
      const found = new Map<string, Counted>();
      const attackers = await attackSources(db, query);
      const select = sql`select tenant, address, country, coalesce(sum(count) filter (where outcome = 'good'), 0)::bigint as good,
          coalesce(sum(count) filter (where outcome = 'failed'), 0)::bigint as failed,
          coalesce(sum(count) filter (where outcome = 'other'), 0)::bigint as other,
          array_remove(array_agg(distinct account), '') as accounts,
          coalesce(max(last_seen) filter (where outcome = 'good'), 0) as last
        from geo_traffic where ${wanted(query)} group by tenant, address, country`;
      await eachPortion<CountryRow>(db, select, (rows) => {
        for (const row of rows) {
          let sum = found.get(row.country);
          if (!sum) {
            sum = { good: 0, failed: 0, other: 0, attack: 0, last: 0, accounts: new Set(), tenants: new Set() };
            found.set(row.country, sum);
          }
          sum.good += row.good;
          sum.failed += row.failed;
          sum.other += row.other;
          if (row.address !== '' && attackers.find(row.address)) sum.attack += row.good + row.failed + row.other;
          if (row.last > sum.last) sum.last = row.last;
          for (const account of row.accounts) sum.accounts.add(`${row.tenant}\u001f${account}`);
          sum.tenants.add(row.tenant);
        }
      });
      return [...found]
        .map(([country, { good, failed, other, attack, last, accounts, tenants }]) => ({
          ...{ country, good, failed, other, attack, accounts: accounts.size, tenants: tenants.size },
          lastGood: last || undefined,
        }))
        .sort((a, b) => b.good - a.good || b.failed - a.failed || (a.country < b.country ? -1 : 1));
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

interface CountryRow {
  readonly tenant: string;
  readonly address: string;
  readonly country: string;
  readonly good: number;
  readonly failed: number;
  readonly other: number;
  readonly accounts: readonly string[];
  readonly last: number;
}

interface Counted {
  good: number;
  failed: number;
  other: number;
  attack: number;
  last: number;
  readonly accounts: Set<string>;
  readonly tenants: Set<string>;
}

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
