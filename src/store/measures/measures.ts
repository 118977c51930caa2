import { type RawBuilder, sql } from 'kysely';
import type { MeasureListing, MeasureRecord } from '../../core/incident/measure-record.ts';
import type { Db } from '../postgres.ts';
import { type ListQuery, type Slice, slice } from '../slice.ts';
import { storableJson, storableText } from '../storable.ts';
import { type MeasureRow, readListing } from './measure-rows.ts';

export interface MeasureQuery extends ListQuery {
  readonly incident?: string;
  /** `open`: waiting, or not undone yet. */
  readonly state?: 'open' | 'over';
}

/** What may change of a measure once it was asked for. */
export type MeasureChange = Partial<
  Pick<
    MeasureRecord,
    | 'state'
    | 'askedBy'
    | 'decidedBy'
    | 'lastsMs'
    | 'from'
    | 'until'
    | 'orders'
    | 'reports'
    | 'trouble'
    | 'extension'
    | 'listed'
    | 'undoneAt'
    | 'undoneBy'
    | 'undoReason'
  >
>;

const open = sql`m.state in ('waiting', 'taking', 'in-force', 'unconfirmed', 'undoing')`;

/** What was asked of the network out of incidents. */
export function measureStore(db: Db) {
  const select = (rest: RawBuilder<unknown>, of: Db = db) =>
    sql<MeasureRow>`select m.*, coalesce(t.name, m.tenant) as tenant_name, i.number, i.title, i.titles
      from measure m left join incident i on i.id = m.incident left join tenant t on t.id = m.tenant ${rest}`.execute(
      of,
    );
  const one = async (rest: RawBuilder<unknown>, of: Db = db) => {
    const { rows } = await select(rest, of);
    return rows[0] && readListing(rows[0]);
  };

  return {
    /** Newest first. */
    async list(query: MeasureQuery): Promise<Slice<MeasureListing>> {
      const { incident, tenant, state, after, limit } = query;
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and m.tenant = ${tenant}`}
        ${incident === undefined ? sql`` : sql`and m.incident = ${incident}`}
        ${state === undefined ? sql`` : state === 'open' ? sql`and ${open}` : sql`and not (${open})`}`;
      const [page, count] = await Promise.all([
        select(sql`where ${filter} ${after ? sql`and (m.asked_at, m.id) < (${after.at}, ${after.id})` : sql``}
          order by m.asked_at desc, m.id desc limit ${limit + 1}`),
        sql<{ total: number }>`select count(*) as total from measure m where ${filter}`.execute(db),
      ]);
      return slice(page.rows, limit, count.rows[0].total, (row) => ({ at: row.asked_at, id: row.id }), readListing);
    },

    get: (id: string): Promise<MeasureListing | undefined> => one(sql`where m.id = ${id}`),

    byKey: (key: string): Promise<MeasureListing | undefined> => one(sql`where m.key = ${key}`),

    /** All that waits or stands, oldest first. */
    async open(): Promise<readonly MeasureListing[]> {
      return (await select(sql`where ${open} order by m.asked_at, m.id`)).rows.map(readListing);
    },

    /** Over, and the incident has not been told. */
    async untold(): Promise<readonly MeasureListing[]> {
      return (await select(sql`where m.listed and m.state in ('undone', 'failed') order by m.asked_at, m.id`)).rows.map(
        readListing,
      );
    },

    /** False, and nothing changed, when there is one of this key. */
    async insert(record: MeasureRecord): Promise<boolean> {
      const { id, key, incident, tenant, action, sentence, kind, what, state, reason, askedAt, lastsMs } = record;
      const json = (value: unknown) => (value === undefined ? null : storableJson(value));
      const { rows } =
        await sql`insert into measure (id, key, incident, tenant, action, wish, sentence_nl, sentence_en, kind, what,
          state, reason, asked_at, asked_by, approval, decided_by, lasts_ms, from_time, until_time, orders)
        values (${id}, ${storableText(key, 400)}, ${incident}, ${tenant}, ${action}, ${storableJson(record.with)}::jsonb,
          ${storableText(sentence.nl, 1000)}, ${storableText(sentence.en, 1000)}, ${kind}, ${storableText(what, 500)}, ${state},
          ${storableText(reason, 500)}, ${askedAt}, ${storableJson(record.askedBy)}::jsonb, ${json(record.approval)}::jsonb,
          ${json(record.decidedBy)}::jsonb, ${lastsMs}, ${record.from ?? null}, ${record.until ?? null},
          ${storableJson(record.orders)}::jsonb)
        on conflict (key) do nothing returning 1`.execute(db);
      return rows.length > 0;
    },

    /** Changes it when it is in one of these states; undefined, and nothing changed, otherwise. */
    async change(
      id: string,
      from: readonly MeasureRecord['state'][],
      change: MeasureChange,
    ): Promise<MeasureListing | undefined> {
      const sets = setsOf(change);
      const { rows } = await sql`update measure m set ${sql.join(sets)}
        where m.id = ${id} and m.state = any(${[...from]}::text[]) returning 1`.execute(db);
      return rows.length > 0 ? one(sql`where m.id = ${id}`) : undefined;
    },
  };
}

/** Within the transaction that moves them: measures of an incident (these, or all that it has) are another one's from now on. */
export async function moveMeasures(tx: Db, from: string, to: string, ids?: readonly string[]): Promise<void> {
  await sql`update measure set incident = ${to} where incident = ${from}
    ${ids === undefined ? sql`` : sql`and id = any(${[...ids]}::text[])`}`.execute(tx);
}

function setsOf(change: MeasureChange): RawBuilder<unknown>[] {
  const sets: RawBuilder<unknown>[] = [];
  const json = (value: unknown) => (value === undefined ? null : storableJson(value));
  const has = (name: keyof MeasureChange) => Object.hasOwn(change, name);
  if (has('state')) sets.push(sql`state = ${change.state}`);
  if (has('askedBy')) sets.push(sql`asked_by = ${json(change.askedBy)}::jsonb`);
  if (has('decidedBy')) sets.push(sql`decided_by = ${json(change.decidedBy)}::jsonb`);
  if (has('lastsMs')) sets.push(sql`lasts_ms = ${change.lastsMs}`);
  if (has('from')) sets.push(sql`from_time = ${change.from ?? null}`);
  if (has('until')) sets.push(sql`until_time = ${change.until ?? null}`);
  if (has('orders')) sets.push(sql`orders = ${json(change.orders)}::jsonb`);
  if (has('reports')) sets.push(sql`reports = ${json(change.reports)}::jsonb`);
  if (has('trouble')) sets.push(sql`trouble = ${json(change.trouble)}::jsonb`);
  if (has('extension')) sets.push(sql`extension = ${json(change.extension)}::jsonb`);
  if (has('listed')) sets.push(sql`listed = ${change.listed}`);
  if (has('undoneAt')) sets.push(sql`undone_at = ${change.undoneAt ?? null}`);
  if (has('undoneBy')) sets.push(sql`undone_by = ${json(change.undoneBy)}::jsonb`);
  if (has('undoReason')) sets.push(sql`undo_reason = ${storableText(change.undoReason ?? '', 500)}`);
  return sets;
}
