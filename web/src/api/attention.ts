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

type Holding = Pick<Overview, 'blocks' | 'enforcers'>;

/**
 * Whether what was done about an alert really stops it: a block in force that more than a simulating enforcer holds. Of a
 * block that the overview does not carry it is not known who holds it: then no enforcer may be simulating.
 */
export function stopsAttack(decision: AlertSummary['decision'], { blocks, enforcers }: Holding): boolean {
  if (decision?.state !== 'in-force') return false;
  const block = blocks.find(({ id }) => id === decision.id);
  if (block) return block.enforcers.some(({ real, state }) => real && state === 'in-force');
  return enforcers.every(({ real }) => real);
}

/** Whether an alert cannot wait for a person. What a block really stops can; what is critical never can. */
export function isUrgent({ state, severity, decision }: AlertSummary, holding: Holding): boolean {
  if (state !== 'open') return false;
  return severity === 'critical' || (severity === 'high' && !stopsAttack(decision, holding));
}

/** What waits for a person. The overview counts acknowledged alerts too; its list tells them apart as far as it goes. */
export function attention(overview: Overview): Attention {
  const open = overview.alerts.filter((alert) => alert.state === 'open');
  const urgent = open.filter((alert) => isUrgent(alert, overview)).length;
  const stopped = open.filter(({ decision }) => stopsAttack(decision, overview)).length;
  return { urgent, stopped, open: overview.alerts.length < mostAlerts ? open.length : overview.counts.openAlerts };
}
