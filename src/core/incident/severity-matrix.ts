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

/** Severity by impact, and within it by urgency. */
export type SeverityMatrix = Readonly<Record<IncidentLevel, Readonly<Record<IncidentLevel, Severity>>>>;

/** What holds as long as no plan is in force. */
export const builtInMatrix: SeverityMatrix = {
  low: { low: 'low', medium: 'low', high: 'medium' },
  medium: { low: 'low', medium: 'medium', high: 'high' },
  high: { low: 'medium', medium: 'high', high: 'critical' },
};

/** One place of a matrix, as a plan has it. */
export interface MatrixCell {
  readonly impact: IncidentLevel;
  readonly urgency: IncidentLevel;
  readonly severity: Severity;
}

/** A matrix out of places. One that is missing is as built in; of one that comes twice the graver counts. */
export function matrixOf(cells: readonly MatrixCell[]): SeverityMatrix {
  const at = (impact: IncidentLevel, urgency: IncidentLevel): Severity => {
    const said = cells.filter((cell) => cell.impact === impact && cell.urgency === urgency);
    return said.length === 0
      ? builtInMatrix[impact][urgency]
      : said.map(({ severity }) => severity).reduce((most, next) => graver(most, next));
  };
  const row = (impact: IncidentLevel) => ({
    low: at(impact, 'low'),
    medium: at(impact, 'medium'),
    high: at(impact, 'high'),
  });
  return { low: row('low'), medium: row('medium'), high: row('high') };
}

/** Severity by impact and urgency. A list without a level means that nothing is known: then the highest counts. */
export function severityByMatrix(
  { impact, urgency }: IncidentAssessment,
  matrix: SeverityMatrix = builtInMatrix,
): Severity {
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
