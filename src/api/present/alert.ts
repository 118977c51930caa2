import type { AlertRecord } from '../../core/alert-record.ts';
import type { AlertSummary } from '../schema/alerts.ts';
import { presentCallAlert } from './call.ts';
import { iso } from './instant.ts';

/** An alert as the API shows it in lists. */
export function presentAlert({
  alert,
  tenantName,
  state,
  acknowledgedBy,
  acknowledgedAt,
  decision,
}: AlertRecord): AlertSummary {
  return {
    id: alert.id,
    rule: alert.rule,
    severity: alert.severity,
    state,
    tenant: alert.tenant,
    tenantName,
    asset: alert.asset,
    start: iso(alert.start),
    end: iso(alert.end),
    count: alert.count,
    sourceIp: alert.sourceIp,
    userName: alert.userName,
    country: alert.country,
    asNumber: alert.asNumber,
    asName: alert.asName,
    sentence: alert.sentence,
    acknowledgedBy,
    acknowledgedAt: acknowledgedAt === undefined ? null : iso(acknowledgedAt),
    decision: decision
      ? { id: decision.id, value: decision.value, state: decision.state, until: iso(decision.until) }
      : null,
    calls: alert.calls ? presentCallAlert(alert.calls) : null,
  };
}
