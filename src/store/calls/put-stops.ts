import { sql } from 'kysely';
import type { RefusalDelta } from '../../core/calls/call-batch.ts';
import type { CallStop, StopState } from '../../core/calls/call-stop.ts';
import type { Text } from '../../core/text.ts';
import { textArray } from '../array-literal.ts';
import { type BatchTransaction, booleans, integers, texts } from '../batch/tx.ts';
import { storableJson } from '../storable.ts';

const said: Readonly<Record<StopState, Text>> = {
  asked: { nl: 'Stop gevraagd', en: 'Stop asked for' },
  'in-force': { nl: 'Gesprekken gestopt', en: 'Calls stopped' },
  lifted: { nl: 'Stop teruggenomen', en: 'Stop taken back' },
  expired: { nl: 'Stop verlopen', en: 'Stop came to its end' },
  failed: { nl: 'Stop mislukt', en: 'Stop failed' },
  reported: { nl: 'Zou gestopt zijn (alleen melden)', en: 'Would have been stopped (report-only)' },
};

const tightened: Text = { nl: 'Nu ook naar gebruikelijke landen', en: 'Now to usual countries too' };

/** Whether fewer countries stay open than before. */
function tightens(spared: readonly string[], before: readonly string[]): boolean {
  return before.some((country) => !spared.includes(country));
}

/** What a stop that is over becomes no more, whatever comes late. */
const over = `('lifted', 'expired')`;

/** Puts stops in or moves them; each move of one that belongs to an alert is told in the alert's timeline. */
export async function putStops(tx: BatchTransaction, given: readonly CallStop[], now: number): Promise<void> {
  const stops = [...new Map(given.map((stop) => [stop.id, stop])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (stops.length === 0) return;
  const text = (pick: (stop: CallStop) => string, max = 256) => texts(stops, pick, max);
  const ids = textArray(stops.map(({ id }) => id));
  const { rows: known } = await sql<{ id: string; state: StopState; spared: string[] }>`
    select id, state, spared from call_stop where id = any(${ids}::text[]) order by id for update`.execute(tx);
  const before = new Map(known.map((stop) => [stop.id, stop]));
  await sql`insert into call_stop (id, tenant, scope, payer, reach, country, prefix, spared, divert_to, hang_up, from_time, until_time,
      reason_nl, reason_en, author, alert, rule, state, created_at, updated_at)
    select n.id, n.tenant, n.scope, n.payer, n.reach, n.country, n.prefix, n.spared::jsonb, n.divert_to, n.hang_up, n.from_time,
      n.until_time, n.reason_nl, n.reason_en, n.author, n.alert, n.rule, n.state, ${now}::bigint, ${now}::bigint
    from unnest(${text(({ id }) => id)}, ${text(({ tenant }) => tenant)}, ${text(({ scope }) => scope)}, ${text(({ payer }) => payer)},
      ${text(({ reach }) => reach)}, ${text(({ country }) => country)}, ${text(({ prefix }) => prefix)},
      ${sql`${textArray(stops.map(({ spared }) => storableJson(spared)))}::text[]`}, ${text(({ divertTo }) => divertTo)},
      ${booleans(stops, ({ hangUp }) => hangUp)}, ${integers(stops, ({ from }) => from)}, ${integers(stops, ({ until }) => until)},
      ${text(({ reason }) => reason.nl, 1000)}, ${text(({ reason }) => reason.en, 1000)}, ${text(({ author }) => author)},
      ${text(({ alert }) => alert)}, ${text(({ rule }) => rule)}, ${text(({ state }) => state)})
      as n (id, tenant, scope, payer, reach, country, prefix, spared, divert_to, hang_up, from_time, until_time, reason_nl, reason_en,
        author, alert, rule, state)
    on conflict (id) do update set until_time = excluded.until_time, spared = excluded.spared, state = excluded.state, updated_at = excluded.updated_at
      where call_stop.state not in ${sql.raw(over)}`.execute(tx);
  const moved = stops.filter(({ id, state, alert, spared }) => {
    const was = before.get(id);
    if (alert === '' || was?.state === 'lifted' || was?.state === 'expired') return false;
    return was?.state !== state || tightens(spared, was.spared);
  });
  if (moved.length === 0) return;
  await tx
    .insertInto('alert_timeline')
    .values(
      moved.map(({ id, alert, tenant, state, reason, spared }) => {
        const was = before.get(id);
        const { nl, en } = was?.state === state && tightens(spared, was.spared) ? tightened : said[state];
        return {
          ...{ alert, tenant, at: now, kind: `stop-${state}` },
          text_nl: `${nl}: ${reason.nl}`.slice(0, 1000),
          text_en: `${en}: ${reason.en}`.slice(0, 1000),
        };
      }),
    )
    .execute();
}

/** Adds to the counts of refused calls. */
export async function addRefusals(tx: BatchTransaction, given: readonly RefusalDelta[]): Promise<void> {
  const deltas = new Map<string, RefusalDelta>();
  for (const delta of given) {
    const { minute, tenant, payer, country, reason, stop, reported } = delta;
    const key = [minute, tenant, payer.slice(0, 256), country, reason, stop, reported].join('\u001f');
    deltas.set(key, { ...delta, count: delta.count + (deltas.get(key)?.count ?? 0) });
  }
  const rows = [...deltas.values()];
  if (rows.length === 0) return;
  await sql`insert into call_refusal (minute, tenant, payer, country, reason, stop, reported, count)
    select * from unnest(${integers(rows, ({ minute }) => minute)}, ${texts(rows, ({ tenant }) => tenant)},
      ${texts(rows, ({ payer }) => payer)}, ${texts(rows, ({ country }) => country)}, ${texts(rows, ({ reason }) => reason)},
      ${texts(rows, ({ stop }) => stop)}, ${booleans(rows, ({ reported }) => reported)}, ${integers(rows, ({ count }) => count)})
      as n (minute, tenant, payer, country, reason, stop, reported, count) order by 1, 2, 3, 4, 5, 6, 7
    on conflict (minute, tenant, payer, country, reason, stop, reported) do update set count = call_refusal.count + excluded.count`.execute(
    tx,
  );
}
