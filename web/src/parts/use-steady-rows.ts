import { useRef } from 'react';

export interface SteadyRows<Row> {
  /** What to show: the newest version of each row, in an order that does not move while held. */
  rows: readonly Row[];
  /** New rows that wait until the hold ends. */
  waiting: number;
}

/**
 * Keeps rows in place while somebody points at them or works with them: rows change where they stand, rows that left
 * stay as last seen, new ones wait and are counted.
 */
export function useSteadyRows<Row>(rows: readonly Row[], rowId: (row: Row) => string, held: boolean): SteadyRows<Row> {
  const shown = useRef(rows);
  if (!held) {
    shown.current = rows;
    return { rows, waiting: 0 };
  }
  const byId = new Map(rows.map((row) => [rowId(row), row]));
  const kept = shown.current.map((row) => byId.get(rowId(row)) ?? row);
  const ids = new Set(kept.map(rowId));
  shown.current = kept;
  return { rows: kept, waiting: rows.filter((row) => !ids.has(rowId(row))).length };
}
