import { sql } from 'kysely';
import type { Alert } from '../../core/alert.ts';
import { Event } from '../../core/event.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { textArray } from '../array-literal.ts';
import { eventColumns } from '../event-columns.ts';
import { severityRank } from '../severity-rank.ts';
import { storableInteger, storableJson, storableText } from '../storable.ts';
import { type BatchTransaction, integers, texts } from './tx.ts';

const severityWords: Readonly<Record<Alert['severity'], string>> = {
  informational: 'informatief',
  low: 'laag',
  medium: 'middel',
  high: 'hoog',
  critical: 'kritiek',
};

/**
 * Puts alerts in or brings them forward. Counters, severity and the end never go back, whatever order batches come in. One
 * that a person closed opens again when it gets worse.
 */
export async function putAlerts(tx: BatchTransaction, given: readonly Alert[], now: number): Promise<void> {
  if (given.length === 0) return;
  const newest = new Map<string, Alert>();
  for (const alert of given) {
    const other = newest.get(alert.id);
    if (!other || alert.count >= other.count) newest.set(alert.id, alert);
  }
  const alerts = [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { rows: known } = await sql<{ id: string; severity: number; state: string }>`
    select id, severity, state from alert where id = any(${textArray(alerts.map(({ id }) => id))}::text[]) order by id for update`.execute(
    tx,
  );
  const before = new Map(known.map((row) => [row.id, row]));
  const json = (pick: (alert: Alert) => unknown) =>
    sql`${textArray(alerts.map((alert) => storableJson(pick(alert))))}::text[]`;
  await sql`
    insert into alert (id, rule, severity, tenant, asset, group_by, start_time, end_time, count, users, addresses, numbers, source_ip,
      user_name, country, as_number, as_name, sentence_nl, sentence_en, evidence, response, calls, created_at, updated_at)
    select n.id, n.rule, n.severity, n.tenant, n.asset, n.group_by::jsonb, n.start_time, n.end_time, n.count, n.users, n.addresses, n.numbers,
      n.source_ip, n.user_name, n.country, n.as_number, n.as_name, n.sentence_nl, n.sentence_en, n.evidence::jsonb, n.response::jsonb,
      nullif(n.calls, '')::jsonb, ${now}::bigint, ${now}::bigint
    from unnest(${texts(alerts, (a) => a.id)}, ${texts(alerts, (a) => a.rule)}, ${integers(alerts, (a) => severityRank(a.severity))},
      ${texts(alerts, (a) => a.tenant)}, ${texts(alerts, (a) => a.asset)}, ${json((a) => a.group)}, ${integers(alerts, (a) => a.start)},
      ${integers(alerts, (a) => a.end)}, ${integers(alerts, (a) => a.count)}, ${integers(alerts, (a) => a.distinct.users)},
      ${integers(alerts, (a) => a.distinct.addresses)}, ${integers(alerts, (a) => a.distinct.numbers)}, ${texts(alerts, (a) => a.sourceIp)},
      ${texts(alerts, (a) => a.userName)}, ${texts(alerts, (a) => a.country)}, ${integers(alerts, (a) => a.asNumber)},
      ${texts(alerts, (a) => a.asName)}, ${texts(alerts, (a) => a.sentence.nl, 1000)}, ${texts(alerts, (a) => a.sentence.en, 1000)},
      ${json((a) => a.evidence.map(knownFields))}, ${json((a) => a.response)},
      ${sql`${textArray(alerts.map(({ calls }) => (calls ? storableJson(calls) : '')))}::text[]`})
      as n (id, rule, severity, tenant, asset, group_by, start_time, end_time, count, users, addresses, numbers, source_ip, user_name,
        country, as_number, as_name, sentence_nl, sentence_en, evidence, response, calls)
    on conflict (id) do update set
      -- One that comes to concern several customers is the provider's from then on, evidence and all.
      tenant = case when excluded.tenant = alert.tenant then alert.tenant else ${providerTenant} end,
      severity = greatest(alert.severity, excluded.severity),
      start_time = least(alert.start_time, excluded.start_time),
      end_time = greatest(alert.end_time, excluded.end_time),
      count = greatest(alert.count, excluded.count),
      users = greatest(alert.users, excluded.users),
      addresses = greatest(alert.addresses, excluded.addresses),
      numbers = greatest(alert.numbers, excluded.numbers),
      source_ip = case when excluded.count >= alert.count then excluded.source_ip else alert.source_ip end,
      user_name = case when excluded.count >= alert.count then excluded.user_name else alert.user_name end,
      country = case when excluded.count >= alert.count then excluded.country else alert.country end,
      as_number = case when excluded.count >= alert.count then excluded.as_number else alert.as_number end,
      as_name = case when excluded.count >= alert.count then excluded.as_name else alert.as_name end,
      sentence_nl = case when excluded.count >= alert.count then excluded.sentence_nl else alert.sentence_nl end,
      sentence_en = case when excluded.count >= alert.count then excluded.sentence_en else alert.sentence_en end,
      evidence = case when jsonb_array_length(excluded.evidence) > jsonb_array_length(alert.evidence) then excluded.evidence else alert.evidence end,
      -- Money of calls goes on after the count stands still.
      calls = case when excluded.count >= alert.count then coalesce(excluded.calls, alert.calls) else alert.calls end,
      state = case when alert.state = 'closed' and excluded.severity > alert.severity then 'open' else alert.state end,
      acknowledged_by = case when alert.state = 'closed' and excluded.severity > alert.severity then '' else alert.acknowledged_by end,
      acknowledged_at = case when alert.state = 'closed' and excluded.severity > alert.severity then null else alert.acknowledged_at end,
      updated_at = excluded.updated_at`.execute(tx);

  const entries = alerts.flatMap((alert) => {
    const was = before.get(alert.id);
    const entry = (kind: string, text: Text) => [{ alert, kind, text }];
    if (!was) return entry('opened', { nl: 'Melding geopend', en: 'Alert opened' });
    if (severityRank(alert.severity) <= was.severity) return [];
    const text = { nl: `Ernst nu ${severityWords[alert.severity]}`, en: `Severity now ${alert.severity}` };
    return entry(was.state === 'closed' ? 'reopened' : 'worsened', text);
  });
  if (entries.length === 0) return;
  await tx
    .insertInto('alert_timeline')
    .values(
      entries.map(({ alert, kind, text }) => ({
        alert: alert.id,
        tenant: alert.tenant,
        at: storableInteger(alert.end),
        kind,
        text_nl: text.nl,
        text_en: text.en,
      })),
    )
    .execute();
}

const nothing = new Event();

/** The known fields of an event, each as long as its column allows. */
function knownFields(event: Event): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const { key, max } of eventColumns) {
    if (event[key] === nothing[key]) continue;
    const value = event[key];
    known[key] =
      typeof value === 'string'
        ? storableText(value, max)
        : typeof value === 'number'
          ? storableInteger(value, max)
          : value;
  }
  return known;
}
