import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';

/** A browser that takes the alarms of its person. */
export interface PushDeviceRecord {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly createdAt: number;
  /** 0 for never. */
  readonly deliveredAt: number;
  /** What its push service said last; '' when it took it. */
  readonly error: string;
}

export type NewPushDevice = Pick<PushDeviceRecord, 'person' | 'name' | 'endpoint' | 'p256dh' | 'auth'>;

const columns = sql`id, person, name, endpoint, p256dh, auth, created_at as "createdAt", delivered_at as "deliveredAt", error`;
/** Of one person: the newest stay. */
const mostDevices = 20;

/** Browsers and phones that take alarms. */
export function pushDeviceStore(db: Db, clock: () => number) {
  return {
    async ofPerson(person: string): Promise<readonly PushDeviceRecord[]> {
      const { rows } = await sql<PushDeviceRecord>`select ${columns} from push_device where person = ${person}
        order by created_at desc, id limit ${mostDevices}`.execute(db);
      return rows;
    },

    /** A browser that subscribes again keeps its place, also when somebody else signed in there. */
    async put({ person, name, endpoint, p256dh, auth }: NewPushDevice): Promise<PushDeviceRecord> {
      const { rows } = await sql<PushDeviceRecord>`insert into push_device
        (id, tenant, person, name, endpoint, p256dh, auth, created_at)
        values (${randomUUID()}, ${providerTenant}, ${person}, ${storableText(name, 100)}, ${storableText(endpoint, 1000)},
          ${p256dh}, ${auth}, ${clock()})
        on conflict (endpoint) do update set person = excluded.person, name = excluded.name, p256dh = excluded.p256dh,
          auth = excluded.auth, error = '' returning ${columns}`.execute(db);
      await sql`delete from push_device where person = ${person} and id not in
        (select id from push_device where person = ${person} order by created_at desc, id limit ${mostDevices})`.execute(
        db,
      );
      return rows[0];
    },

    async noted(id: string, error: string): Promise<void> {
      await sql`update push_device set error = ${storableText(error, 300)},
        delivered_at = case when ${error} = '' then ${clock()}::bigint else delivered_at end where id = ${id}`.execute(
        db,
      );
    },

    /** Its browser gave it up. */
    async forget(id: string): Promise<void> {
      await sql`delete from push_device where id = ${id}`.execute(db);
    },

    async remove(id: string, person: string): Promise<boolean> {
      const { rows } = await sql`delete from push_device where id = ${id} and person = ${person} returning 1`.execute(
        db,
      );
      return rows.length > 0;
    },
  };
}
