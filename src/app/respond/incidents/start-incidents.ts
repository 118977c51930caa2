import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { RespondParts } from '../respond-parts.ts';

export interface Incidents extends IncidentDeskPort {
  /** Alerts that are stored now, with what was decided on them. */
  alerts(ids: readonly string[]): void;
  stop(): Promise<void>;
}

export async function startIncidents(_parts: RespondParts): Promise<Incidents> {
  return {
    get: async () => undefined,
    act: async () => ({ ok: false, reason: 'missing' }),
    follow: () => () => {},
    alerts: () => {},
    stop: async () => {},
  };
}
