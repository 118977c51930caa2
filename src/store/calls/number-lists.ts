import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { ImportReport, ListedNumber, NumberListListing } from '../../core/calls/call-records.ts';
import type { NumberListEntry } from '../../core/calls/number-list.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';

export interface NewNumberList {
  readonly tenant: string;
  readonly name: string;
  readonly source: string;
  readonly refuse: boolean;
  readonly entries: readonly ListedNumber[];
  readonly report: Pick<ImportReport, 'refused' | 'troubles'>;
  readonly by: string;
}

interface Row {
  id: string;
  tenant: string;
  name: string;
  source: string;
  refuse: boolean;
  report: Pick<ImportReport, 'refused' | 'troubles'>;
  created_at: number;
  created_by: string;
  count: number;
  expired: number;
}

/** Lists of fraud numbers. */
export function numberListStore(db: Db, clock: () => number) {
  const select = (
    rest: RawBuilder<unknown>,
  ) => sql<Row>`select l.id, l.tenant, l.name, l.source, l.refuse, l.report, l.created_at,
      l.created_by, jsonb_array_length(l.entries) as count,
      (select count(*) from jsonb_array_elements(l.entries) e where (e->>2)::bigint between 1 and ${clock()}) as expired
    from number_list l ${rest}`;
  return {
    async list(): Promise<readonly NumberListListing[]> {
      return (await select(sql`order by l.created_at desc, l.id limit 500`).execute(db)).rows.map(read);
    },

    async get(id: string): Promise<NumberListListing | undefined> {
      const { rows } = await select(sql`where l.id = ${id}`).execute(db);
      return rows[0] && read(rows[0]);
    },

    /** All entries that hold, for who decides. */
    async entries(): Promise<readonly NumberListEntry[]> {
      const { rows } = await sql<{
        id: string;
        source: string;
        name: string;
        refuse: boolean;
        entries: ListedNumber[];
      }>`
        select id, source, name, refuse, entries from number_list order by created_at, id`.execute(db);
      const now = clock();
      return rows.flatMap(({ id, source, name, refuse, entries }) =>
        entries.flatMap(([prefix, last, until, , said = '']) =>
          until === 0 || until > now ? [{ list: id, prefix, last, source: said || source || name, until, refuse }] : [],
        ),
      );
    },

    /** Returns its id. */
    async insert(list: NewNumberList): Promise<string> {
      const id = randomUUID();
      await sql`insert into number_list (id, tenant, name, source, refuse, entries, report, created_at, created_by)
        values (${id}, ${list.tenant}, ${storableText(list.name, 100)}, ${storableText(list.source, 200)}, ${list.refuse},
          ${storableJson(list.entries)}::jsonb, ${storableJson(list.report)}::jsonb, ${clock()}, ${storableText(list.by, 200)})`.execute(
        db,
      );
      return id;
    },

    async remove(id: string): Promise<boolean> {
      return (await sql`delete from number_list where id = ${id} returning 1`.execute(db)).rows.length > 0;
    },
  };
}

function read(row: Row): NumberListListing {
  const { id, tenant, name, source, refuse, report, created_at, created_by, count, expired } = row;
  return {
    id,
    tenant,
    name,
    source,
    refuse,
    report,
    entries: count,
    expired,
    createdAt: created_at,
    createdBy: created_by,
  };
}
