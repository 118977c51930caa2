import { useState } from 'react';

/** Columns the reader switched off, remembered in this browser per table. */
export function useHiddenColumns(table: string): [hidden: ReadonlySet<string>, toggle: (column: string) => void] {
  const key = `belwacht.columns.${table}`;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set((localStorage.getItem(key) ?? '').split(',')),
  );
  return [
    hidden,
    (column) => {
      const next = new Set(hidden);
      if (!next.delete(column)) next.add(column);
      localStorage.setItem(key, [...next].filter(Boolean).join(','));
      setHidden(next);
    },
  ];
}
