import type { Response } from '../core/alert.ts';
import type { Mode } from '../core/decision.ts';
import type { Severity } from '../core/severity.ts';
import type { Text } from '../core/text.ts';
import type { Output } from './sigma/plan.ts';

/** A rule file, read and checked: what the engine runs and what screens show of it. */
export interface Rule {
  /** File name without extension. */
  readonly id: string;
  readonly title: Text;
  readonly description: Text;
  readonly severity: Severity;
  readonly tags: readonly string[];
  /** Mode until somebody sets another. */
  readonly mode: Mode;
  readonly response: Response;
  /** The file as read. */
  readonly source: string;
  /** It reads `event.original`: runs must keep originals for it. */
  readonly needsOriginal: boolean;
  /** It reads `sip.call_id`: runs that show no evidence must make them all the same. */
  readonly needsCallId: boolean;
  /** What raises alerts; empty when other files build on this one and it raises none itself. */
  readonly outputs: readonly Output[];
}
