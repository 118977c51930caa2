import type { AlertSummary } from '../../api/types.ts';

/** True while there is a block to undo. */
export function canUndo(decision: AlertSummary['decision']): boolean {
  return decision !== null && (decision.state === 'in-force' || decision.state === 'asked');
}
