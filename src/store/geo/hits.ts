import { sql } from 'kysely';
import type { CountryHits, GeoHitDelta, GeoHitKind } from '../../core/geo/records.ts';
import { booleans, integers, texts } from '../batch/tx.ts';
import type { Db } from '../postgres.ts';
import { storeError } from '../store-error.ts';
import type { TrafficQuery } from './traffic.ts';

const hourMs = 3_600_000;
const keys = sql.raw('hour, tenant, service, country, hosting, verdict, lane');

/** Packets are those of lanes, attempts those of none. */
const sumOf = (of: 'packets' | 'attempts', name: keyof CountryHits, ...kinds: GeoHitKind[]) =>
  sql`coalesce(sum(count) filter (where lane ${sql.raw(of === 'packets' ? '<>' : '=')} ''
    and verdict in (${sql.join(kinds.map((kind) => sql.lit(kind)))})), 0)::bigint as ${sql.ref(name)}`;
const sums = sql.join([
  sumOf('packets', 'refused', 'refuse'),
  sumOf('packets', 'limited', 'limit'),
  sumOf('packets', 'watchedPackets', 'watch'),
  sumOf('attempts', 'denied', 'denied'),
  sumOf('attempts', 'passed', 'passed'),
  sumOf('attempts', 'wouldRefuse', 'would-refuse'),
  sumOf('attempts', 'watched', 'watch', 'would-limit'),
]);

/** What policies did: packets counted in the kernel, and what became of attempts. */
export function geoHitStore(db: Db) {
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

    /** By country, most refused first; whole hours. */
    async hits({ tenant, from, services }: TrafficQuery): Promise<readonly CountryHits[]> {
      const { rows } =
        await sql<CountryHits>`select country, ${sums} from geo_hit where hour >= ${from - (from % hourMs)}
        ${tenant === undefined ? sql`` : sql`and tenant = ${tenant}`}
        ${services === undefined ? sql`` : sql`and service = any(${[...services]}::text[])`}
        group by country order by refused desc, country`.execute(db);
      return rows;
    },
  };
}
