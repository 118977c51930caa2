import type { Versioned } from '../core/versioned.ts';

/** Columns of `belwacht_versioned`, read. */
export function readVersion(row: {
  readonly version: number;
  readonly changed_at: number;
  readonly changed_by: string;
}): Versioned {
  return { version: row.version, changedAt: row.changed_at, changedBy: row.changed_by };
}
