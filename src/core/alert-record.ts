import type { Alert } from './alert.ts';
import type { DecisionState } from './decision.ts';
import type { Text } from './text.ts';

/** What people made of an alert. */
export const alertStates = ['open', 'acknowledged', 'closed'] as const;
export type AlertState = (typeof alertStates)[number];

/** An alert as kept: the alert and what was done with it. Lists leave `evidence` empty. */
export interface AlertRecord {
  readonly alert: Alert;
  readonly tenantName: string;
  readonly state: AlertState;
  /** Name of who acknowledged it, '' when nobody did. */
  readonly acknowledgedBy: string;
  readonly acknowledgedAt: number | undefined;
  /** Newest decision of this alert. */
  readonly decision:
    | { readonly id: string; readonly value: string; readonly state: DecisionState; readonly until: number }
    | undefined;
}

/** Something that happened to an alert. */
export interface TimelineEntry {
  readonly at: number;
  /** opened, worsened, acknowledged, closed, reopened, or `decision-` and a state. */
  readonly kind: string;
  readonly text: Text;
}
