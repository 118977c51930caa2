/** What every kept version has besides its content. */
export interface KeptRow {
  readonly version: number;
  readonly at: number;
  readonly made_by: string;
  readonly removed_at: number | null;
  readonly removed_by: string;
}

/** Columns of a kept version, read. */
export function readKept({ version, at, made_by, removed_at, removed_by }: KeptRow) {
  return { version, at, by: made_by, removedAt: removed_at ?? undefined, removedBy: removed_by };
}

/** Versions that a list shows at most, and removed things. */
export const mostKept = 500;
