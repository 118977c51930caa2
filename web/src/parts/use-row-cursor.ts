import { type RefObject, useEffect, useState } from 'react';
import { useKeys } from './keyboard.ts';

/** Acts on the chosen row, by key. */
export type RowKeys<Row> = Readonly<Record<string, ((row: Row) => void) | undefined>>;

/**
 * Choosing a row with j and k. The choice follows the row, not its place, when rows come and go. Rows carry
 * `data-row={id}` inside `container`, so that the chosen one can be brought into view.
 */
export function useRowCursor<Row>(
  container: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  rowId: (row: Row) => string,
  acts: RowKeys<Row>,
): string | undefined {
  const [chosen, setChosen] = useState<string>();
  const index = rows.findIndex((row) => rowId(row) === chosen);

  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index === -1 ? 0 : index + step))];
    if (next) setChosen(rowId(next));
  };
  const keys: Record<string, (() => void) | undefined> = { j: () => move(1), k: () => move(-1) };
  const row = rows[index];
  if (row) {
    for (const [key, act] of Object.entries(acts)) if (act) keys[key] = () => act(row);
    keys.Escape = () => setChosen(undefined);
  }
  useKeys(rows.length > 0 ? keys : {});

  useEffect(() => {
    if (chosen === undefined) return;
    container.current?.querySelector(`[data-row="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen, container]);
  return index === -1 ? undefined : chosen;
}
