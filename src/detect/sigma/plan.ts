import type { Response } from '../../core/alert.ts';
import type { EventKey } from '../../core/event.ts';
import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import type { Bounds } from './bounds.ts';
import type { Expression } from './condition.ts';
import type { Node } from './node.ts';

export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

/** A detection rule that correlations build on, or that stands alone. */
export interface BasePlan {
  readonly kind: 'base';
  readonly label: string;
  readonly node: Node;
}

/** A correlation with everything it refers to. */
export interface CorrelationPlan {
  readonly kind: 'correlation';
  readonly label: string;
  readonly type: CorrelationType;
  readonly inputs: readonly Plan[];
  readonly groupNames: readonly string[];
  /** Per input the property behind each group-by field. */
  readonly groupKeys: readonly (readonly EventKey[])[];
  readonly spanMs: number;
  /** Of counts and numbers; for temporal ones of how many different inputs are present. */
  readonly bounds: Bounds;
  /** Extended temporal condition over inputs (indices as names); undefined when bounds decide. */
  readonly expression: Expression | undefined;
  /** Per input the property whose values are counted or measured; empty when the type has none. */
  readonly valueKeys: readonly (readonly EventKey[])[];
  readonly percentile: number;
}

export type Plan = BasePlan | CorrelationPlan;

/** What raises alerts: a plan with what an alert of it says. */
export interface Output {
  readonly label: string;
  readonly plan: Plan;
  /** Group of a rule without correlation; correlations bring their own. */
  readonly groupNames: readonly string[];
  readonly groupKeys: readonly EventKey[];
  readonly severity: Severity;
  /** From how many events on a severity is at least this one; ascending. */
  readonly steps: readonly { readonly from: number; readonly severity: Severity }[];
  readonly sentence: Text;
  readonly response: Response;
}
