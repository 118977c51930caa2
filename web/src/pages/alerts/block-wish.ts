import type { BlockWish } from '../../acts/block-dialog.tsx';
import type { AlertSummary } from '../../api/types.ts';

/** The block that an alert calls for: its address, when it has one. */
export function blockWish(alert: AlertSummary, reason?: string): BlockWish {
  return { value: alert.sourceIp || undefined, reason };
}
