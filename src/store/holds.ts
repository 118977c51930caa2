import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './postgres.ts';
import { storableText } from './storable.ts';

/** What must stay for an incident, whatever retention and erasure say. */
export interface HoldRecord {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly incident: string;
  readonly reason: string;
  /** Event time, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly released: { readonly at: number; readonly by: string; readonly reason: string } | undefined;
  readonly events: number;
  readonly alerts: number;
}

export type NewHoldRecord = Pick<HoldRecord, 'tenant' | 'incident' | 'reason' | 'from' | 'to' | 'createdBy'>;

/** Counting further would make the list slow. */
const countTo = 1_000_000;

/** Legal holds. */
export function holdStore(db: Db, clock: () => number) {
  const find = async (id?: string): Promise<readonly HoldRecord[]> => {
    const { rows } = await sql<
      Omit<HoldRecord, 'released'> & { releasedAt: number | null; releasedBy: string; releaseReason: string }
    >`select h.id, h.tenant, coalesce(t.name, h.tenant) as "tenantName", h.incident, h.reason, h.from_time as "from", h.to_time as "to",
        h.created_at as "createdAt", h.created_by as "createdBy", h.released_at as "releasedAt", h.released_by as "releasedBy",
        h.release_reason as "releaseReason",
        (select count(*) from (select from event e where e.tenant = h.tenant and e.time between h.from_time and h.to_time limit ${sql.lit(countTo)}) n)::integer as events,
        (select count(*) from alert a where a.tenant = h.tenant and a.end_time >= h.from_time and a.start_time <= h.to_time)::integer as alerts
      from legal_hold h left join tenant t on t.id = h.tenant
      ${id === undefined ? sql`` : sql`where h.id = ${id}`} order by h.released_at is not null, h.created_at desc, h.id limit 500`.execute(
      db,
    );
    return rows.map(({ releasedAt, releasedBy, releaseReason, ...rest }) => ({
      ...rest,
      released: releasedAt === null ? undefined : { at: releasedAt, by: releasedBy, reason: releaseReason },
    }));
  };

  return {
    /** Those that hold first, newest first; at most 500. */
    list: () => find(),

    async get(id: string): Promise<HoldRecord | undefined> {
      return (await find(id))[0];
    },

    /** Returns its id. */
    async insert({ tenant, incident, reason, from, to, createdBy }: NewHoldRecord): Promise<string> {
      const id = randomUUID();
      await sql`insert into legal_hold (id, tenant, incident, reason, from_time, to_time, created_at, created_by)
        values (${id}, ${tenant}, ${storableText(incident, 100)}, ${storableText(reason, 500)}, ${from}, ${to}, ${clock()}, ${storableText(createdBy, 200)})`.execute(
        db,
      );
      return id;
    },

    /** False when there is none that holds. */
    async release(id: string, by: string, reason: string): Promise<boolean> {
      const { rows } =
        await sql`update legal_hold set released_at = ${clock()}, released_by = ${storableText(by, 200)}, release_reason = ${storableText(reason, 500)}
        where id = ${id} and released_at is null returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}
