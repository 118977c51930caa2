import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Text } from '../../core/text.ts';
import { joins, usualWindowMs } from './joins.ts';

/** The incident an alert belongs to, and why. */
export interface AlertPlace {
  readonly incident: Incident;
  readonly why: Text;
}

/**
 * Finds the incident an alert belongs to, among those that go on: one that has it already, else the one with which it has most in
 * common; of equals the one of the customer, and then the oldest. Undefined: none, a new one has to be opened.
 */
export function placeAlert(
  candidates: readonly Incident[],
  alert: AlertLink,
  windowMs = usualWindowMs,
): AlertPlace | undefined {
  let best: { readonly incident: Incident; readonly score: number; readonly why: Text } | undefined;
  for (const incident of candidates) {
    const has = incident.alerts.find((link) => link.alert === alert.alert);
    if (has && incident.mergedInto === '') return { incident, why: has.why };
    const joining = joins(incident, alert, windowMs);
    if (!joining) continue;
    const isBetter =
      !best || joining.score > best.score || (joining.score === best.score && incident.number < best.incident.number);
    if (isBetter) best = { incident, ...joining };
  }
  return best && { incident: best.incident, why: best.why };
}
