import type { Result } from '../../../core/result.ts';
import type { MeasureRefusal } from '../../ports/measures.ts';
import { Problem } from '../../problem.ts';

const statuses = { missing: 404, 'not-now': 409, yourself: 403, wrong: 400 } as const;

/**
 * The value of an outcome.
 *
 * @throws Problem with the sentence in both languages where it was refused
 */
export function must<T>(outcome: Result<T, MeasureRefusal>): T {
  if (outcome.ok) return outcome.value;
  const { code, sentence } = outcome.reason;
  throw new Problem(statuses[code], sentence, undefined, undefined, { sentence });
}
