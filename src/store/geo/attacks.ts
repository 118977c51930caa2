import { type RawBuilder, sql } from 'kysely';
import type { GeoAttack } from '../../core/geo/geo-policy.ts';
import type { GeoAttackRecord, GeoAttackState } from '../../core/geo/records.ts';
import type { Db } from '../postgres.ts';
import { type ListQuery, type Slice, slice } from '../slice.ts';
import { storableJson, storableText } from '../storable.ts';
import { tenantOf } from './scope-tenant.ts';

interface Row {
  id: string;
  kind: GeoAttack['kind'];
  scope: GeoAttack['scope'];
  services: GeoAttack['services'];
  countries: string[];
  from_time: number;
  until_time: number;
  author: string;
  reason: string;
  alert: string;
  state: GeoAttackState;
  confirmed_at: number | null;
  lifted_at: number | null;
  lifted_by: string;
  error: string;
  refused: number;
  author_name: string | null;
}

/** What is, or is to be, in force. */
const current = sql`a.state in ('asked', 'in-force', 'failed')`;

/** The door shut in an emergency, and what became of it. */
export function geoAttackStore(db: Db, clock: () => number) {
  const select = (rest: RawBuilder<unknown>) => sql<Row>`select a.*,
      case when a.author like 'user:%' then (select u.name from auth_user u where u.id = substr(a.author, 6))
        when a.author like 'token:%' then (select k.name from token k where k.id = substr(a.author, 7)) end as author_name
    from geo_attack a ${rest}`;
  const get = async (id: string): Promise<GeoAttackRecord | undefined> => {
    const { rows } = await select(sql`where a.id = ${id}`).execute(db);
    return rows[0] && read(rows[0]);
  };
  /** Undefined, and nothing changed, when it is in a state from which this cannot be. */
  const move = async (
    id: string,
    from: RawBuilder<unknown>,
    change: RawBuilder<unknown>,
  ): Promise<GeoAttackRecord | undefined> => {
    const { rows } = await sql`update geo_attack a set ${change} where a.id = ${id} and ${from} returning 1`.execute(
      db,
    );
    return rows.length > 0 ? get(id) : undefined;
  };

  return {
    get,

    /** Newest first. */
    async list(query: ListQuery & { readonly state?: GeoAttackState | 'current' }): Promise<Slice<GeoAttackRecord>> {
      const { tenant, state, after, limit } = query;
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and a.tenant = ${tenant}`}
        ${state === undefined ? sql`` : state === 'current' ? sql`and ${current}` : sql`and a.state = ${state}`}`;
      const [page, count] = await Promise.all([
        select(sql`where ${filter} ${after ? sql`and (a.from_time, a.id) < (${after.at}, ${after.id})` : sql``}
          order by a.from_time desc, a.id desc limit ${limit + 1}`).execute(db),
        sql<{ total: number }>`select count(*) as total from geo_attack a where ${filter}`.execute(db),
      ]);
      return slice(page.rows, limit, count.rows[0].total, (row) => ({ at: row.from_time, id: row.id }), read);
    },

    /** Not at their end, or ended and not yet confirmed to be gone. */
    async open(): Promise<readonly GeoAttackRecord[]> {
      return (await select(sql`where a.lifted_at is null order by a.from_time, a.id`).execute(db)).rows.map(read);
    },

    async insert(attack: GeoAttack): Promise<GeoAttackRecord> {
      const { id, kind, scope, services, countries, from, until, author, reason, alert } = attack;
      await sql`insert into geo_attack (id, tenant, kind, scope, services, countries, from_time, until_time, author, reason, alert,
          state, created_at)
        values (${id}, ${tenantOf(scope)}, ${kind}, ${storableJson(scope)}::jsonb, ${storableJson(services)}::jsonb,
          ${storableJson(countries)}::jsonb, ${from}, ${until}, ${author}, ${storableText(reason, 500)}, ${alert}, 'asked',
          ${clock()})`.execute(db);
      return (await get(id))!;
    },

    /** Those who carry it out confirmed it. The first time counts. */
    confirm(id: string, at: number): Promise<GeoAttackRecord | undefined> {
      return move(
        id,
        current,
        sql`state = 'in-force', confirmed_at = coalesce(confirmed_at, ${at}::bigint), error = ''`,
      );
    },

    fail(id: string, error: string): Promise<GeoAttackRecord | undefined> {
      return move(id, current, sql`state = 'failed', error = ${storableText(error, 1000)}`);
    },

    /** Until when, ms UTC. */
    extend(id: string, until: number): Promise<GeoAttackRecord | undefined> {
      return move(id, sql`${current} and ${until}::bigint > a.from_time`, sql`until_time = ${until}::bigint`);
    },

    /** It is to be gone now. */
    lift(id: string, by: string): Promise<GeoAttackRecord | undefined> {
      return move(
        id,
        current,
        sql`state = 'lifted', lifted_by = ${storableText(by, 200)}, until_time = greatest(from_time, least(until_time, ${clock()}::bigint))`,
      );
    },

    /** Its time is over. */
    expire(id: string): Promise<GeoAttackRecord | undefined> {
      return move(id, sql`${current} and a.until_time <= ${clock()}::bigint`, sql`state = 'expired'`);
    },

    /** Those who carried it out confirmed that it is gone. */
    gone(id: string, at: number): Promise<GeoAttackRecord | undefined> {
      return move(
        id,
        sql`a.state in ('lifted', 'expired') and a.lifted_at is null`,
        sql`lifted_at = ${at}::bigint, error = ''`,
      );
    },

    async addRefused(id: string, count: number): Promise<void> {
      await sql`update geo_attack set refused = refused + ${count}::bigint where id = ${id}`.execute(db);
    },
  };
}

function read(row: Row): GeoAttackRecord {
  const { id, kind, scope, services, countries, author, reason, alert, state, error, refused } = row;
  return {
    ...{ id, kind, scope, services, countries, author, reason, alert, state, error, refused },
    from: row.from_time,
    until: row.until_time,
    confirmedAt: row.confirmed_at ?? undefined,
    liftedAt: row.lifted_at ?? undefined,
    liftedBy: row.lifted_by,
    authorName: row.author_name ?? '',
  };
}
