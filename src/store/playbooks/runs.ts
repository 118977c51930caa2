import { sql } from 'kysely';
import type { EffectRecord, KeptEffect, RunHead, RunRecord } from '../../core/playbook/playbook-record.ts';
import type { PlaybookRun } from '../../core/playbook/run.ts';
import type { Db } from '../postgres.ts';
import { type Slice, slice } from '../slice.ts';
import { storableJson, storableText } from '../storable.ts';
import { orderedJson } from './playbook-rows.ts';
import { type EffectRow, type RunHeadRow, type RunRow, readEffect, readRun, readRunHead } from './run-rows.ts';

/** Where a run is after something happened, and what is to be carried out of it. */
export interface MovedRun {
  readonly run: PlaybookRun;
  readonly head: Pick<RunHead, 'waits' | 'stepsDone' | 'stepsFailed'>;
  /** Next time it wants to be told the time, ms. */
  readonly wakeAt: number | undefined;
  readonly effects: readonly KeptEffect[];
  /** Keys of what is over with this: automatic commands are not carried out any more. A task that was answered is told the incident all the same. */
  readonly settled: readonly string[];
}

/** A run as it begins. */
export interface NewRun extends MovedRun {
  readonly record: Pick<
    RunHead,
    'id' | 'tenant' | 'incident' | 'playbook' | 'modified' | 'name' | 'language' | 'startedAt' | 'startedBy'
  >;
}

export interface RunQuery {
  readonly incident?: string;
  readonly playbook?: string;
  readonly state?: PlaybookRun['state'];
  readonly after?: { readonly at: number; readonly id: string };
  readonly limit: number;
}

const head = sql`id, tenant, incident, playbook, modified, name, language, state, started_at, started_by, ended_at, steps_done,
  steps_failed, waits, version,
  (select i.number from incident i where i.id = playbook_run.incident) as incident_number`;

/**
 * Runs of playbooks. Where a run is and what it hands out are kept in one transaction: a crash finds both or neither. An effect is
 * kept once for its kind and key, however often it is handed out.
 */
export function runStore(db: Db, clock: () => number) {
  return {
    async begin(wish: NewRun): Promise<void> {
      const { record, run, head: shown, wakeAt, effects } = wish;
      const { playbooks, ...state } = run;
      await db.transaction().execute(async (tx) => {
        await sql`insert into playbook_run (id, tenant, incident, playbook, modified, name, language, state, started_at, started_by,
            ended_at, steps_done, steps_failed, waits, wake_at, books, run)
          values (${record.id}, ${record.tenant}, ${record.incident}, ${record.playbook}, ${record.modified},
            ${storableText(record.name, 500)}, ${record.language}, ${run.state}, ${record.startedAt},
            ${storableJson(record.startedBy)}::jsonb, ${run.endedAt}, ${shown.stepsDone}, ${shown.stepsFailed},
            ${storableJson(shown.waits)}::jsonb, ${wakeAt ?? null}, ${orderedJson(playbooks)}::json, ${orderedJson(state)}::json)`.execute(
          tx,
        );
        await keepEffects(tx, record, effects, clock());
      });
    },

    /**
     * Moves a run on under its lock; `judge` gives what becomes of it, or undefined to leave it as it is. Resolves with the run after
     * it, undefined when there is none.
     */
    async move(
      id: string,
      judge: (before: RunRecord, open: readonly EffectRecord[]) => MovedRun | undefined,
    ): Promise<RunRecord | undefined> {
      return db.transaction().execute(async (tx) => {
        const { rows } =
          await sql<RunRow>`select ${head}, books, run from playbook_run where id = ${id} for update`.execute(tx);
        if (!rows[0]) return undefined;
        const before = readRun(rows[0]);
        const moved = judge(before, await openEffects(tx, id));
        if (!moved) return before;
        const { playbooks: _books, ...state } = moved.run;
        const { waits, stepsDone, stepsFailed } = moved.head;
        const now = clock();
        const { rows: after } =
          await sql<RunHeadRow>`update playbook_run set state = ${moved.run.state}, ended_at = ${moved.run.endedAt},
          steps_done = ${stepsDone}, steps_failed = ${stepsFailed}, waits = ${storableJson(waits)}::jsonb, wake_at = ${moved.wakeAt ?? null},
          run = ${orderedJson(state)}::json, version = version + 1 where id = ${id} returning ${head}`.execute(tx);
        if (moved.settled.length > 0)
          await sql`update playbook_effect set state = 'done', done_at = ${now} where run = ${id} and kind = 'do'
            and key = any(${[...moved.settled]}::text[]) and state <> 'done'`.execute(tx);
        await keepEffects(tx, before, moved.effects, now);
        return { ...readRunHead(after[0]), run: moved.run };
      });
    },

    async get(id: string): Promise<RunRecord | undefined> {
      const { rows } = await sql<RunRow>`select ${head}, books, run from playbook_run where id = ${id}`.execute(db);
      return rows[0] && readRun(rows[0]);
    },

    async head(id: string): Promise<RunHead | undefined> {
      const { rows } = await sql<RunHeadRow>`select ${head} from playbook_run where id = ${id}`.execute(db);
      return rows[0] && readRunHead(rows[0]);
    },

    /** Newest first; of an incident with those of incidents that became part of it. */
    async list({ incident, playbook, state, after, limit }: RunQuery): Promise<Slice<RunHead>> {
      const where = sql`true
        ${incident === undefined ? sql`` : sql`and incident in (select i.id from incident i where i.id = ${incident} or i.merged_into = ${incident})`}
        ${playbook === undefined ? sql`` : sql`and playbook = ${playbook}`}
        ${state === undefined ? sql`` : sql`and state = ${state}`}`;
      const { rows: count } = await sql<{
        n: number;
      }>`select count(*)::int as n from playbook_run where ${where}`.execute(db);
      const { rows } = await sql<RunHeadRow>`select ${head} from playbook_run where ${where}
        ${after ? sql`and (started_at, id) < (${after.at}::bigint, ${after.id})` : sql``}
        order by started_at desc, id desc limit ${limit + 1}`.execute(db);
      return slice(rows, limit, count[0].n, (row) => ({ at: row.started_at, id: row.id }), readRunHead);
    },

    /** Runs that go on and when they want to be told the time. */
    async running(): Promise<readonly { readonly id: string; readonly wakeAt: number | undefined }[]> {
      const { rows } = await sql<{
        id: string;
        wake_at: number | null;
      }>`select id, wake_at from playbook_run where state = 'running'
        order by started_at`.execute(db);
      return rows.map(({ id, wake_at }) => ({ id, wakeAt: wake_at ?? undefined }));
    },

    /** Runs with something that is still to be carried out, also when they are over. */
    async withOpenEffects(): Promise<readonly string[]> {
      const { rows } = await sql<{
        run: string;
      }>`select distinct run from playbook_effect where state <> 'done'`.execute(db);
      return rows.map(({ run }) => run);
    },

    /** Not over, in the order in which they were handed out. */
    open: (run: string) => openEffects(db, run),

    /** Commands and tasks with these keys, over or not. */
    async given(run: string, keys: readonly string[]): Promise<readonly EffectRecord[]> {
      if (keys.length === 0) return [];
      const { rows } = await sql<EffectRow>`select run, key, effect, state, tries, error from playbook_effect
        where run = ${run} and kind in ('do', 'task') and key = any(${[...keys]}::text[])`.execute(db);
      return rows.map(readEffect);
    },

    /** Whether somebody's answer to a task was taken. */
    async wasAnswered(run: string, key: string): Promise<boolean> {
      const { rows } =
        await sql`select from playbook_effect where run = ${run} and kind = 'settle' and key = ${key}`.execute(db);
      return rows.length > 0;
    },

    /** Who started the run that handed out an automatic command under this key, and whether it still waits for the outcome. */
    async asksFor(
      key: string,
    ): Promise<{ readonly startedBy: RunHead['startedBy']; readonly waits: boolean } | undefined> {
      const { rows } = await sql<{ started_by: RunHead['startedBy']; waits: boolean }>`select r.started_by,
          r.state = 'running' and e.state <> 'done' as waits
        from playbook_effect e join playbook_run r on r.id = e.run where e.kind = 'do' and e.key = ${key}`.execute(db);
      return rows[0] && { startedBy: rows[0].started_by, waits: rows[0].waits };
    },

    /** Says that somebody begins to carry it out; false when that is over or not wanted any more, `fresh`: or was begun before. */
    async claim(run: string, kind: KeptEffect['kind'], key: string, fresh = false): Promise<boolean> {
      const { rows } =
        await sql`update playbook_effect set state = 'started', tries = tries + 1, started_at = ${clock()}
        where run = ${run} and kind = ${kind} and key = ${key} and ${fresh ? sql`state = 'pending'` : sql`state <> 'done'`}
        returning 1`.execute(db);
      return rows.length > 0;
    },

    /** Why a try came to nothing. */
    async stumbled(run: string, kind: KeptEffect['kind'], key: string, error: string): Promise<void> {
      await sql`update playbook_effect set error = ${storableText(error, 1000)} where run = ${run} and kind = ${kind} and key = ${key}`.execute(
        db,
      );
    },

    async done(run: string, kind: KeptEffect['kind'], key: string): Promise<void> {
      await sql`update playbook_effect set state = 'done', done_at = ${clock()} where run = ${run} and kind = ${kind} and key = ${key}`.execute(
        db,
      );
    },
  };
}

async function openEffects(db: Db, run: string): Promise<readonly EffectRecord[]> {
  const { rows } = await sql<EffectRow>`select run, key, effect, state, tries, error from playbook_effect
    where run = ${run} and state <> 'done' order by seq`.execute(db);
  return rows.map(readEffect);
}

async function keepEffects(
  tx: Db,
  { id, tenant }: Pick<RunHead, 'id' | 'tenant'>,
  effects: readonly KeptEffect[],
  now: number,
): Promise<void> {
  for (const effect of effects) {
    const key = effect.kind === 'end' ? 'end' : effect.key;
    // Withdrawn before anybody began: as if it had never been handed out.
    if (effect.kind === 'withdraw') {
      const { rows } = await sql`update playbook_effect set state = 'done', done_at = ${now}
        where run = ${id} and kind in ('do', 'task') and key = ${key} and state = 'pending' returning 1`.execute(tx);
      if (rows.length > 0) continue;
      // An automatic command that is under way cannot be called back; its outcome is not taken any more.
      const { rows: begun } = await sql`update playbook_effect set state = 'done', done_at = ${now}
        where run = ${id} and kind = 'do' and key = ${key} and state <> 'done' returning 1`.execute(tx);
      if (begun.length > 0) continue;
    }
    await sql`insert into playbook_effect (run, kind, key, tenant, effect, made_at)
      values (${id}, ${effect.kind}, ${key}, ${tenant}, ${orderedJson(effect)}::json, ${now})
      on conflict (run, kind, key) do nothing`.execute(tx);
  }
}
