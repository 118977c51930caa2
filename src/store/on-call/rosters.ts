import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { HandoverNote, Schedule, ScheduleForm } from '../../core/on-call/schedule.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  id: string;
  form: ScheduleForm;
  version: number;
  changed_at: number;
  changed_by: string;
}

interface NoteRow {
  id: string;
  roster: string;
  author: string;
  written_at: number;
  text: string;
  read_by: string;
  read_at: number;
}

/** Read notes that are shown still. */
const readNotes = 50;

/** Duty rosters with their hand-over notes. */
export function rosterStore(db: Db, clock: () => number) {
  const notesOf = async (ids: readonly string[]): Promise<Map<string, HandoverNote[]>> => {
    const { rows } = await sql<NoteRow>`select id, roster, author, written_at, text, read_by, read_at from (
        select n.*, row_number() over (partition by roster, read_at = 0 order by written_at desc, id) as place from on_call_note n
        where roster = any(${[...ids]}::text[])) n
      where read_at = 0 or place <= ${readNotes} order by written_at, id`.execute(db);
    const notes = new Map<string, HandoverNote[]>();
    for (const { roster, id, author, written_at, text, read_by, read_at } of rows) {
      const list = notes.get(roster) ?? [];
      list.push({ id, author, writtenAt: written_at, text, readBy: read_by, readAt: read_at });
      notes.set(roster, list);
    }
    return notes;
  };
  const read = async (rows: readonly Row[]): Promise<Schedule[]> => {
    const notes = rows.length > 0 ? await notesOf(rows.map(({ id }) => id)) : new Map<string, HandoverNote[]>();
    return rows.map((row) => ({ ...row.form, id: row.id, notes: notes.get(row.id) ?? [], ...readVersion(row) }));
  };

  return {
    /** By name, at most 500. */
    async list(): Promise<readonly Schedule[]> {
      return read((await sql<Row>`select * from on_call_roster order by lower(name), id limit 500`.execute(db)).rows);
    },

    async get(id: string): Promise<Schedule | undefined> {
      return (await read((await sql<Row>`select * from on_call_roster where id = ${id}`.execute(db)).rows))[0];
    },

    async insert(form: ScheduleForm): Promise<Schedule> {
      const { rows } = await sql<Row>`insert into on_call_roster (id, tenant, name, form, created_at) values
        (${randomUUID()}, ${providerTenant}, ${storableText(form.name, 200)}, ${kept(form)}::jsonb, ${clock()}) returning *`.execute(
        db,
      );
      return (await read(rows))[0];
    },

    /** Undefined when there is none, or none of this version. */
    async update(id: string, form: ScheduleForm, version?: number): Promise<Schedule | undefined> {
      const { rows } =
        await sql<Row>`update on_call_roster set name = ${storableText(form.name, 200)}, form = ${kept(form)}::jsonb
        where id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`} returning *`.execute(db);
      return (await read(rows))[0];
    },

    /** False when there is none, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from on_call_roster where id = ${id}
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },

    async addNote(roster: string, note: HandoverNote, authorName: string): Promise<void> {
      await sql`insert into on_call_note (id, tenant, roster, author, author_name, written_at, text) values (${note.id},
        ${providerTenant}, ${roster}, ${note.author}, ${storableText(authorName, 200)}, ${note.writtenAt}, ${storableText(note.text, 5000)})`.execute(
        db,
      );
    },

    /** Marks what somebody else wrote as read; says how many. */
    async readNotes(roster: string, person: string, name: string, at: number): Promise<number> {
      const { rows } =
        await sql`update on_call_note set read_by = ${person}, read_by_name = ${storableText(name, 200)}, read_at = ${at}
        where roster = ${roster} and read_at = 0 and author <> ${person} returning 1`.execute(db);
      return rows.length;
    },

    /** Names of those who wrote and read notes, also when they are gone. */
    async noteNames(roster: string): Promise<ReadonlyMap<string, string>> {
      const { rows } = await sql<{
        id: string;
        name: string;
      }>`select author as id, author_name as name from on_call_note where roster = ${roster}
        union select read_by, read_by_name from on_call_note where roster = ${roster} and read_by <> ''`.execute(db);
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
  };
}

/** Only what a form has, whatever else the object brings. */
function kept({ name, zone, layers, holidays, overrides }: ScheduleForm): string {
  return storableJson({ name, zone, layers, holidays, overrides });
}
