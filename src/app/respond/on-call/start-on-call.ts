import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { RespondParts } from '../respond-parts.ts';

export interface OnCallDesk extends OnCallDeskPort {
  stop(): Promise<void>;
}

export async function startOnCall(_parts: RespondParts, _incidents: IncidentDeskPort): Promise<OnCallDesk> {
  return {
    say: async () => {
      throw new Error('not there yet');
    },
    answer: async () => {
      throw new Error('not there yet');
    },
    stop: async () => {},
  };
}
