import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Erasure } from '../../core/customer/customer.ts';
import type { WorkActor } from '../../core/work.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { holdings, removalOrder, type TenantTable, tenantTables } from './tenant-tables.ts';

interface Row {
  readonly id: string;
  readonly customer: string;
  readonly customer_name: string;
  readonly state: Erasure['state'];
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly counts: Record<string, number>;
  readonly error: string;
  readonly made_by: string;
  readonly actor: WorkActor;
  readonly started_at: number;
  readonly ended_at: number | null;
}

/** Rows removed in one go: each is a short transaction, so that nobody waits for long and no time limit ends it. */
const rowsAtOnce = 20_000;
/** Tables that say what belongs to a customer: without them nothing new is attributed to it. */
const first = new Set([
  ...['source', 'asset', 'sip_account', 'customer_network', 'customer_number_range', 'opening_hours', 'closed_day'],
  ...['customer_site', 'token', 'recipient'],
]);

/** Removals of customers. Each step is recorded, so that one that was broken off goes on where it was. */
export function erasureStore(db: Db, clock: () => number) {
  const note = (tx: Db, id: string, change: { step: string; done: number; counts: Record<string, number> }) =>
    sql`update customer_erasure set step = ${change.step}, done = ${change.done}, counts = ${JSON.stringify(change.counts)}, error = ''
      where id = ${id}`.execute(tx);

  return {
    async list(): Promise<readonly Erasure[]> {
      const { rows } = await sql<Row>`select * from customer_erasure order by started_at desc limit 200`.execute(db);
      return rows.map(read);
    },

    async get(id: string): Promise<Erasure | undefined> {
      const { rows } = await sql<Row>`select * from customer_erasure where id = ${id}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Those that a stop or a crash broke off, with who asked for them. */
    async unfinished(): Promise<readonly { readonly erasure: Erasure; readonly actor: WorkActor }[]> {
      const { rows } = await sql<Row>`select * from customer_erasure where state = 'running'`.execute(db);
      return rows.map((row) => ({ erasure: read(row), actor: row.actor }));
    },

    /**
     * Begins: from now on its people and tokens are refused. Undefined when there is no such customer, it is erased already, or a
     * legal hold forbids it.
     */
    async begin(customer: string, actor: WorkActor): Promise<Erasure | undefined> {
      const counts = await holdings(db, customer);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return db.transaction().execute(async (tx) => {
        const { rows: found } = await sql<{ name: string }>`update tenant set state = 'erasing'
          where id = ${customer} and kind = 'customer' and state <> 'erasing'
            and not exists (select from legal_hold where tenant = ${customer} and released_at is null) returning name`.execute(
          tx,
        );
        if (!found[0]) return undefined;
        await sql`delete from auth_session where tenant = ${customer}`.execute(tx);
        const { rows } = await sql<Row>`insert into customer_erasure
          (id, customer, customer_name, state, step, done, total, counts, made_by, actor, started_at)
          values (${randomUUID()}, ${customer}, ${found[0].name}, 'running', 'blocks', 0, ${total}, '{}',
            ${actor.name}, ${storableJson(actor)}, ${clock()}) returning *`.execute(tx);
        return read(rows[0]);
      });
    },

    /**
     * Removes the rows, what says whose things are first (then `unattributed` is called), and the customer last. A pass that
     * finds nothing more ends it: what was on its way meanwhile is removed too. `goOn` throws when it has to be broken off.
     */
    async removeRows(
      erasure: Erasure,
      { unattributed, goOn }: { readonly unattributed: () => Promise<void>; readonly goOn: () => void },
    ): Promise<void> {
      const { id, customer } = erasure;
      const counts: Record<string, number> = { ...erasure.counts };
      let done = erasure.done;
      const remove = async (tables: readonly TenantTable[]): Promise<number> => {
        let removed = 0;
        for (const table of tables) {
          for (;;) {
            goOn();
            // Together, or a crash in between would leave rows that went out of the account.
            const count = await db.transaction().execute(async (tx) => {
              const gone = await removePortion(tx, table, customer);
              if (gone === 0) return 0;
              const after = { ...counts, [table.name]: (counts[table.name] ?? 0) + gone };
              await note(tx, id, { step: table.name, done: done + gone, counts: after });
              return gone;
            });
            if (count === 0) break;
            removed += count;
            done += count;
            counts[table.name] = (counts[table.name] ?? 0) + count;
          }
        }
        return removed;
      };
      const tables = removalOrder(await tenantTables(db)).filter(
        ({ name, removable }) => removable && name !== 'tenant',
      );
      await remove(tables.filter(({ name }) => first.has(name)));
      await unattributed();
      while ((await remove(tables)) > 0);
      await db.transaction().execute(async (tx) => {
        await sql`delete from tenant where id = ${customer} and kind = 'customer'`.execute(tx);
        await sql`update customer_erasure set state = 'done', step = '', done = ${done + 1}, total = ${done + 1},
          counts = ${JSON.stringify({ ...counts, tenant: 1 })}, ended_at = ${clock()} where id = ${id}`.execute(tx);
      });
    },

    async failed(id: string, error: string): Promise<void> {
      await sql`update customer_erasure set error = ${storableText(error, 1000)} where id = ${id}`.execute(db);
    },
  };
}

/** Removes some rows of a tenant; returns how many. */
async function removePortion(
  db: Db,
  { name, tenantColumn, partitionKey }: TenantTable,
  tenant: string,
): Promise<number> {
  const table = sql.table(name);
  const own = sql`${sql.ref(tenantColumn)} = ${tenant}`;
  const key = sql.ref(partitionKey || 'ctid');
  const portion = partitionKey
    ? // A row's place is known within its partition only, so a portion is a span of the key.
      sql`${own} and ${key} <= coalesce((select ${key} from ${table} where ${own} order by ${key} offset ${rowsAtOnce - 1} limit 1),
        (select max(${key}) from ${table} where ${own}))`
    : sql`ctid = any (array(select ctid from ${table} where ${own} limit ${rowsAtOnce}))`;
  const { numAffectedRows } = await sql`delete from ${table} where ${portion}`.execute(db);
  return Number(numAffectedRows ?? 0);
}

function read(row: Row): Erasure {
  return {
    id: row.id,
    customer: row.customer,
    customerName: row.customer_name,
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
    step: row.step,
    done: row.done,
    total: row.total,
    counts: row.counts,
    error: row.error,
    by: row.made_by,
  };
}
