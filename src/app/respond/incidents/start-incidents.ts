import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { RespondParts } from '../respond-parts.ts';
import { AlertPlacer } from './alert-placer.ts';
import { ExposureWatch } from './exposure-watch.ts';
import { IncidentDesk } from './incident-desk.ts';
import { NetworkWatch } from './network-watch.ts';

export interface Incidents extends IncidentDeskPort {
  /** Alerts that are stored now, with what was decided on them. */
  alerts(ids: readonly string[]): void;
  stop(): Promise<void>;
}

/** Starts the desk of incidents, and goes on with alerts that a stop or a crash left behind. */
export async function startIncidents(parts: RespondParts): Promise<Incidents> {
  const { store, clock, log } = parts;
  const desk = new IncidentDesk(parts);
  const network = new NetworkWatch({ store, desk, news: parts.news, clock, log });
  const { ruleTitle } = parts;
  const placer = new AlertPlacer({ store, desk, placed: (incident) => network.look(incident), ruleTitle, clock, log });
  const exposure = new ExposureWatch({ store, desk, calls: parts.calls, clock, log });
  await placer.lookBack();
  return Object.assign(desk, {
    alerts: (ids: readonly string[]) => {
      placer.add(ids);
      exposure.heard();
    },
    async stop() {
      placer.stop();
      await placer.idle();
      await network.stop();
      await exposure.stop();
      await desk.idle();
    },
  });
}
