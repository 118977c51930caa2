import { type RawBuilder, sql } from 'kysely';
import type { CustomerForm } from '../../core/customer/customer.ts';
import {
  type ImportCounts,
  type ImportPlan,
  type ImportTrouble,
  mostTroubles,
} from '../../core/customer/import-plan.ts';
import type { Text } from '../../core/text.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { formColumns } from './customer-rows.ts';
import { importParts } from './import-parts.ts';
import { insertOrFind, jsonRows } from './import-rows.ts';

export interface ImportOptions {
  readonly dryRun: boolean;
  readonly progress: (phase: 'checking' | 'storing', done: number, total: number) => void;
}

const lockKey = 0x696d706f;
const portion = 2000;

/** Ends a transaction that must leave nothing. */
class NothingKept extends Error {}

/**
 * Carries out an import in one transaction: all of it, or nothing when the database refuses a row or it is a dry run. What is
 * kept and the file does not speak of stays. One import at a time.
 */
export async function importCustomers(
  db: Db,
  clock: () => number,
  plan: ImportPlan,
  { dryRun, progress }: ImportOptions,
): Promise<{ readonly counts: ImportCounts; readonly troubles: readonly ImportTrouble[] }> {
  const counts: ImportCounts = { customersMade: 0, customersChanged: 0, sites: 0, networks: 0, numbers: 0, assets: 0 };
  const troubles: ImportTrouble[] = [];
  const total =
    plan.customers.length + plan.sites.length + plan.networks.length + plan.numbers.length + plan.assets.length;
  let done = 0;
  const step = (rows: number) => {
    done += rows;
    progress('storing', done, total);
  };
  try {
    await db.transaction().execute(async (tx) => {
      // The record writes an entry a row when the transaction ends, which takes its time with many rows.
      await sql`set local statement_timeout = 0`.execute(tx);
      await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
      await importForms(tx, clock(), plan, counts, troubles, step);
      // Parts of customers that cannot be made would all be refused for the same reason.
      if (troubles.length === 0) await importParts(tx, clock(), plan, counts, troubles, step);
      if (dryRun || troubles.length > 0) throw new NothingKept();
      progress('storing', total, total);
    });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
  }
  return { counts, troubles };
}

async function importForms(
  tx: Db,
  now: number,
  { customers }: ImportPlan,
  counts: ImportCounts,
  troubles: ImportTrouble[],
  step: (rows: number) => void,
): Promise<void> {
  const keys = Object.keys(formColumns) as (keyof CustomerForm)[];
  const columns = sql.join(keys.map((key) => sql`${sql.ref(formColumns[key])} text`));
  for (let at = 0; at < customers.length && troubles.length < mostTroubles; at += portion) {
    const some = customers.slice(at, at + portion);
    const rows = some.map(({ id, form }, i) => ({
      i,
      id,
      ...Object.fromEntries(
        keys.flatMap((key) => (form[key] === undefined ? [] : [[formColumns[key], storableText(form[key], 4000)]])),
      ),
    }));
    const x = sql`jsonb_to_recordset(${jsonRows(rows)}::jsonb) as x(i integer, id text, ${columns})`;
    const { rows: known } = await sql<{ i: number; kind: string; state: string }>`
      select x.i, t.kind, t.state from ${x} join tenant t on t.id = x.id`.execute(tx);
    const there = new Set(known.map(({ i }) => i));
    for (const { i, kind, state } of known) {
      if (kind !== 'customer') troubles.push({ ...some[i].place, message: notACustomer });
      else if (state === 'erasing') troubles.push({ ...some[i].place, message: beingErased });
    }
    for (const [i, { form, place }] of some.entries()) {
      if (!there.has(i) && form.name === undefined) troubles.push({ ...place, message: needsName });
    }
    if (troubles.length > 0) continue;
    const changed = sql.join(keys.map((key) => sql.ref(formColumns[key])));
    const merged = (prefix: RawBuilder<unknown>) =>
      sql.join(
        keys.map((key) => sql`coalesce(x.${sql.ref(formColumns[key])}, ${prefix}.${sql.ref(formColumns[key])})`),
      );
    const refused = await insertOrFind(tx, some, constraints, troubles, async (few) => {
      const ids = new Set(few.map(({ id }) => id));
      const f = sql`jsonb_to_recordset(${jsonRows(rows.filter(({ id }) => ids.has(id)))}::jsonb) as x(i integer, id text, ${columns})`;
      const update = await sql`update tenant t set (${changed}) = (select ${merged(sql`t`)}) from ${f}
        where t.id = x.id and (${sql.join(keys.map((key) => sql`t.${sql.ref(formColumns[key])}`))}) is distinct from (${merged(sql`t`)})`.execute(
        tx,
      );
      const insert = await sql`insert into tenant (id, created_at, kind, ${changed})
        select x.id, ${now}::bigint, 'customer', x.name, coalesce(x.time_zone, p.time_zone), coalesce(x.language, 'nl'), ${sql.join(
          keys.slice(3).map((key) => sql`coalesce(x.${sql.ref(formColumns[key])}, '')`),
        )}
        from ${f} cross join (select time_zone from tenant where id = 'provider') p
        where not exists (select from tenant t where t.id = x.id)`.execute(tx);
      return { made: Number(insert.numAffectedRows ?? 0), changed: Number(update.numAffectedRows ?? 0) };
    });
    for (const { made, changed: altered } of refused) {
      counts.customersMade += made;
      counts.customersChanged += altered;
    }
    step(some.length);
  }
}

const constraints = {
  tenant_reference: (row: ImportPlan['customers'][number]): ImportTrouble => ({
    ...(row.reference ?? row.place),
    message: {
      nl: 'Een andere klant heeft dit klantnummer al. Schrijf het nummer van deze klant, of laat het leeg.',
      en: 'Another customer has this reference already. Write the reference of this customer, or leave it empty.',
    },
  }),
};

const notACustomer: Text = {
  nl: 'Dit is de aanbieder zelf en geen klant. Kies een andere id.',
  en: 'This is the provider itself and no customer. Choose another id.',
};
const beingErased: Text = {
  nl: 'Deze klant wordt op dit moment gewist. Wacht tot dat klaar is, of laat deze regel weg.',
  en: 'This customer is being erased now. Wait until that is done, or leave this line out.',
};
const needsName: Text = {
  nl: 'Deze klant is nieuw en heeft een naam nodig. Vul de kolom naam in, of schrijf de id van een klant die er al is.',
  en: 'This customer is new and needs a name. Fill in the column name, or write the id of a customer that exists.',
};
