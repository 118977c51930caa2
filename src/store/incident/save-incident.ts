import { sql } from 'kysely';
import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentTie } from '../../core/incident/incident-act.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { type IncidentRow, incidentColumns, readIncident } from './incident-rows.ts';

/** An alert is part of another incident already; nothing was changed. */
export class AlertTaken extends Error {
  readonly retryable = false;
  constructor() {
    super('an alert is part of another incident');
    this.name = 'AlertTaken';
  }
}

/** What time it is by the clock of the database, ms. */
export async function databaseNow(db: Db): Promise<number> {
  const { rows } = await sql<{
    now: number;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  return rows[0].now;
}

/** An incident with its lock, until the transaction ends. */
export async function lockIncident(tx: Db, id: string): Promise<Incident | undefined> {
  const { rows } = await sql<IncidentRow>`select * from incident where id = ${id} for update`.execute(tx);
  return rows[0] && readIncident(rows[0]);
}

/** Undefined when something was opened with this key before. */
export async function insertIncident(
  tx: Db,
  incident: Incident,
  key: string,
  now: number,
): Promise<Incident | undefined> {
  const columns = Object.entries(incidentColumns(incident));
  const { rows } = await sql<IncidentRow>`insert into incident (id, tenant, opened_by, opened_key, created_at, moved_at,
      ${sql.join(columns.map(([name]) => sql.ref(name)))})
    values (${incident.id}, ${incident.tenant}, ${storableJson(incident.openedBy)}::jsonb, ${storableText(key, 500)},
      ${incident.createdAt}, ${now}, ${sql.join(columns.map(([, value]) => value))})
    on conflict (tenant, opened_key) where opened_key <> '' do nothing returning *`.execute(tx);
  if (!rows[0]) return undefined;
  const made = readIncident(rows[0]);
  await findable(tx, undefined, made);
  return made;
}

/** Keeps what became of an incident whose lock the transaction has. */
export async function updateIncident(tx: Db, before: Incident, after: Incident, now: number): Promise<Incident> {
  const [old, columns] = [before, after].map(incidentColumns);
  // Columns that stay as they are cost nothing and wake no trigger.
  const changed = Object.entries(columns).filter(([name]) => !sameColumn(old[name], columns[name], tx));
  const { rows } = await sql<IncidentRow>`update incident set moved_at = greatest(moved_at, ${now}::bigint)
    ${changed.length > 0 ? sql`, ${sql.join(changed.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))}` : sql``}
    where id = ${after.id} returning *`.execute(tx);
  const kept = readIncident(rows[0]);
  await findable(tx, before, kept);
  return kept;
}

/** Adds lines in the order given; those with a key that is there already are left out. */
export async function addEntries(tx: Db, incident: Incident, entries: readonly NewIncidentEntry[]): Promise<void> {
  for (const { kind, at, text, by, internal, about, key } of entries) {
    await sql`insert into incident_entry (incident, tenant, kind, at, text_nl, text_en, author, author_name, internal, about_kind,
        about_id, key)
      values (${incident.id}, ${incident.tenant}, ${kind}, ${at}, ${storableText(text.nl, 50_000)}, ${storableText(text.en, 50_000)},
        ${storableText(by.id, 300)}, ${storableText(by.name, 300)}, ${internal}, ${about?.kind ?? ''},
        ${storableText(about?.id ?? '', 300)}, ${storableText(key ?? '', 500)})
      on conflict (incident, key) where key <> '' do nothing`.execute(tx);
    if (about?.kind === 'attachment') {
      await sql`update incident_attachment set complete = true where id = ${about.id} and incident = ${incident.id}`.execute(
        tx,
      );
    }
  }
}

/** Tells lines of one incident in another too. Returns how many. */
export async function carryEntries(tx: Db, { from, to, entries, alerts, internal }: IncidentTie): Promise<number> {
  const which =
    entries === 'all'
      ? sql`true`
      : sql`(e.id = any(${[...entries]}::bigint[]) or (e.about_kind = 'alert' and e.about_id = any(${[...alerts]}::text[])))`;
  // Keys stay with the lines they were given to, but for those that the other has not: what repeats is still known there.
  const { numAffectedRows } =
    await sql`insert into incident_entry (incident, tenant, kind, at, text_nl, text_en, author, author_name,
      internal, key, origin_incident, origin_entry)
    select i.id, i.tenant, e.kind, e.at, e.text_nl, e.text_en, e.author, e.author_name, ${internal},
      case when exists (select from incident_entry k where k.incident = i.id and k.key = e.key) then '' else e.key end, e.incident, e.id
    from incident_entry e, incident i where e.incident = ${from} and i.id = ${to} and ${which}
      -- What was taken along from there is there.
      and e.origin_incident <> i.id order by e.id`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

type Column = ReturnType<typeof incidentColumns>[string];

function sameColumn(a: Column, b: Column, tx: Db): boolean {
  return JSON.stringify(a.compile(tx).parameters) === JSON.stringify(b.compile(tx).parameters);
}

/** What an incident is found by follows it: its customers, alerts and marks. */
async function findable(tx: Db, before: Incident | undefined, after: Incident): Promise<void> {
  const { id, tenant, impact, alerts } = after;
  if (!before || before.impact.customers !== impact.customers) {
    const customers = [...impact.customers];
    await sql`delete from incident_customer where incident = ${id} and tenant <> all(${customers}::text[])`.execute(tx);
    await sql`insert into incident_customer (incident, tenant) select ${id}, c from unnest(${customers}::text[]) c
      on conflict do nothing`.execute(tx);
  }
  const [was, is] = [before ? marksOf(before) : [], marksOf(after)];
  if (JSON.stringify(was) !== JSON.stringify(is)) {
    await sql`delete from incident_mark where incident = ${id}`.execute(tx);
    await sql`insert into incident_mark (incident, tenant, kind, value)
      select ${id}, ${tenant}, m.kind, m.value from jsonb_to_recordset(${storableJson(is)}::jsonb) as m(kind text, value text)
      on conflict do nothing`.execute(tx);
  }
  const [had, has] = [before?.alerts ?? [], alerts].map((list) => new Set(list.map(({ alert }) => alert)));
  const gone = [...had].filter((alert) => !has.has(alert));
  if (gone.length > 0) {
    await sql`delete from incident_alert where incident = ${id} and alert = any(${gone}::text[])`.execute(tx);
  }
  const come = alerts.filter(({ alert }) => !had.has(alert));
  if (come.length === 0) return;
  const { rows } = await sql`insert into incident_alert (alert, incident, tenant)
    select a.alert, ${id}, a.tenant from jsonb_to_recordset(${storableJson(come)}::jsonb) as a(alert text, tenant text)
    on conflict do nothing returning 1`.execute(tx);
  if (rows.length < come.length) throw new AlertTaken();
}

function marksOf({ traits }: Incident): readonly { readonly kind: string; readonly value: string }[] {
  const marks = (kind: string, values: readonly (string | number)[]) =>
    values.map((value) => ({ kind, value: storableText(String(value), 300) }));
  return [
    ...marks('address', traits.addresses),
    ...marks('network', traits.networks),
    ...marks('account', traits.accounts),
    ...marks('asset', traits.assets),
  ];
}
