import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { MeasureDeskPort } from '../../../api/ports/measures.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { PlaybookDeskPort } from '../../../api/ports/playbooks.ts';
import type { RespondParts } from '../respond-parts.ts';

export interface PlaybookDesk extends PlaybookDeskPort {
  stop(): Promise<void>;
}

/** The desks that steps ask. */
export interface StepDesks {
  readonly incidents: IncidentDeskPort;
  readonly measures: MeasureDeskPort;
  readonly onCall: OnCallDeskPort;
}

export async function startPlaybooks(_parts: RespondParts, _desks: StepDesks): Promise<PlaybookDesk> {
  return {
    start: async () => {
      throw new Error('not there yet');
    },
    finishTask: async () => {
      throw new Error('not there yet');
    },
    stop: async () => {},
  };
}
