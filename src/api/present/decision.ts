import type { DecisionRecord } from '../../core/decision-record.ts';
import type { Decision } from '../schema/alerts.ts';
import { iso } from './instant.ts';

/** A decision as the API shows it. */
export function presentDecision({ decision, enforcers, ...shown }: DecisionRecord): Decision {
  return {
    ...shown,
    ...decision,
    guards: [...decision.guards],
    from: iso(decision.from),
    until: iso(decision.until),
    enforcers: enforcers.map((state) => ({ ...state, at: iso(state.at) })),
  };
}
