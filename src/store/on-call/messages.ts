import { sql } from 'kysely';
import type {
  AskedMessage,
  ChannelCount,
  DeliveryRecord,
  DeliveryState,
  NewOnCallMessage,
  OnCallTask,
} from '../../core/on-call/records.ts';
import type { Db } from '../postgres.ts';
import { putTasks } from './escalations.ts';
import { putMessages } from './put-messages.ts';

/** What becomes of messages, and which of them may be answered. */
export function onCallMessageStore(db: Db) {
  return {
    /** Keeps messages that follow from no escalation, with what their incident is told; resolves with the keys that are new. */
    async put(messages: readonly NewOnCallMessage[], tasks: readonly OnCallTask[]): Promise<readonly string[]> {
      return db.transaction().execute(async (tx) => {
        const made = await putMessages(tx, messages);
        if (made.length > 0) await putTasks(tx, tasks);
        return made;
      });
    },

    /** Newest first. */
    async list(query: {
      readonly state?: DeliveryState;
      readonly incident?: string;
      readonly after?: { readonly at: number; readonly id: string };
      readonly limit: number;
    }): Promise<{
      readonly items: readonly DeliveryRecord[];
      readonly total: number;
      readonly next: { readonly at: number; readonly id: string } | undefined;
    }> {
      const { state, incident, after, limit } = query;
      const which = sql`from on_call_message m join outbox o on o.id = m.key left join incident i on i.id = m.incident
        where ${state ? sql`o.state = ${state}` : sql`true`} and ${incident ? sql`m.incident = ${incident}` : sql`true`}`;
      const { rows } = await sql<DeliveryRecord>`select ${columns} ${which}
        ${after ? sql`and (m.created_at, m.key) < (${after.at}, ${after.id})` : sql``}
        order by m.created_at desc, m.key desc limit ${limit + 1}`.execute(db);
      const { rows: counted } = await sql<{ total: number }>`select count(*)::integer as total ${which}`.execute(db);
      const items = rows.slice(0, limit).map(read);
      const last = items.at(-1);
      return {
        items,
        total: counted[0].total,
        next: rows.length > limit && last ? { at: last.createdAt, id: last.key } : undefined,
      };
    },

    /** Of one escalation, by key. */
    async ofEscalation(escalation: string): Promise<ReadonlyMap<string, DeliveryRecord>> {
      const { rows } = await sql<DeliveryRecord>`select ${columns} from on_call_message m join outbox o on o.id = m.key
        left join incident i on i.id = m.incident where m.escalation = ${escalation}`.execute(db);
      return new Map(rows.map((row) => [row.key, read(row)]));
    },

    /** Newest message in each way of a person. */
    async lastOf(person: string): Promise<readonly DeliveryRecord[]> {
      const { rows } = await sql<DeliveryRecord>`select distinct on (m.way) ${columns}
        from on_call_message m join outbox o on o.id = m.key left join incident i on i.id = m.incident
        where m.person = ${person} and o.state <> 'called-off' order by m.way, m.created_at desc limit 50`.execute(db);
      return rows.map(read);
    },

    async one(key: string): Promise<DeliveryRecord | undefined> {
      const { rows } = await sql<DeliveryRecord>`select ${columns} from on_call_message m join outbox o on o.id = m.key
        left join incident i on i.id = m.incident where m.key = ${key}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Ended, and nobody was told of it yet. */
    async untold(): Promise<readonly DeliveryRecord[]> {
      const { rows } = await sql<DeliveryRecord>`select ${columns} from on_call_message m join outbox o on o.id = m.key
        left join incident i on i.id = m.incident where not m.told and o.state <> 'waiting' order by o.ended_at limit 500`.execute(
        db,
      );
      return rows.map(read);
    },

    /** Told now, with what the incident is told of it. */
    async told(keys: readonly string[], tasks: readonly OnCallTask[] = []): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await sql`update on_call_message set told = true where key = any(${[...keys]}::text[])`.execute(tx);
        await putTasks(tx, tasks);
      });
    },

    /** What an incident is told without any message. */
    async tell(tasks: readonly OnCallTask[]): Promise<void> {
      await db.transaction().execute((tx) => putTasks(tx, tasks));
    },

    async byToken(hash: string): Promise<AskedMessage | undefined> {
      const { rows } = await sql<AskedMessage>`select ${asked} from on_call_message
        where token_hash = ${hash} and token_hash <> ''`.execute(db);
      return rows[0];
    },

    async byKey(key: string): Promise<AskedMessage | undefined> {
      const { rows } = await sql<AskedMessage>`select ${asked} from on_call_message
        where key = ${key} and escalation <> ''`.execute(db);
      return rows[0];
    },

    /** Notes the answer; false when there was one before. */
    async answer(key: string, kind: 'acknowledged' | 'declined', at: number): Promise<boolean> {
      const { rows } = await sql`update on_call_message set answer = ${kind}, answered_at = ${at}
        where key = ${key} and answer = '' returning 1`.execute(db);
      return rows.length > 0;
    },

    async channels(since: number): Promise<readonly ChannelCount[]> {
      const { rows } = await sql<{
        channel: string;
        waiting: number;
        failed: number;
        last: number | null;
      }>`select m.channel, count(*) filter (where o.state = 'waiting')::integer as waiting,
          count(*) filter (where o.state = 'failed' and o.ended_at >= ${since})::integer as failed,
          max(o.ended_at) filter (where o.state = 'delivered') as last
        from on_call_message m join outbox o on o.id = m.key group by m.channel order by m.channel`.execute(db);
      return rows.map(({ channel, waiting, failed, last }) => ({
        ...{ channel, waiting, failedLastDay: failed, lastDeliveredAt: last ?? undefined },
      }));
    },
  };
}

const columns = sql`m.key, m.kind, coalesce(m.incident, '') as incident, i.number as "incidentNumber", m.escalation, m.person,
  m.person_name as "personName", m.way, m.channel, m.address, m.subject, o.state, o.attempts, o.error, m.created_at as "createdAt",
  o.next_attempt_at as "nextAttemptAt", o.ended_at as "endedAt"`;
const asked = sql`key, coalesce(incident, '') as incident, escalation, person, person_name as "personName",
  token_until as "tokenUntil", answer`;

function read(row: DeliveryRecord): DeliveryRecord {
  return { ...row, incidentNumber: row.incidentNumber ?? undefined, endedAt: row.endedAt ?? undefined };
}
