import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { Severity } from '../../api/types.ts';

export type Level = IncidentWire['assessment']['impact'][number];
export interface Levels {
  readonly impact: readonly Level[];
  readonly urgency: readonly Level[];
}

export const levels: readonly Level[] = ['low', 'medium', 'high'];
/** The same matrix as the server's, to show what it comes to while one ticks: impact, then urgency. */
const matrix: Readonly<Record<Level, Readonly<Record<Level, Severity>>>> = {
  low: { low: 'low', medium: 'low', high: 'medium' },
  medium: { low: 'low', medium: 'medium', high: 'high' },
  high: { low: 'medium', medium: 'high', high: 'critical' },
};

/** What levels come to: of those ticked the highest counts, and of none the highest too. */
export function severityOf({ impact, urgency }: Levels): Severity {
  return matrix[highest(impact)][highest(urgency)];
}

function highest(ticked: readonly Level[]): Level {
  return levels.findLast((level) => ticked.includes(level)) ?? 'high';
}
