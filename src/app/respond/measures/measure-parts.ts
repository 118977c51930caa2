import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { RespondParts } from '../respond-parts.ts';

/** What measures need of the rest. */
export interface MeasureParts
  extends Pick<
    RespondParts,
    'config' | 'store' | 'storeOf' | 'blocks' | 'calls' | 'geo' | 'enforcing' | 'tell' | 'clock' | 'log' | 'alarm'
  > {
  readonly incidents: IncidentDeskPort;
}
