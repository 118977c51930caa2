/** Where a page ends: the next one starts after it. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** One page of a list in stable order. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next: Position | undefined;
}

/** Cuts a page from rows of which one more than `limit` was asked. */
export function slice<Row, T>(
  rows: readonly Row[],
  limit: number,
  total: number,
  position: (row: Row) => Position,
  read: (row: Row) => T,
): Slice<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(read), total, next: rows.length > limit && last ? position(last) : undefined };
}

/** Filters every list knows; `tenant` undefined means all. */
export interface ListQuery {
  readonly tenant?: string;
  readonly q?: string;
  readonly after?: Position;
  readonly limit: number;
}
