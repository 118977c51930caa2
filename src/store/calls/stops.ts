import { type RawBuilder, sql } from 'kysely';
import type { ControlReport, StopListing } from '../../core/calls/call-records.ts';
import type { CallStop, StopState } from '../../core/calls/call-stop.ts';
import type { Db } from '../postgres.ts';
import { type ListQuery, type Slice, slice } from '../slice.ts';
import { storableJson, storableText } from '../storable.ts';
import { putStops } from './put-stops.ts';

interface Row {
  id: string;
  tenant: string;
  scope: CallStop['scope'];
  payer: string;
  reach: CallStop['reach'];
  country: string;
  prefix: string;
  spared: string[];
  divert_to: string;
  hang_up: boolean;
  from_time: number;
  until_time: number;
  reason_nl: string;
  reason_en: string;
  author: string;
  alert: string;
  rule: string;
  state: StopState;
  controls: ControlReport[];
  tenant_name: string;
  author_name: string | null;
  refused: number | null;
}

const current = sql`s.state in ('asked', 'in-force', 'reported')`;

/** Stops of calls. */
export function callStopStore(db: Db, clock: () => number) {
  const select = (rest: RawBuilder<unknown>) => sql<Row>`select s.*, coalesce(t.name, s.tenant) as tenant_name,
      case when s.author like 'user:%' then (select u.name from auth_user u where u.id = substr(s.author, 6))
        when s.author like 'token:%' then (select k.name from token k where k.id = substr(s.author, 7)) end as author_name,
      (select sum(r.count)::bigint from call_refusal r where r.stop = s.id) as refused
    from call_stop s left join tenant t on t.id = s.tenant ${rest}`;

  return {
    /** Newest first. */
    async list(
      query: ListQuery & { readonly state?: StopState | 'current'; readonly alert?: string },
    ): Promise<Slice<StopListing>> {
      const { tenant, state, alert, after, limit } = query;
      const filter = sql`true
        ${tenant === undefined ? sql`` : sql`and s.tenant = ${tenant}`}
        ${alert === undefined ? sql`` : sql`and s.alert = ${alert}`}
        ${state === undefined ? sql`` : state === 'current' ? sql`and ${current}` : sql`and s.state = ${state}`}`;
      const [page, count] = await Promise.all([
        select(sql`where ${filter} ${after ? sql`and (s.from_time, s.id) < (${after.at}, ${after.id})` : sql``}
          order by s.from_time desc, s.id desc limit ${limit + 1}`).execute(db),
        sql<{ total: number }>`select count(*) as total from call_stop s where ${filter}`.execute(db),
      ]);
      return slice(page.rows, limit, count.rows[0].total, (row) => ({ at: row.from_time, id: row.id }), listing);
    },

    async get(id: string): Promise<StopListing | undefined> {
      const { rows } = await select(sql`where s.id = ${id}`).execute(db);
      return rows[0] && listing(rows[0]);
    },

    async byIds(ids: readonly string[]): Promise<readonly StopListing[]> {
      if (ids.length === 0) return [];
      return (await select(sql`where s.id = any(${[...ids]}::text[])`).execute(db)).rows.map(listing);
    },

    /** Those that hold, or would. */
    async current(): Promise<readonly CallStop[]> {
      return (await select(sql`where ${current} order by s.from_time, s.id`).execute(db)).rows.map(stopOf);
    },

    /** Stops of rules that were taken back since a time, `until` is when. */
    async lifted(since: number): Promise<readonly CallStop[]> {
      const where = sql`where s.state = 'lifted' and s.author like 'rule:%' and s.until_time >= ${since}`;
      return (await select(sql`${where} order by s.until_time, s.id`).execute(db)).rows.map(stopOf);
    },

    /** Keeps a stop of a person, or moves one. */
    async put(stop: CallStop): Promise<void> {
      await db.transaction().execute((tx) => putStops(tx, [stop], clock()));
    },

    /** What a PBX beside the path said. */
    async confirmed(id: string, report: ControlReport): Promise<void> {
      const entry = storableJson([{ ...report, detail: storableText(report.detail, 500) }]);
      await sql`update call_stop set controls = (select coalesce(jsonb_agg(e), '[]') from jsonb_array_elements(controls) e
          where e->>'control' <> ${report.control}) || ${entry}::jsonb, updated_at = ${clock()} where id = ${id}`.execute(
        db,
      );
    },
  };
}

function stopOf(row: Row): CallStop {
  return {
    id: row.id,
    tenant: row.tenant,
    scope: row.scope,
    payer: row.payer,
    reach: row.reach,
    country: row.country,
    prefix: row.prefix,
    spared: row.spared,
    divertTo: row.divert_to,
    hangUp: row.hang_up,
    from: row.from_time,
    until: row.until_time,
    reason: { nl: row.reason_nl, en: row.reason_en },
    author: row.author,
    alert: row.alert,
    rule: row.rule,
    state: row.state,
  };
}

function listing(row: Row): StopListing {
  return {
    stop: stopOf(row),
    tenantName: row.tenant_name,
    authorName: row.author_name ?? '',
    refused: row.refused ?? 0,
    controls: row.controls,
  };
}
