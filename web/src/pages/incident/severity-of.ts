import type { IncidentWire, SeverityMatrixWire } from '../../../../src/api/schema/incidents.ts';
import type { Severity } from '../../api/types.ts';

export type Level = IncidentWire['assessment']['impact'][number];
export interface Levels {
  readonly impact: readonly Level[];
  readonly urgency: readonly Level[];
}

export const levels: readonly Level[] = ['low', 'medium', 'high'];

/** What levels come to by the matrix of the server: of those ticked the highest counts, and of none the highest too. */
export function severityOf({ impact, urgency }: Levels, { matrix }: SeverityMatrixWire): Severity {
  return matrix[highest(impact)][highest(urgency)];
}

function highest(ticked: readonly Level[]): Level {
  return levels.findLast((level) => ticked.includes(level)) ?? 'high';
}
