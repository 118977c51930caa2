import { type RawBuilder, sql } from 'kysely';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type {
  EarlierIncident,
  IncidentMeasureOf,
  IncidentPattern,
  IncidentSummary,
  IncidentTaskOf,
} from '../../core/incident/incident-summary.ts';
import type { Severity } from '../../core/severity.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { severityOf, severityRank } from '../severity-rank.ts';
import { type ListQuery, type Position, type Slice, slice } from '../slice.ts';
import { storableText } from '../storable.ts';
import {
  type IncidentRow,
  named,
  readEarlier,
  readIncident,
  readSummary,
  type SummaryRow,
  summaryColumns,
} from './incident-rows.ts';
import { searchQuery } from './search-query.ts';

/** Which incidents are wanted; `tenant` finds those of a customer and those that hit it. */
export interface IncidentQuery extends ListQuery {
  readonly state?: 'open' | 'over';
  /** At least this severe. */
  readonly severity?: Severity;
  readonly drill?: boolean;
}

/** Most that are looked at to compare with. */
const mostCandidates = 50;
const mostEarlier = 200;

/** Reads incidents: lists, search, and what is looked for to put things together. */
export function incidentReads(db: Db) {
  return {
    /** Newest first. `q` is looked for in what is written about incidents and in their timelines. */
    async list(query: IncidentQuery): Promise<Slice<IncidentSummary>> {
      const { tenant, state, severity, drill, q, after, limit } = query;
      const words = q === undefined || q.trim() === '' ? undefined : searchQuery(q);
      const number = /^\s*#?(\d{1,12})\s*$/.exec(q ?? '')?.[1];
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and ${hits(tenant)}`}
        ${state === undefined ? sql`` : state === 'open' ? sql`and not i.is_over` : sql`and i.is_over`}
        ${severity === undefined ? sql`` : sql`and i.severity >= ${severityRank(severity)}`}
        ${drill === undefined ? sql`` : sql`and i.drill = ${drill}`}
        ${
          words === undefined
            ? sql``
            : sql`and (i.id in (select belwacht_find_incidents(${words}))
                ${number === undefined ? sql`` : sql`or i.number = ${Number(number)}`})`
        }`;
      if (words) return found(db, filter, words, query);
      const [page, total] = await Promise.all([
        sql<SummaryRow>`select ${summaryColumns}, null as found_nl, null as found_en
          from (select * from incident i where ${filter} ${next(after)} order by i.detected_at desc, i.id desc limit ${limit + 1}) i
          left join tenant t on t.id = i.tenant order by i.detected_at desc, i.id desc`.execute(db),
        count(db, filter),
      ]);
      return slice(page.rows, limit, total, position, readSummary);
    },

    async get(id: string): Promise<Incident | undefined> {
      const { rows } = await sql<IncidentRow>`select * from incident where id = ${id}`.execute(db);
      return rows[0] && readIncident(rows[0]);
    },

    /** The incident that one is part of by now, itself when it stands by itself. */
    async standing(id: string): Promise<string | undefined> {
      const { rows } = await sql<{ id: string }>`with recursive chain as (
          select id, merged_into, 0 as depth from incident where id = ${id}
          union all select i.id, i.merged_into, depth + 1 from chain c join incident i on i.id = c.merged_into where depth < 100)
        select id from chain order by depth desc limit 1`.execute(db);
      return rows[0]?.id;
    },

    /** The incident an alert is part of. */
    async ofAlert(alert: string): Promise<string | undefined> {
      const { rows } = await sql<{
        incident: string;
      }>`select incident from incident_alert where alert = ${alert}`.execute(db);
      return rows[0]?.incident;
    },

    /** Incidents an alert may belong to: the one that has it, and those that go on and share who or what it is about. */
    candidates: (alert: AlertLink) => candidatesOf(db, alert),

    /** Earlier incidents that share customer, attacker or cause, newest first. */
    async earlier({ id, tenant, drill, cause, traits }: Incident): Promise<readonly EarlierIncident[]> {
      const marks = [
        ...traits.addresses.map((value) => mark('address', value)),
        ...traits.networks.map((value) => mark('network', String(value))),
        ...traits.accounts.map((value) => mark('account', value)),
      ].slice(0, 300);
      const own = tenant === providerTenant ? sql`false` : sql`i.tenant = ${tenant}`;
      const { rows } =
        await sql<IncidentRow>`select i.id, i.number, i.tenant, i.title, i.titles, i.classification, i.cause, i.what_worked,
          i.detected_at, i.traits
        from incident i where i.id <> ${id} and i.drill = ${drill} and i.merged_into = '' and i.id in (
          ${marks.length > 0 ? sql`(${sharing(marks)} limit ${mostEarlier}) union all` : sql``}
          ${cause === '' ? sql`` : sql`(select c.id from incident c where lower(c.cause) = ${storableText(cause, 4000).toLowerCase()} and c.cause <> '' limit ${mostEarlier}) union all`}
          (select i.id from incident i where ${own} order by i.detected_at desc limit ${mostEarlier}))
        order by i.detected_at desc, i.id desc limit ${mostEarlier}`.execute(db);
      return rows.map(readEarlier);
    },

    /** What at least two incidents since `since` (ms) have in common, most first, at most 100; without drills. */
    async patterns(since: number): Promise<readonly IncidentPattern[]> {
      const { rows } = await sql<IncidentPattern>`with recent as materialized (
          select id, cause, detected_at from incident where detected_at >= ${since} and not drill and merged_into = ''),
        shared as (
          select 'customer' as kind, c.tenant as value, r.id, r.detected_at from recent r join incident_customer c on c.incident = r.id
          union all select 'network', m.value, r.id, r.detected_at from recent r join incident_mark m on m.incident = r.id and m.kind = 'network'
          union all select 'cause', lower(r.cause), r.id, r.detected_at from recent r where r.cause <> '')
        select kind, value, count(*) as incidents, max(detected_at) as last from shared group by 1, 2 having count(*) > 1
        order by 3 desc, 4 desc, 1, 2 limit 100`.execute(db);
      return rows;
    },

    /** Tasks that are open in incidents that go on, first due first; `owner` undefined: everybody's. */
    async openTasks(owner?: string): Promise<readonly IncidentTaskOf[]> {
      const { rows } = await openOnes('tasks').execute(db);
      return rows
        .flatMap(({ id, number, title, titles, severity, drill, roles, tasks }) =>
          tasks.map((task) => ({
            ...{ incident: id, number, title, severity: severityOf(severity), drill, roles, task },
            ...named({ titles }),
          })),
        )
        .filter(({ task }) => task.state === 'open' && (owner === undefined || task.owner?.id === owner))
        .sort((a, b) => (a.task.due ?? Number.MAX_VALUE) - (b.task.due ?? Number.MAX_VALUE));
    },

    /** Measures in place in incidents that go on, oldest first. */
    async openMeasures(): Promise<readonly IncidentMeasureOf[]> {
      const { rows } = await openOnes('measures').execute(db);
      return rows
        .flatMap(({ id, number, title, titles, measures }) =>
          measures.map((measure) => ({ incident: id, number, title, ...named({ titles }), measure })),
        )
        .filter(({ measure }) => measure.undoneAt === undefined)
        .sort((a, b) => a.measure.since - b.measure.since);
    },
  };
}

/** See {@link incidentReads}; within a transaction the choice is made by who has the lock of the customer. */
export async function candidatesOf(db: Db, alert: AlertLink): Promise<readonly Incident[]> {
  const marks = [
    ...(alert.address === '' ? [] : [mark('address', alert.address)]),
    ...(alert.network === 0 ? [] : [mark('network', String(alert.network))]),
    ...(alert.account === '' ? [] : [mark('account', alert.account)]),
    ...(alert.asset === '' ? [] : [mark('asset', alert.asset)]),
  ];
  const shared =
    marks.length === 0
      ? sql``
      : sql`or (not i.is_over and i.drill = ${alert.drill} and i.tenant in (${alert.tenant}, ${providerTenant})
          and i.id in (${sharing(marks)}))`;
  const { rows } = await sql<IncidentRow>`select i.* from incident i
    where i.id = (select a.incident from incident_alert a where a.alert = ${alert.alert}) ${shared}
    order by i.moved_at desc, i.id limit ${mostCandidates}`.execute(db);
  return rows.map(readIncident);
}

/** A page of a search: what answers it is found once, for the page and for the count. */
async function found(
  db: Db,
  filter: RawBuilder<unknown>,
  words: RawBuilder<unknown>,
  { after, limit }: IncidentQuery,
): Promise<Slice<IncidentSummary>> {
  const { rows } = await sql<SummaryRow & { total: number }>`with hits as materialized (
      select i.id, i.detected_at from incident i where ${filter}),
    page as materialized (select i.id from hits i where true ${next(after)} order by i.detected_at desc, i.id desc limit ${limit + 1})
    select ${summaryColumns}, e.text_nl as found_nl, e.text_en as found_en, (select count(*) from hits) as total
    from page p join incident i on i.id = p.id left join tenant t on t.id = i.tenant
    left join lateral (select text_nl, text_en from incident_entry e where e.incident = i.id and e.words @@ ${words}
      order by e.at desc, e.id desc limit 1) e on true
    order by i.detected_at desc, i.id desc`.execute(db);
  return slice(rows, limit, rows[0]?.total ?? (after ? await count(db, filter) : 0), position, readSummary);
}

async function count(db: Db, filter: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from incident i where ${filter}`.execute(db);
  return rows[0].total;
}

function next(after: Position | undefined): RawBuilder<unknown> {
  return after ? sql`and (i.detected_at, i.id) < (${after.at}::bigint, ${after.id})` : sql``;
}

function position({ detected_at: at, id }: SummaryRow): Position {
  return { at, id };
}

interface Mark {
  readonly kind: string;
  readonly value: string;
}

function mark(kind: string, value: string): Mark {
  return { kind, value: storableText(value, 300) };
}

function sharing(marks: readonly Mark[]): RawBuilder<unknown> {
  const either = marks.map(({ kind, value }) => sql`(m.value = ${value} and m.kind = ${kind})`);
  return sql`select m.incident from incident_mark m where ${sql.join(either, sql` or `)}`;
}

function hits(tenant: string): RawBuilder<unknown> {
  return sql`(i.tenant = ${tenant} or i.id in (select c.incident from incident_customer c where c.tenant = ${tenant}))`;
}

function openOnes(column: 'tasks' | 'measures') {
  return sql<
    Pick<IncidentRow, 'id' | 'number' | 'title' | 'titles' | 'severity' | 'drill' | 'roles' | 'tasks' | 'measures'>
  >`select id, number, title, titles, severity, drill, roles, ${sql.ref(column)}
    from incident where not is_over order by detected_at, id limit 1000`;
}
