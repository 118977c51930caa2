import type { PlanDeskPort } from '../../../api/ports/plan.ts';
import type { RespondParts } from '../respond-parts.ts';

export interface PlanDesk extends PlanDeskPort {
  stop(): Promise<void>;
}

export async function startPlan(_parts: RespondParts): Promise<PlanDesk> {
  return { stop: async () => {} };
}
