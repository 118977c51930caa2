import type { AlertSummary, Overview } from './types.ts';

/** Most alerts an overview carries. */
const mostAlerts = 10;

export interface Attention {
  /** Open alerts: nobody acknowledged them yet. */
  readonly open: number;
  /** Those of them that cannot wait: severe, and nothing stops them yet. */
  readonly urgent: number;
  /** Those of them that a block already stops. */
  readonly stopped: number;
}

/** Whether blocks are carried out at all: an enforcer that only simulates stops nothing, nor does one that fails. */
export function stopsForReal({ enforcers }: Pick<Overview, 'enforcers'>): boolean {
  return enforcers.some(({ real, ok }) => real && ok);
}

/**
 * Whether an alert cannot wait for a person. What a block really stops can, hence `stops`: see `stopsForReal`; what is
 * critical never can.
 */
export function isUrgent({ state, severity, decision }: AlertSummary, stops: boolean): boolean {
  if (state !== 'open') return false;
  return severity === 'critical' || (severity === 'high' && !(stops && decision?.state === 'in-force'));
}

/** What waits for a person. The overview counts acknowledged alerts too; its list tells them apart as far as it goes. */
export function attention(overview: Overview): Attention {
  const open = overview.alerts.filter((alert) => alert.state === 'open');
  const stops = stopsForReal(overview);
  const urgent = open.filter((alert) => isUrgent(alert, stops)).length;
  const stopped = stops ? open.filter(({ decision }) => decision?.state === 'in-force').length : 0;
  return { urgent, stopped, open: overview.alerts.length < mostAlerts ? open.length : overview.counts.openAlerts };
}
