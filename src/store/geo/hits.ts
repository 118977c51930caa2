import { sql } from 'kysely';
import type { CountryHits, GeoHitDelta } from '../../core/geo/records.ts';
import { booleans, integers, texts } from '../batch/tx.ts';
import type { Db } from '../postgres.ts';
import { storeError } from '../store-error.ts';
import type { TrafficQuery } from './traffic.ts';

const hourMs = 3_600_000;
const keys = sql.raw('hour, tenant, service, country, hosting, verdict, lane');
const sums = sql`coalesce(sum(count) filter (where verdict = 'refuse'), 0)::bigint as refused,
  coalesce(sum(count) filter (where verdict = 'limit'), 0)::bigint as limited,
  coalesce(sum(count) filter (where verdict = 'watch'), 0)::bigint as watched`;

/** What policies did: packets counted in the kernel, attempts elsewhere. */
export function geoHitStore(db: Db) {
  const where = ({ tenant, from, services }: TrafficQuery) => sql`hour >= ${from - (from % hourMs)}
    ${tenant === undefined ? sql`` : sql`and tenant = ${tenant}`}
    ${services === undefined ? sql`` : sql`and service = any(${[...services]}::text[])`}`;
  return {
    /** Adds. @throws StoreError */
    async addHits(hits: readonly GeoHitDelta[]): Promise<void> {
      if (hits.length === 0) return;
      try {
        await db.transaction().execute((tx) =>
          sql`insert into geo_hit (${keys}, count) select ${keys}, sum(count)
            from unnest(${integers(hits, (h) => h.hour - (h.hour % hourMs))}, ${texts(hits, (h) => h.tenant)},
              ${texts(hits, (h) => h.service)}, ${texts(hits, (h) => h.country)}, ${booleans(hits, (h) => h.hosting)},
              ${texts(hits, (h) => h.verdict)}, ${texts(hits, (h) => h.lane)}, ${integers(hits, (h) => h.count)})
              as n (${keys}, count) group by ${keys} order by ${keys}
            on conflict (${keys}) do update set count = geo_hit.count + excluded.count`.execute(tx),
        );
      } catch (error) {
        throw storeError(error);
      }
    },

    /** By country, most refused first. */
    async hits(query: TrafficQuery): Promise<readonly CountryHits[]> {
      const { rows } = await sql<CountryHits>`select country, ${sums} from geo_hit where ${where(query)}
        group by country order by refused desc, country`.execute(db);
      return rows;
    },

    /** By hour and country, oldest first. */
    async hitHours(query: TrafficQuery): Promise<readonly (CountryHits & { readonly hour: number })[]> {
      const { rows } = await sql<CountryHits & { hour: number }>`select hour, country, ${sums} from geo_hit
        where ${where(query)} group by hour, country order by hour, country`.execute(db);
      return rows;
    },
  };
}
