import { type RawBuilder, sql } from 'kysely';
import type { Alert } from '../core/alert.ts';
import type { AlertRecord } from '../core/alert-record.ts';
import type { DecisionState } from '../core/decision.ts';
import { Event } from '../core/event.ts';
import type { AlertRow } from './schema.ts';
import { severityOf } from './severity-rank.ts';

/** A row of `selectAlerts`. */
export type SelectedAlert = Omit<AlertRow, 'state' | 'acknowledged_by'> & {
  state: AlertRecord['state'];
  acknowledged_by: string;
  tenant_name: string;
  d_id: string | null;
  d_value: string;
  d_state: DecisionState;
  d_until: number;
};

/**
 * Select of alerts `a` with tenant name and what was done: the newest decision taken on it, or else the block in force of its
 * address, which another alert or a person led to. `rest` is what follows from `where` on.
 */
export function selectAlerts(evidence: boolean, rest: RawBuilder<unknown>): RawBuilder<SelectedAlert> {
  return sql<SelectedAlert>`
    select a.id, a.rule, a.severity, a.tenant, a.asset, a.group_by, a.start_time, a.end_time, a.count, a.users, a.addresses,
      a.numbers, a.source_ip, a.user_name, a.country, a.as_number, a.as_name, a.sentence_nl, a.sentence_en,
      ${evidence ? sql`a.evidence` : sql`'[]'::jsonb as evidence`}, a.response, a.calls, a.state, a.acknowledged_by, a.acknowledged_at,
      coalesce(t.name, a.tenant) as tenant_name, d.id as d_id, d.value as d_value, d.state as d_state, d.until_time as d_until
    from alert a
    left join tenant t on t.id = a.tenant
    left join lateral (
      select id, value, state, until_time from (
        (select 1 as rank, id, value, state, until_time from decision where alert = a.id and alert <> '' order by from_time desc, id desc limit 1)
        union all
        (select case state when 'in-force' then 0 else 2 end, id, value, state, until_time from decision
          where value = a.source_ip and a.source_ip <> '' and state in ('asked', 'in-force') order by from_time desc, id desc limit 1)
      ) done order by rank limit 1
    ) d on true
    ${rest}`;
}

/** The record of a row. */
export function alertRecord(row: SelectedAlert): AlertRecord {
  return {
    alert: alertOf(row),
    tenantName: row.tenant_name,
    state: row.state,
    acknowledgedBy: row.acknowledged_by,
    acknowledgedAt: row.acknowledged_at ?? undefined,
    decision:
      row.d_id === null ? undefined : { id: row.d_id, value: row.d_value, state: row.d_state, until: row.d_until },
  };
}

function alertOf(row: SelectedAlert): Alert {
  return {
    id: row.id,
    rule: row.rule,
    severity: severityOf(row.severity),
    tenant: row.tenant,
    asset: row.asset,
    group: row.group_by as unknown as Alert['group'],
    start: row.start_time,
    end: row.end_time,
    count: row.count,
    distinct: { users: row.users, addresses: row.addresses, numbers: row.numbers },
    sourceIp: row.source_ip,
    userName: row.user_name,
    country: row.country,
    asNumber: row.as_number,
    asName: row.as_name,
    sentence: { nl: row.sentence_nl, en: row.sentence_en },
    evidence: (row.evidence as unknown as Partial<Event>[]).map((known) => Object.assign(new Event(), known)),
    response: row.response as unknown as Alert['response'],
    ...(row.calls && { calls: row.calls as unknown as NonNullable<Alert['calls']> }),
  };
}
