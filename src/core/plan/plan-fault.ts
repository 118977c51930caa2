import type { Text } from '../text.ts';

/** Something that is wrong or missing in a plan. */
export interface PlanFault {
  /** Place, such as `roles.0.holder`; '' for the plan as a whole. */
  readonly field: string;
  /** Sentence for people. */
  readonly text: Text;
}
