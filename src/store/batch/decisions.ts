import { sql, type Transaction } from 'kysely';
import type { Decision } from '../../core/decision.ts';
import { plainArray, textArray } from '../array-literal.ts';
import type { Schema } from '../schema.ts';
import { storableInteger, storableJson, storableText } from '../storable.ts';
import { oneAtATime, settle } from './settle.ts';

/** Where a value is: of its alert when not told. */
interface Place {
  readonly country: string;
  readonly asName: string;
}

/**
 * Inserts decisions that are not there yet, each with the first entry of its history; returns the ids that were new. The
 * place comes from the alert that led to it unless `places` says it.
 */
export async function insertDecisions(
  tx: Transaction<Schema>,
  decisions: readonly Decision[],
  now: number,
  places?: readonly Place[],
): Promise<readonly string[]> {
  if (decisions.length === 0) return [];
  await oneAtATime(tx);
  const text = (pick: (decision: Decision, index: number) => string, max = 200) =>
    sql`${textArray(decisions.map((decision, i) => storableText(pick(decision, i), max)))}::text[]`;
  const whole = (pick: (decision: Decision) => number) =>
    sql`${plainArray(decisions.map((decision) => storableInteger(pick(decision))))}::bigint[]`;
  const { rows } = await sql<{ id: string }>`
    with fresh as (
      insert into decision (id, tenant, action, scope, value, from_time, until_time, reason_nl, reason_en, author, alert, rule,
        offence, state, guards, country, as_name, created_at, updated_at)
      select distinct on (n.id) n.id, n.tenant, 'block', n.scope, n.value, n.from_time, n.until_time, n.reason_nl, n.reason_en, n.author,
        n.alert, n.rule, n.offence, n.state, n.guards::jsonb, coalesce(nullif(n.country, ''), a.country, ''),
        coalesce(nullif(n.as_name, ''), a.as_name, ''), ${now}::bigint, ${now}::bigint
      from unnest(${text((d) => d.id)}, ${text((d) => d.tenant)}, ${text((d) => d.scope)}, ${text((d) => d.value)},
        ${whole((d) => d.from)}, ${whole((d) => d.until)}, ${text((d) => d.reason.nl, 1000)}, ${text((d) => d.reason.en, 1000)},
        ${text((d) => d.author)}, ${text((d) => d.alert)}, ${text((d) => d.rule)}, ${whole((d) => d.offence)},
        ${text((d) => d.state)}, ${sql`${textArray(decisions.map((d) => storableJson(d.guards)))}::text[]`},
        ${text((_, i) => places?.[i].country ?? '')}, ${text((_, i) => places?.[i].asName ?? '')})
        as n (id, tenant, scope, value, from_time, until_time, reason_nl, reason_en, author, alert, rule, offence, state, guards, country, as_name)
      left join alert a on a.id = n.alert and n.alert <> ''
      order by n.id
      on conflict (id) do nothing
      returning id, tenant, state, author, from_time
    ), noted as (
      insert into decision_change (decision, tenant, at, state, author, detail)
      select id, tenant, from_time, state, author, '' from fresh
    )
    select id from fresh`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await settle(tx, ids, now);
  return ids;
}
