import { useState } from 'react';

/** Columns the reader switched away from how they start, remembered in this browser per table. */
export function useSwitchedColumns(table: string): [switched: ReadonlySet<string>, toggle: (column: string) => void] {
  const key = `belwacht.columns.${table}`;
  const [switched, setSwitched] = useState<ReadonlySet<string>>(
    () => new Set((localStorage.getItem(key) ?? '').split(',')),
  );
  return [
    switched,
    (column) => {
      const next = new Set(switched);
      if (!next.delete(column)) next.add(column);
      localStorage.setItem(key, [...next].filter(Boolean).join(','));
      setSwitched(next);
    },
  ];
}
