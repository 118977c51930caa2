import type { IncidentDeskPort } from '../../api/ports/incident-desk.ts';
import type { MeasureDeskPort } from '../../api/ports/measures.ts';
import type { OnCallDeskPort } from '../../api/ports/on-call.ts';
import type { PlanDeskPort } from '../../api/ports/plan.ts';
import type { PlaybookDeskPort } from '../../api/ports/playbooks.ts';
import { startIncidents } from './incidents/start-incidents.ts';
import { startMeasures } from './measures/start-measures.ts';
import { startOnCall } from './on-call/start-on-call.ts';
import { startPlan } from './plan/start-plan.ts';
import { startPlaybooks } from './playbooks/start-playbooks.ts';
import type { RespondParts } from './respond-parts.ts';

/** The parts people respond with, each with its own desk. */
export interface Respond {
  readonly incidents: IncidentDeskPort & { alerts(ids: readonly string[]): void };
  readonly measures: MeasureDeskPort;
  readonly onCall: OnCallDeskPort;
  readonly plan: PlanDeskPort;
  readonly playbooks: PlaybookDeskPort;
  /** All other parts are there: what asks them of itself begins. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts them in the order in which they ask each other, and goes on with what a stop or a crash broke off. */
export async function startRespond(parts: RespondParts): Promise<Respond> {
  const incidents = await startIncidents(parts);
  const measures = await startMeasures(parts, incidents);
  const onCall = await startOnCall(parts, incidents);
  const playbooks = await startPlaybooks(parts, { incidents, measures, onCall });
  const plan = await startPlan(parts);
  return {
    ...{ incidents, measures, onCall, plan, playbooks },
    begin() {
      measures.begin();
      return playbooks.begin();
    },
    async stop() {
      await plan.stop();
      await playbooks.stop();
      await onCall.stop();
      await measures.stop();
      await incidents.stop();
    },
  };
}
