import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type {
  PlaybookHead,
  PlaybookMark,
  PlaybookOrigin,
  PlaybookRecord,
  PlaybookVersionRecord,
} from '../../core/playbook/playbook-record.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import { likeAnywhere } from '../like.ts';
import type { Db } from '../postgres.ts';
import {
  headColumns,
  type MarkRow,
  orderedJson,
  type PlaybookRow,
  readMark,
  readPlaybookRow,
  readVersionRow,
} from './playbook-rows.ts';

/** Most playbooks there can be, and most versions of one. */
export const mostPlaybooks = 500;
export const mostVersions = 1000;

/** A version to be kept. */
export interface NewVersion {
  readonly content: Playbook;
  readonly head: PlaybookHead;
  readonly origin: PlaybookOrigin;
}

/** Why a playbook was not kept: gone, changed by somebody else, another content under the same version, or no room. */
export type PlaybookRefusal = 'missing' | 'stale' | 'other-content' | 'too-many';

const marks = sql`modified, playbook, at, made_by, origin, steps, activated_at, activated_by`;
const mark = (modified: string) =>
  sql`(select json_build_object('playbook', v.playbook, 'modified', v.modified, 'at', v.at, 'made_by', v.made_by, 'origin', v.origin,
    'steps', v.steps, 'activated_at', v.activated_at, 'activated_by', v.activated_by)
    from playbook_version v where v.playbook = p.id and v.modified = ${sql.ref(modified)})`;
const columns = sql`p.id, p.name, p.description, p.type, p.language, p.labels, p.steps, p.active, p.offered, p.shipped, p.draft_at,
  p.draft_by, p.draft_faults, p.version, p.changed_at, p.changed_by, ${mark('p.active')} as active_mark, ${mark('p.offered')} as offered_mark,
  (select count(*) from playbook_run r where r.playbook = p.id and r.state = 'running')::int as running`;

/** Playbooks, with a draft and every version there was. */
export function playbookStore(db: Db, clock: () => number) {
  const read = async (from: Db, id: string): Promise<PlaybookRecord | undefined> => {
    const { rows } = await sql<PlaybookRow>`select ${columns} from playbook p where id = ${id}`.execute(from);
    return rows[0] && readPlaybookRow(rows[0]);
  };
  /** Locks a playbook and gives what `work` makes of it. */
  const change = async (
    id: string,
    version: number | undefined,
    work: (tx: Db, before: PlaybookRecord) => Promise<PlaybookRefusal | undefined>,
  ): Promise<Result<PlaybookRecord, PlaybookRefusal>> =>
    db.transaction().execute(async (tx) => {
      await sql`select from playbook where id = ${id} for update`.execute(tx);
      const before = await read(tx, id);
      if (!before) return refused<PlaybookRefusal>('missing');
      if (version !== undefined && before.version !== version) return refused<PlaybookRefusal>('stale');
      const reason = await work(tx, before);
      if (reason) return refused(reason);
      return ok((await read(tx, id))!);
    });
  const addVersion = async (tx: Db, id: string, { content, head, origin }: NewVersion, by: string) => {
    const json = orderedJson(content);
    const hash = hashOf(json);
    const { rows } = await sql<{ content_hash: string }>`select content_hash from playbook_version
      where playbook = ${id} and modified = ${content.modified}`.execute(tx);
    if (rows[0]) return rows[0].content_hash === hash ? undefined : ('other-content' as const);
    const { rows: count } = await sql<{
      n: number;
    }>`select count(*)::int as n from playbook_version where playbook = ${id}`.execute(tx);
    if (count[0].n >= mostVersions) return 'too-many' as const;
    await sql`insert into playbook_version (playbook, modified, at, made_by, origin, content, content_hash, steps)
      values (${id}, ${content.modified}, ${clock()}, ${by}, ${origin}, ${json}::json, ${hash}, ${head.steps})`.execute(
      tx,
    );
    return undefined;
  };
  const use = async (tx: Db, id: string, modified: string, head: PlaybookHead, by: string, touched: boolean) => {
    const { name, description, type, language, labels, steps } = headColumns(head);
    await sql`update playbook set active = ${modified}, offered = case when offered = ${modified} then '' else offered end,
      name = ${name}, description = ${description}, type = ${type}, language = ${language}, labels = ${labels}::jsonb, steps = ${steps},
      touched = touched or ${touched} where id = ${id}`.execute(tx);
    await sql`update playbook_version set activated_at = ${clock()}, activated_by = ${by}
      where playbook = ${id} and modified = ${modified}`.execute(tx);
  };
  const make = async (
    tx: Db,
    id: string,
    head: PlaybookHead,
    shipped: boolean,
  ): Promise<'too-many' | 'there' | undefined> => {
    const { rows: count } = await sql<{ n: number }>`select count(*)::int as n from playbook`.execute(tx);
    if (count[0].n >= mostPlaybooks) return 'too-many';
    const { name, description, type, language, labels, steps } = headColumns(head);
    const { rows } =
      await sql`insert into playbook (id, name, description, type, language, labels, steps, shipped, touched, created_at)
      values (${id}, ${name}, ${description}, ${type}, ${language}, ${labels}::jsonb, ${steps}, ${shipped}, ${!shipped}, ${clock()})
      on conflict (id) do nothing returning 1`.execute(tx);
    return rows.length === 0 ? 'there' : undefined;
  };

  return {
    /** By name, at most {@link mostPlaybooks}. */
    async list(
      query: { readonly q?: string; readonly type?: string; readonly language?: string } = {},
    ): Promise<readonly PlaybookRecord[]> {
      const { q, type, language } = query;
      const { rows } = await sql<PlaybookRow>`select ${columns} from playbook p where true
        ${q ? sql`and (name ilike ${likeAnywhere(q)} or description ilike ${likeAnywhere(q)})` : sql``}
        ${type === undefined ? sql`` : sql`and type = ${type}`} ${language === undefined ? sql`` : sql`and language = ${language}`}
        order by lower(name), id limit ${mostPlaybooks}`.execute(db);
      return rows.map(readPlaybookRow);
    },

    get: (id: string) => read(db, id),

    async draft(id: string): Promise<Playbook | undefined> {
      const { rows } = await sql<{ draft: Playbook | null }>`select draft from playbook where id = ${id}`.execute(db);
      return rows[0]?.draft ?? undefined;
    },

    async version(id: string, modified: string): Promise<PlaybookVersionRecord | undefined> {
      const { rows } = await sql<MarkRow & { content: Playbook }>`select ${marks}, content from playbook_version
        where playbook = ${id} and modified = ${modified}`.execute(db);
      return rows[0] && readVersionRow(rows[0]);
    },

    /** Newest first. */
    async versions(id: string): Promise<readonly PlaybookMark[]> {
      const { rows } = await sql<MarkRow>`select ${marks} from playbook_version where playbook = ${id} order by seq desc
        limit ${mostVersions}`.execute(db);
      return rows.map(readMark);
    },

    /** A new playbook as a draft. `there` when its id is taken. */
    async create(
      content: Playbook,
      head: PlaybookHead,
      faults: number,
      by: string,
    ): Promise<Result<PlaybookRecord, 'there' | 'too-many'>> {
      return db.transaction().execute(async (tx) => {
        const reason = await make(tx, content.id, head, false);
        if (reason) return refused(reason);
        await putDraft(tx, content.id, content, faults, by, clock());
        return ok((await read(tx, content.id))!);
      });
    },

    saveDraft(
      id: string,
      content: Playbook,
      { head, faults, by }: { readonly head: PlaybookHead; readonly faults: number; readonly by: string },
      version?: number,
    ) {
      return change(id, version, async (tx, before) => {
        await putDraft(tx, id, content, faults, by, clock());
        if (!before.active) await putHead(tx, id, head);
        return undefined;
      });
    },

    dropDraft: (id: string, version?: number) =>
      change(id, version, async (tx) => {
        await clearDraft(tx, id);
        return undefined;
      }),

    /** Puts a version that there is to use. */
    activate: (id: string, modified: string, head: PlaybookHead, by: string, version?: number) =>
      change(id, version, async (tx) => {
        const { rows } =
          await sql`select from playbook_version where playbook = ${id} and modified = ${modified}`.execute(tx);
        if (rows.length === 0) return 'missing';
        await use(tx, id, modified, head, by, true);
        return undefined;
      }),

    /** The draft becomes a version, and is put to use. */
    release: (id: string, made: NewVersion, by: string, version?: number) =>
      change(id, version, async (tx) => {
        const reason = await addVersion(tx, id, made, by);
        if (reason) return reason;
        await use(tx, id, made.content.modified, made.head, by, true);
        await clearDraft(tx, id);
        return undefined;
      }),

    retire: (id: string, version?: number) =>
      change(id, version, async (tx) => {
        await sql`update playbook set active = '', touched = true where id = ${id}`.execute(tx);
        return undefined;
      }),

    dismiss: (id: string, version?: number) =>
      change(id, version, async (tx) => {
        await sql`update playbook set offered = '', touched = true where id = ${id}`.execute(tx);
        return undefined;
      }),

    /** Takes a version in: put to use, or offered. */
    take: async (made: NewVersion, activate: boolean, by: string): Promise<Result<PlaybookRecord, PlaybookRefusal>> => {
      const { id, modified } = made.content;
      return db
        .transaction()
        .execute(async (tx) => {
          if ((await make(tx, id, made.head, false)) === 'too-many' && !(await read(tx, id)))
            return refused<PlaybookRefusal>('too-many');
          await sql`select from playbook where id = ${id} for update`.execute(tx);
          const reason = await addVersion(tx, id, made, by);
          if (reason) throw new Refusal(reason);
          if (activate) await use(tx, id, modified, made.head, by, true);
          else
            await sql`update playbook set offered = case when active = ${modified} then offered else ${modified} end, touched = true
            where id = ${id}`.execute(tx);
          return ok((await read(tx, id))!);
        })
        .catch(refusalOf);
    },

    /**
     * A version that comes with Belwacht: put to use when nobody has made this playbook their own, else offered. True when it was
     * not known before.
     */
    async ship(made: NewVersion, by: string): Promise<boolean> {
      const { id, modified } = made.content;
      return db.transaction().execute(async (tx) => {
        const isNew = (await make(tx, id, made.head, true)) === undefined;
        await sql`select from playbook where id = ${id} for update`.execute(tx);
        const before = await read(tx, id);
        if (!before) return false;
        const { rows } =
          await sql`select from playbook_version where playbook = ${id} and modified = ${modified}`.execute(tx);
        if (rows.length > 0) return false;
        if (await addVersion(tx, id, made, by)) return false;
        const isTheirs = before.draft !== undefined || (before.active ? before.active.origin !== 'shipped' : !isNew);
        if (!isTheirs) await use(tx, id, modified, made.head, by, false);
        else await sql`update playbook set offered = ${modified} where id = ${id}`.execute(tx);
        return true;
      });
    },

    /** False when there is none, or none of this version. What came with Belwacht stays. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from playbook where id = ${id} and not shipped
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}

/** Undoes a transaction for a reason that is told. */
class Refusal extends Error {
  readonly reason: PlaybookRefusal;
  constructor(reason: PlaybookRefusal) {
    super(reason);
    this.reason = reason;
  }
}

function refusalOf(error: unknown): Result<PlaybookRecord, PlaybookRefusal> {
  if (error instanceof Refusal) return refused(error.reason);
  throw error;
}

function hashOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}

async function putDraft(tx: Db, id: string, content: Playbook, faults: number, by: string, at: number): Promise<void> {
  const json = orderedJson(content);
  await sql`update playbook set draft = ${json}::json, draft_hash = ${hashOf(json)}, draft_at = ${at}, draft_by = ${by},
    draft_faults = ${faults}, touched = true where id = ${id}`.execute(tx);
}

async function clearDraft(tx: Db, id: string): Promise<void> {
  await sql`update playbook set draft = null, draft_hash = '', draft_at = null, draft_by = '', draft_faults = 0, touched = true
    where id = ${id}`.execute(tx);
}

async function putHead(tx: Db, id: string, head: PlaybookHead): Promise<void> {
  const { name, description, type, language, labels, steps } = headColumns(head);
  await sql`update playbook set name = ${name}, description = ${description}, type = ${type}, language = ${language},
    labels = ${labels}::jsonb, steps = ${steps} where id = ${id}`.execute(tx);
}
