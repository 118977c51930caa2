import type { PlanInnerField, PlanLeafField } from '../../../../../src/api/schema/plan.ts';

/** A field of a plan at any depth. */
export type EditField = PlanLeafField & { readonly fields?: readonly (PlanInnerField | PlanLeafField)[] };
