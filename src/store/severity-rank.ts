import { type Severity, severities } from '../core/severity.ts';

/** Severity as it is stored, so that it sorts: 0 informational … 4 critical. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** Severity of a stored rank. */
export function severityOf(rank: number): Severity {
  return severities[rank];
}
