import type { Alert } from '../alert.ts';
import type { Severity } from '../severity.ts';
import type { Text } from '../text.ts';

/** What an incident knows of an alert that belongs to it. */
export interface AlertLink {
  readonly alert: string;
  /** Customer the alert is about. */
  readonly tenant: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Who did it, as far as it is known: address, number of its network (0: unknown), account. */
  readonly address: string;
  readonly network: number;
  readonly account: string;
  readonly asset: string;
  /** First and last event, ms. */
  readonly start: number;
  readonly end: number;
  readonly sentence: Text;
  /** Part of a drill. */
  readonly drill: boolean;
}

/** An alert that belongs to an incident, since when and why. */
export interface JoinedAlert extends AlertLink {
  readonly joinedAt: number;
  readonly why: Text;
}

/** What an incident wants to know of an alert. */
export function alertLink(alert: Alert, drill = false): AlertLink {
  return {
    ...{ alert: alert.id, tenant: alert.tenant, rule: alert.rule, severity: alert.severity },
    ...{ address: alert.sourceIp, network: alert.asNumber, account: alert.userName, asset: alert.asset },
    ...{ start: alert.start, end: alert.end, sentence: alert.sentence, drill },
  };
}
