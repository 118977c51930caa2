import type { CallAlert } from './call-alert.ts';
import type { CustomerState } from './customer-state.ts';

/** Nothing of what waits to be learned of the payers and destinations of an alert is normal. */
export function spoilHabits(alert: CallAlert, state: CustomerState): void {
  const stopped = alert.stops.size > 0;
  state.spending.spoil();
  state.suspicion.spoil();
  for (const key of alert.keys) state.destinations.get(key)?.alerted(stopped);
  for (const name of alert.payers) {
    const payer = state.payers.get(name);
    payer?.suspicion?.spoil();
    payer?.usualPace.spoil();
    payer?.usualRunning.spoil();
    payer?.spending?.spoil();
    for (const key of alert.keys) payer?.destinations?.get(key)?.alerted(stopped);
  }
}
