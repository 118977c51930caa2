import type { Overview } from './types.ts';

/** Most alerts an overview carries. */
const mostAlerts = 10;

export interface Attention {
  /** Open alerts: nobody acknowledged them yet. */
  readonly open: number;
  /** Those of them that cannot wait. */
  readonly urgent: number;
}

/** What waits for a person. The overview counts acknowledged alerts too; its list tells them apart as far as it goes. */
export function attention(overview: Overview): Attention {
  const open = overview.alerts.filter((alert) => alert.state === 'open');
  const urgent = open.filter((alert) => alert.severity === 'critical' || alert.severity === 'high').length;
  return { urgent, open: overview.alerts.length < mostAlerts ? open.length : overview.counts.openAlerts };
}
