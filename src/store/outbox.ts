import { sql } from 'kysely';
import type { NewParcel, Outbox, Parcel } from '../core/outbox.ts';
import { textArray } from './array-literal.ts';
import type { Db } from './postgres.ts';
import { storableInteger, storableJson, storableText } from './storable.ts';

/** A link that lets somebody in is not kept once it is delivered or given up. */
const kept = sql`case when content->'data'->>'private' = 'true' then '{}'::jsonb else content end`;

/** An outbox that survives a kill. Content travels as JSON. */
export function outboxStore<T>(db: Db): Outbox<T> {
  return {
    async put(parcels) {
      if (parcels.length === 0) return;
      const column = (pick: (parcel: NewParcel<T>) => string) => sql`${textArray(parcels.map(pick))}::text[]`;
      await sql`insert into outbox (id, channel, address, content, next_attempt_at, created_at)
        select distinct on (id) id, channel, address, content::jsonb, at::bigint, at::bigint
        from unnest(${column((p) => storableText(p.id, 200))}, ${column((p) => storableText(p.channel, 100))},
          ${column((p) => storableText(p.address, 2000))}, ${column((p) => storableJson(p.content))},
          ${column((p) => String(storableInteger(p.createdAt)))}) as n (id, channel, address, content, at)
        order by id on conflict (id) do nothing`.execute(db);
    },

    async due(now, limit, channel) {
      const { rows } = await sql<
        Parcel<T>
      >`select id, channel, address, content, attempts, begun_at is not null as begun, created_at as "createdAt" from outbox
        where state = 'waiting' and next_attempt_at <= ${now} ${channel === undefined ? sql`` : sql`and channel = ${channel}`}
        order by next_attempt_at, created_at, id limit ${limit}`.execute(db);
      return rows;
    },

    async begin(id, at) {
      await sql`update outbox set begun_at = ${at} where id = ${id} and state = 'waiting'`.execute(db);
    },

    async done(id, at) {
      await sql`update outbox set begun_at = null, content = ${kept}, state = 'delivered', attempts = attempts + 1, error = '', ended_at = ${at}
        where id = ${id} and state = 'waiting'`.execute(db);
    },

    async failed(id, error, at, nextAt) {
      const said = storableText(error, 500);
      await (nextAt === undefined
        ? sql`update outbox set begun_at = null, content = ${kept}, state = 'failed', attempts = attempts + 1, error = ${said}, ended_at = ${at} where id = ${id} and state = 'waiting'`
        : sql`update outbox set begun_at = null, attempts = attempts + 1, error = ${said}, next_attempt_at = ${nextAt} where id = ${id} and state = 'waiting'`
      ).execute(db);
    },
  };
}
