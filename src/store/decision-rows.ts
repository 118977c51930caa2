import { type RawBuilder, sql } from 'kysely';
import type { Decision } from '../core/decision.ts';
import type { DecisionRecord, EnforcerState } from '../core/decision-record.ts';
import type { DecisionRow } from './schema.ts';

/** A row of `selectDecisions`. */
export type SelectedDecision = DecisionRow & { tenant_name: string; author_name: string; enforcers: EnforcerState[] };

/** Select of decisions `d` with names and enforcers; `rest` is what follows from `where` on. */
export function selectDecisions(rest: RawBuilder<unknown>): RawBuilder<SelectedDecision> {
  return sql<SelectedDecision>`
    select d.*, coalesce(t.name, d.tenant) as tenant_name,
      coalesce(u.name, k.name, case when d.author like 'rule:%' then substr(d.author, 6) else d.author end) as author_name,
      coalesce(e.enforcers, '[]'::json) as enforcers
    from decision d
    left join tenant t on t.id = d.tenant
    left join auth_user u on d.author = 'user:' || u.id
    left join token k on d.author = 'token:' || k.id
    left join lateral (
      select json_agg(json_build_object('enforcer', enforcer, 'real', is_real, 'state', state, 'at', at, 'error', error) order by enforcer)
        as enforcers from decision_enforcer where decision = d.id
    ) e on true
    ${rest}`;
}

/** The record of a row. */
export function decisionRecord(row: SelectedDecision): DecisionRecord {
  return {
    decision: decisionOf(row),
    tenantName: row.tenant_name,
    authorName: row.author_name,
    country: row.country,
    asName: row.as_name,
    enforcers: row.enforcers,
  };
}

/** The decision of a row. */
export function decisionOf(row: DecisionRow): Decision {
  return {
    id: row.id,
    tenant: row.tenant,
    action: row.action,
    scope: row.scope,
    value: row.value,
    from: row.from_time,
    until: row.until_time,
    reason: { nl: row.reason_nl, en: row.reason_en },
    author: row.author,
    alert: row.alert,
    rule: row.rule,
    offence: row.offence,
    state: row.state,
    guards: row.guards as unknown as Decision['guards'],
  };
}
