import type { Severity } from '../api/types.ts';

/** Worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'informational'];

/** Higher is worse. */
export function severityRank(severity: Severity): number {
  return severities.length - severities.indexOf(severity);
}
