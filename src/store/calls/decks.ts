import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { DeckListing, ImportReport, NewDeck } from '../../core/calls/call-records.ts';
import type { DeckReading } from '../../core/rates/deck-reading.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  id: string;
  tenant: string;
  tenant_name: string;
  name: string;
  currency: string;
  worth: DeckReading['worth'];
  columns: DeckReading['columns'];
  active: boolean;
  prefixes: number;
  bytes: number;
  report: ImportReport;
  created_at: number;
  created_by: string;
  activated_at: number | null;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** Rate decks: the file as it came, what reading it said, and which one is in use. */
export function rateDeckStore(db: Db, clock: () => number) {
  const select = (rest: RawBuilder<unknown>) =>
    sql<Row>`select d.*, coalesce(t.name, d.tenant) as tenant_name from rate_deck d left join tenant t on t.id = d.tenant ${rest}`;
  return {
    /** Newest first. */
    async list(tenant: string | undefined): Promise<readonly DeckListing[]> {
      const of = tenant === undefined ? sql`` : sql`where d.tenant = ${tenant}`;
      return (await select(sql`${of} order by d.created_at desc, d.id limit 500`).execute(db)).rows.map(read);
    },

    async get(id: string): Promise<DeckListing | undefined> {
      const { rows } = await select(sql`where d.id = ${id}`).execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Those calls are rated by. */
    async active(): Promise<readonly DeckListing[]> {
      return (await select(sql`where d.active order by d.tenant`).execute(db)).rows.map(read);
    },

    /** The file of a deck, packed with gzip. */
    async file(id: string): Promise<Buffer | undefined> {
      const { rows } = await sql<{ content: Buffer }>`select content from rate_deck_file where deck = ${id}`.execute(
        db,
      );
      return rows[0]?.content;
    },

    /** Returns its id. */
    async insert(deck: NewDeck): Promise<string> {
      const id = randomUUID();
      await db.transaction().execute(async (tx) => {
        await sql`insert into rate_deck (id, tenant, name, currency, worth, columns, active, prefixes, bytes, report, created_at, created_by)
          values (${id}, ${deck.tenant}, ${storableText(deck.name, 100)}, ${deck.currency}, ${storableJson(deck.worth)}::jsonb,
            ${storableJson(deck.columns)}::jsonb, false, ${deck.prefixes}, ${deck.bytes}, ${storableJson(deck.report)}::jsonb, ${clock()}, ${storableText(deck.by, 200)})`.execute(
          tx,
        );
        await sql`insert into rate_deck_file (deck, tenant, content) values (${id}, ${deck.tenant}, ${deck.content})`.execute(
          tx,
        );
      });
      return id;
    },

    /** Puts it in use instead of the one before it. False when there is none, or none of this version. */
    async activate(id: string, version?: number): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ tenant: string }>`select tenant from rate_deck where id = ${id}
          ${version === undefined ? sql`` : sql`and version = ${version}`} for update`.execute(tx);
        if (!rows[0]) return false;
        await sql`update rate_deck set active = false where tenant = ${rows[0].tenant} and active and id <> ${id}`.execute(
          tx,
        );
        await sql`update rate_deck set active = true, activated_at = ${clock()} where id = ${id} and not active`.execute(
          tx,
        );
        return true;
      });
    },

    /** False when there is none, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { rows } = await sql`delete from rate_deck where id = ${id}
        ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}

function read(row: Row): DeckListing {
  return {
    id: row.id,
    tenant: row.tenant,
    tenantName: row.tenant_name,
    name: row.name,
    currency: row.currency,
    worth: row.worth,
    columns: row.columns,
    active: row.active,
    prefixes: row.prefixes,
    bytes: row.bytes,
    report: row.report,
    createdAt: row.created_at,
    createdBy: row.created_by,
    activatedAt: row.activated_at ?? undefined,
    ...readVersion(row),
  };
}
