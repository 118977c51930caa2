import { type Severity, severities } from '../severity.ts';

/** How much an incident hits, and how soon it gets worse; least to most. */
export const incidentLevels = ['low', 'medium', 'high'] as const;
export type IncidentLevel = (typeof incidentLevels)[number];

/**
 * What somebody thinks of an incident: every level that is held possible, at least one. Of two levels between which somebody
 * doubts the higher counts.
 */
export interface IncidentAssessment {
  readonly impact: readonly IncidentLevel[];
  readonly urgency: readonly IncidentLevel[];
}

const matrix: Readonly<Record<IncidentLevel, Readonly<Record<IncidentLevel, Severity>>>> = {
  low: { low: 'low', medium: 'low', high: 'medium' },
  medium: { low: 'low', medium: 'medium', high: 'high' },
  high: { low: 'medium', medium: 'high', high: 'critical' },
};

/** Severity by impact and urgency. A list without a level means that nothing is known: then the highest counts. */
export function severityByMatrix({ impact, urgency }: IncidentAssessment): Severity {
  return matrix[highest(impact)][highest(urgency)];
}

/** The graver of two. */
export function graver(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}

/** Whether `a` is at least as grave as `b`. */
export function isAtLeast(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) >= severities.indexOf(b);
}

function highest(levels: readonly IncidentLevel[]): IncidentLevel {
  return incidentLevels.findLast((level) => levels.includes(level)) ?? 'high';
}
