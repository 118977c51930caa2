import type { StopReach, StopScope } from '../../core/calls/call-stop.ts';
import { type Result, refused } from '../../core/result.ts';
import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';

/** What a rule may be adjusted by, per customer too. */
export interface CallFigure {
  readonly default: number;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly about: Text;
}

/** What a rule wants done. */
export type CallResponse =
  | { readonly action: 'alert' }
  | { readonly action: 'stop'; readonly scope: StopScope; readonly reach: StopReach; readonly durationS: number };

/** A rule about calls: texts, figures and response as data; what it looks at is the detector's of that name. */
export interface CallRule {
  /** File name without extension. */
  readonly id: string;
  readonly title: Text;
  readonly about: Text;
  readonly detector: string;
  readonly level: Severity;
  readonly response: CallResponse;
  readonly figures: Readonly<Record<string, CallFigure>>;
}

/** Reads a rule file; refuses with a reason what is not exactly a rule. */
export function readCallRule(_text: string, id: string): Result<CallRule> {
  return refused(`${id}: not readable yet`);
}
