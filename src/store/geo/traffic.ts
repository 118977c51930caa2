import { type RawBuilder, sql } from 'kysely';
import type { GeoService, KnownAddress } from '../../core/geo/geo-policy.ts';
import type {
  CallsOut,
  CountryCalls,
  CountryTraffic,
  ServiceTraffic,
  TrafficOutcome,
  TrafficSource,
} from '../../core/geo/records.ts';
import { RangeIndex } from '../../core/range-index.ts';
import { dayOf } from '../partitions.ts';
import type { Db } from '../postgres.ts';
import { eachPortion } from './each-portion.ts';
import { fillTraffic } from './fill-traffic.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Most addresses that count as known. */
const maxKnown = 200_000;

/** What is asked for: `from` ms UTC, its whole day counts of sources, its whole hour of countries; `tenant` undefined is all that may be seen. */
export interface TrafficQuery {
  readonly tenant?: string;
  readonly from: number;
  readonly services?: readonly GeoService[];
}

/** `worked`: only what succeeded. */
export interface SourceQuery extends TrafficQuery {
  readonly worked?: boolean;
}

/** Who came from where and how it went. */
export function geoTrafficStore(db: Db, clock: () => number) {
  return {
    /** Hands over every source once, a few thousand at a time; the next come when the promise of the last is done. */
    async sources(query: SourceQuery, take: (rows: readonly TrafficSource[]) => void | Promise<void>): Promise<void> {
      // Accounts are counted apart, at the same time: the database has a processor for each.
      const beside = Promise.all([attackSources(db, query), accountCounts(db, query)]);
      // Sums of doubles, which are exact up to 2^53: so nothing has to be sorted. Nothing is told as null, which costs nobody
      // anything: most sources have one outcome and an address.
      const select = sql`select tenant, service, address, country, case when address = '' then max(as_number) end as "asNumber",
          case when address = '' then bool_or(hosting) end as hosting, nullif(${sumOf('good')}, 0) as good,
          nullif(${sumOf('failed')}, 0) as failed, nullif(${sumOf('other')}, 0) as other, bit_or(hours) as hours,
          max(last_seen) as "lastSeen"
        from geo_traffic where ${wanted(query)} group by tenant, service, address, country`;
      const portions = eachPortion<{ -readonly [K in keyof TrafficSource]: TrafficSource[K] }>(
        db,
        select,
        async (rows) => {
          const [attackers, accounts] = await beside;
          for (const row of rows) {
            row.asNumber ??= 0;
            row.hosting ??= false;
            row.good ??= 0;
            row.failed ??= 0;
            row.other ??= 0;
            row.accounts = row.good > 0 ? (accounts.get(sourceKey(row)) ?? 0) : 0;
            row.attack = row.address !== '' && attackers.find(row.address) === true;
          }
          await take(rows);
        },
      );
      await Promise.all([portions, beside]);
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

    /** Calls out by country; emergency calls are none. */
    async callCountries(query: TrafficQuery): Promise<readonly CountryCalls[]> {
      const { rows } = await sql<CountryCalls>`select country, count(*) filter (where outcome = 'answered') as answered,
          count(*) filter (where outcome in ('no-answer', 'busy', 'failed', 'cancelled')) as failed
        from call where direction = 'out' and dialled_kind <> 'emergency' and start_time >= ${query.from} ${ofTenant(query)}
        group by country order by country`.execute(db);
      return rows;
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

    /** By country, most good first; whole hours. */
    async countries(query: TrafficQuery): Promise<readonly CountryTraffic[]> {
      const from = hourOf(query.from);
      const [{ rows }, accounts] = await Promise.all([
        sql<Omit<CountryTraffic, 'accounts' | 'lastGood'> & { lastGood: number | null }>`select country, ${sums},
            max(last_seen) filter (where outcome = 'good') as "lastGood"
          from geo_traffic_hour where hour >= ${from} ${ofServices(query)} group by country`.execute(db),
        // A row of a day says when its account worked last: whoever did since then has one.
        sql<{ country: string; accounts: number }>`select country, count(*) as accounts
          from (select distinct country, tenant, account from geo_traffic where day >= ${dayOf(from)} and last_seen >= ${from}
            and outcome = 'good' and account <> '' ${ofServices(query)}) g group by country`.execute(db),
      ]);
      const of = new Map(accounts.rows.map((row) => [row.country, row.accounts]));
      return rows
        .map(({ lastGood, ...row }) => ({
          ...row,
          accounts: of.get(row.country) ?? 0,
          lastGood: lastGood ?? undefined,
        }))
        .sort((a, b) => b.good - a.good || b.failed - a.failed || (a.country < b.country ? -1 : 1));
    },

    /** The same by customer and service. */
    async services(query: TrafficQuery): Promise<readonly ServiceTraffic[]> {
      const { rows } = await sql<ServiceTraffic>`select tenant, service, country, ${sums} from geo_traffic_hour
        where hour >= ${hourOf(query.from)} ${ofServices(query)} group by tenant, service, country
        order by tenant, service, country`.execute(db);
      return rows;
    },

    /** The first hour and the first day (ms) of which anything is counted; undefined while nothing is. */
    async since(): Promise<{ readonly hour: number | undefined; readonly day: number | undefined }> {
      const { rows } = await sql<{ hour: number | null; day: number | null }>`select
        (select min(hour) from geo_traffic_hour) as hour, (select min(day) from geo_traffic) as day`.execute(db);
      return { hour: rows[0].hour ?? undefined, day: rows[0].day ?? undefined };
    },

    /** Counts one more hour of events from before traffic was counted; returns the hours still left. */
    fill: (): Promise<number> => fillTraffic(db),
  };
}

const sumOf = (outcome: TrafficOutcome) =>
  sql`sum(case when outcome = ${sql.lit(outcome)} then count::float8 else 0 end)`;
const sums = sql.join((['good', 'failed', 'other'] as const).map((one) => sql`${sumOf(one)} as ${sql.ref(one)}`));

export function ofTenant({ tenant }: TrafficQuery): RawBuilder<unknown> {
  return tenant === undefined ? sql`` : sql`and tenant = ${tenant}`;
}

function ofServices(query: TrafficQuery): RawBuilder<unknown> {
  const { services } = query;
  return sql`${ofTenant(query)} ${services === undefined ? sql`` : sql`and service = any(${[...services]}::text[])`}`;
}

function wanted(query: SourceQuery): RawBuilder<unknown> {
  return sql`day >= ${dayOf(query.from)} ${ofServices(query)} ${query.worked ? sql`and outcome = 'good'` : sql``}`;
}

function hourOf(time: number): number {
  return time - (time % hourMs);
}

type SourceKey = Pick<TrafficSource, 'tenant' | 'service' | 'address' | 'country'>;

function sourceKey({ tenant, service, address, country }: SourceKey): string {
  return `${tenant}\n${service}\n${address}\n${country}`;
}

/** How many accounts succeeded at each source. */
async function accountCounts(db: Db, query: TrafficQuery): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const select = sql`select tenant, service, address, country, count(*)::integer as accounts
    from (select distinct tenant, service, address, country, account from geo_traffic
      where ${wanted(query)} and outcome = 'good' and account <> '') d
    group by tenant, service, address, country`;
  await eachPortion<SourceKey & { readonly accounts: number }>(db, select, (rows) => {
    for (const row of rows) counts.set(sourceKey(row), row.accounts);
  });
  return counts;
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
