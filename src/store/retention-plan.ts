import pg from 'pg';
import type { RetentionKind, RetentionTimes } from '../core/retention.ts';
import type { Asking } from './backup/catalog.ts';
import { type DayTable, dayOf } from './partitions.ts';

const dayMs = 86_400_000;

/** Rows of one table that are past their time. */
export interface RowsToGo {
  readonly kind: RetentionKind | 'own';
  readonly table: string;
  /** Condition in SQL, about the table as `t`. */
  readonly where: string;
  /** Rows of it that would have to go but for a legal hold; undefined where holds do not apply. */
  readonly held?: string;
  readonly olderThan: number;
}

/** A day of events or calls that goes as a whole, but for what is held. */
export interface DayToGo {
  readonly kind: RetentionKind;
  readonly parent: DayTable;
  readonly partition: string;
  readonly olderThan: number;
}

export interface RetentionPlan {
  readonly days: readonly DayToGo[];
  readonly rows: readonly RowsToGo[];
  /** Entries of the record before this time go. */
  readonly auditBefore: number;
}

/** Condition in SQL: a row of a tenant (column), from `first` to `last` (columns), is held. */
export function heldSql(first: string, last = first): string {
  return `exists (select from legal_hold h where h.released_at is null and h.tenant = t.tenant and h.from_time <= ${last} and h.to_time >= ${first})`;
}

/** Works out what is past its time now. Times count in whole days of UTC. */
export async function planRetention(
  client: Asking,
  now: number,
  { days, customers }: RetentionTimes,
): Promise<RetentionPlan> {
  const cut = (kept: number) => dayOf(now) - kept * dayMs;
  const before = (kind: RetentionKind) => cut(days[kind]);
  const longest = cut(Math.max(days.events, ...Object.values(customers)));
  const shortest = cut(Math.min(days.events, ...Object.values(customers)));
  const partitions = await dayPartitions(client);

  const rows: RowsToGo[] = [];
  // A day that some have to lose and others keep stays, without the rows of the former.
  for (const { name, to } of partitions) {
    if (to <= longest || to > shortest) continue;
    rows.push({
      kind: 'events',
      table: name,
      where: `${expiredTenants(to, days.events, customers, cut)} and not ${heldSql('t.time')}`,
      held: `${expiredTenants(to, days.events, customers, cut)} and ${heldSql('t.time')}`,
      olderThan: before('events'),
    });
  }
  // Odd times: what is too old by its own time, or lies in the future and has been here long enough.
  const limit = `case t.tenant ${Object.entries(customers)
    .map(([tenant, kept]) => `when ${pg.escapeLiteral(tenant)} then ${cut(kept)}`)
    .join(' ')} else ${before('events')} end`;
  const odd = Object.keys(customers).length ? limit : String(before('events'));
  const past = `(t.time < ${odd} or t.stored_at < ${odd})`;
  rows.push({
    kind: 'events',
    table: 'event_default',
    where: `${past} and not ${heldSql('t.time')}`,
    held: `${past} and ${heldSql('t.time')}`,
    olderThan: before('events'),
  });

  const add = (kind: RowsToGo['kind'], table: string, where: string, olderThan: number, held?: string) =>
    rows.push(
      held
        ? { kind, table, where: `${where} and not ${held}`, held: `${where} and ${held}`, olderThan }
        : { kind, table, where, olderThan },
    );
  const minutes = before('minuteCounts');
  add('minuteCounts', 'rollup_minute', `t.minute < ${minutes}`, minutes);
  add('minuteCounts', 'registration_minute', `t.minute < ${minutes}`, minutes);
  add('minuteCounts', 'address_activity', `t.last_seen < ${minutes}`, minutes);
  add('minuteCounts', 'source_tally_minute', `t.minute < ${now - dayMs}`, minutes);
  // As long as the events it was counted from.
  const oldTraffic = `(t.day < ${odd} or t.day > ${now + 3 * dayMs})`;
  add('events', 'geo_traffic', oldTraffic, before('events'), heldSql('t.day', `t.day + ${dayMs - 1}`));
  const hours = before('hourCounts');
  add('hourCounts', 'rollup_hour', `t.hour < ${hours}`, hours);
  add('hourCounts', 'geo_hit', `t.hour < ${hours}`, hours);
  add('hourCounts', 'geo_traffic_hour', `(t.hour < ${hours} or t.hour > ${now + 3 * dayMs})`, hours);
  add('hourCounts', 'learned', `t.updated_at < ${hours}`, hours);
  add('hourCounts', 'call_learned', `t.updated_at < ${hours}`, hours);
  const alerts = before('alerts');
  add('alerts', 'alert', `t.end_time < ${alerts}`, alerts, heldSql('t.start_time', 't.end_time'));
  add('alerts', 'alert_timeline', `t.at < ${alerts} and not exists (select from alert a where a.id = t.alert)`, alerts);
  const ended = `t.until_time < ${alerts} and t.state not in ('asked', 'in-force')`;
  add('alerts', 'decision', ended, alerts, heldSql('t.from_time', 't.until_time'));
  const orphan = 'not exists (select from decision d where d.id = t.decision)';
  add('alerts', 'decision_change', `t.at < ${alerts} and ${orphan}`, alerts);
  add('alerts', 'decision_enforcer', `t.at < ${alerts} and ${orphan}`, alerts);
  const door = `t.until_time < ${alerts} and t.lifted_at is not null`;
  add('alerts', 'geo_attack', door, alerts, heldSql('t.from_time', 't.until_time'));
  add('alerts', 'geo_review', `t.at < ${alerts}`, alerts);
  // Timelines, files and what incidents are found by go along.
  const worked = `t.is_over and t.moved_at < ${alerts}`;
  add('alerts', 'incident', worked, alerts, heldSql('t.detected_at', 't.moved_at'));
  add('own', 'incident_attachment', `not t.complete and t.added_at < ${now - dayMs}`, now - dayMs);
  const calls = before('calls');
  add('calls', 'call_default', `t.start_time < ${calls}`, calls, heldSql('t.start_time'));
  add('calls', 'call_refusal', `t.minute < ${calls}`, calls);
  const over = `t.until_time < ${alerts} and t.state not in ('asked', 'in-force', 'reported')`;
  add('alerts', 'call_stop', over, alerts, heldSql('t.from_time', 't.until_time'));
  add('sites', 'site', `t.last_success < ${before('sites')}`, before('sites'));
  add('messages', 'outbox', `t.state <> 'waiting' and t.created_at < ${before('messages')}`, before('messages'));
  add('messages', 'on_call_message', `t.told and t.created_at < ${before('messages')}`, before('messages'));
  add('messages', 'geo_proposal', `t.dismissed_at < ${before('messages')}`, before('messages'));
  add('backtests', 'backtest', `t.created_at < ${before('backtests')}`, before('backtests'));
  add('own', 'applied_batch', `t.at < ${now - 7 * dayMs}`, now - 7 * dayMs);
  add('own', 'auth_session', 't."expiresAt" < now()', now);
  add('own', 'auth_verification', 't."expiresAt" < now()', now);

  const { rows: holds } = await client.query<{ first: string | null }>(
    'select min(from_time) as first from legal_hold where released_at is null',
  );
  return {
    days: [
      ...partitions
        .filter(({ to }) => to <= longest)
        .map(
          ({ name }) => ({ kind: 'events', parent: 'event', partition: name, olderThan: before('events') }) as const,
        ),
      ...(await dayPartitions(client, 'call'))
        .filter(({ to }) => to <= calls)
        .map(({ name }) => ({ kind: 'calls', parent: 'call', partition: name, olderThan: calls }) as const),
    ],
    rows,
    // The record is cut from its beginning only, so the oldest hold keeps all that came after.
    auditBefore: Math.min(before('audit'), holds[0].first === null ? Number.POSITIVE_INFINITY : Number(holds[0].first)),
  };
}

/** Condition in SQL: whose events of a day that ended at `to` are past their time. */
function expiredTenants(
  to: number,
  usual: number,
  customers: Readonly<Record<string, number>>,
  cut: (kept: number) => number,
): string {
  const list = (names: readonly string[]) => `(${names.map((name) => pg.escapeLiteral(name)).join(', ')})`;
  const those = (test: (kept: number) => boolean) =>
    Object.entries(customers)
      .filter(([, kept]) => test(kept))
      .map(([tenant]) => tenant);
  if (to <= cut(usual)) {
    const keeping = those((kept) => to > cut(kept));
    return keeping.length ? `t.tenant not in ${list(keeping)}` : 'true';
  }
  const losing = those((kept) => to <= cut(kept));
  return losing.length ? `t.tenant in ${list(losing)}` : 'false';
}

/** Partitions of whole days, with where they begin and end (ms). */
export async function dayPartitions(
  client: Asking,
  of: DayTable = 'event',
): Promise<readonly { readonly name: string; readonly from: number; readonly to: number }[]> {
  const { rows } = await client.query<{ name: string; bound: string }>(
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1`,
    [of],
  );
  return rows.flatMap(({ name, bound }) => {
    const [, from, to] = /FROM \('?(-?\d+)'?\) TO \('?(-?\d+)'?\)/.exec(bound) ?? [];
    return to === undefined ? [] : [{ name, from: Number(from), to: Number(to) }];
  });
}
