import { sql } from 'kysely';
import type { Escalation } from '../../core/on-call/escalation.ts';
import type { EscalationMove, EscalationRecord, OnCallTask } from '../../core/on-call/records.ts';
import type { Severity } from '../../core/severity.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson } from '../storable.ts';
import { putMessages } from './put-messages.ts';

interface Row {
  id: string;
  incident: string;
  state: Escalation;
}

/** Runs of escalation. What an input comes to is kept whole: the state, the messages in the outbox, what the incident is told. */
export function escalationStore(db: Db) {
  const keep = async (tx: Db, { state, wakesAt, messages, calledOff, tasks }: EscalationMove) => {
    await sql`update escalation set state = ${storableJson(state)}::jsonb, phase = ${state.phase}, wakes_at = ${wakesAt ?? null}
      where id = ${state.id}`.execute(tx);
    await putMessages(tx, messages);
    if (calledOff.length > 0) {
      await sql`update outbox set state = 'called-off', content = '{}'::jsonb, ended_at = ${state.now}
        where id = any(${[...calledOff]}::text[]) and state = 'waiting'`.execute(tx);
    }
    await putTasks(tx, tasks);
  };

  return {
    /** Begins one; false when one of the incident goes on. */
    async begin(move: EscalationMove): Promise<boolean> {
      const { id, incident, phase, startedAt } = move.state;
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql`insert into escalation (id, tenant, incident, state, phase, started_at)
          select ${id}, ${providerTenant}, ${incident}, '{}'::jsonb, ${phase}, ${startedAt}
          where exists (select from incident where id = ${incident})
          on conflict do nothing returning 1`.execute(tx);
        if (rows.length === 0) return false;
        await keep(tx, move);
        return true;
      });
    },

    /**
     * Changes one under its lock. `judge` gives undefined when nothing changes. `told` are keys of messages whose end this takes
     * in. Resolves with the state as it is then; undefined when there is no such run.
     */
    async change(
      id: string,
      judge: (state: Escalation) => EscalationMove | undefined,
      told: readonly string[] = [],
    ): Promise<Escalation | undefined> {
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql<Row>`select id, incident, state from escalation where id = ${id} for update`.execute(
          tx,
        );
        if (!rows[0]) return undefined;
        const move = judge(rows[0].state);
        if (move) await keep(tx, move);
        if (told.length > 0)
          await sql`update on_call_message set told = true where key = any(${[...told]}::text[])`.execute(tx);
        return move?.state ?? rows[0].state;
      });
    },

    async get(id: string): Promise<EscalationRecord | undefined> {
      const { rows } = await sql<Row>`select id, incident, state from escalation where id = ${id}`.execute(db);
      return rows[0];
    },

    /** Newest first, at most 50. */
    async ofIncident(incident: string): Promise<readonly EscalationRecord[]> {
      const { rows } = await sql<Row>`select id, incident, state from escalation where incident = ${incident}
        order by started_at desc, id limit 50`.execute(db);
      return rows;
    },

    /** The one that goes on. */
    async openOf(incident: string): Promise<EscalationRecord | undefined> {
      const { rows } = await sql<Row>`select id, incident, state from escalation
        where incident = ${incident} and phase <> 'ended'`.execute(db);
      return rows[0];
    },

    async open(): Promise<readonly EscalationRecord[]> {
      return (
        await sql<Row>`select id, incident, state from escalation where phase <> 'ended' order by started_at, id`.execute(
          db,
        )
      ).rows;
    },

    /** Those whose time has come, and when the next one's comes. */
    async due(now: number): Promise<{ readonly ids: readonly string[]; readonly next: number | undefined }> {
      const { rows } = await sql<{ id: string; wakes_at: number }>`select id, wakes_at from escalation
        where wakes_at is not null order by wakes_at limit 1000`.execute(db);
      return {
        ids: rows.filter(({ wakes_at }) => wakes_at <= now).map(({ id }) => id),
        next: rows.find(({ wakes_at }) => wakes_at > now)?.wakes_at,
      };
    },

    /** What was last heard of an incident. */
    async heard(incident: string): Promise<{ readonly severity: Severity; readonly over: boolean } | undefined> {
      const { rows } = await sql<{ severity: Severity; over: boolean }>`select severity, over from escalation_watch
        where incident = ${incident}`.execute(db);
      return rows[0];
    },

    async hear(incident: string, severity: Severity, over: boolean): Promise<void> {
      await sql`insert into escalation_watch as w (incident, tenant, severity, over)
        select ${incident}, ${providerTenant}, ${severity}, ${over} where exists (select from incident where id = ${incident})
        on conflict (incident) do update set severity = excluded.severity, over = excluded.over
        where (w.severity, w.over) <> (excluded.severity, excluded.over)`.execute(db);
    },

    /** Incidents that nobody worked out whether somebody is to be asked, or that changed since: after a crash. */
    async unheard(since: number): Promise<readonly string[]> {
      const { rows } = await sql<{
        id: string;
      }>`select i.id from incident i left join escalation_watch w on w.incident = i.id
        where (w.incident is null and i.created_at >= ${since} and not i.is_over)
          or (w.incident is not null and not w.over and i.moved_at >= ${since})
        order by i.created_at limit 5000`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** What incidents are still to be told, oldest first. */
    async tasks(): Promise<readonly (OnCallTask & { readonly id: number })[]> {
      const { rows } = await sql<OnCallTask & { id: number }>`select id, incident, entry, lead from on_call_task
        where tenant = ${providerTenant} order by id limit 500`.execute(db);
      return rows;
    },

    async taskDone(id: number): Promise<void> {
      await sql`delete from on_call_task where id = ${id}`.execute(db);
    },
  };
}

export async function putTasks(tx: Db, tasks: readonly OnCallTask[]): Promise<void> {
  for (const { incident, entry, lead } of tasks) {
    await sql`insert into on_call_task (tenant, incident, entry, lead)
      select ${providerTenant}, ${incident}, ${storableJson(entry)}::jsonb, ${lead}
      where exists (select from incident where id = ${incident})`.execute(tx);
  }
}
