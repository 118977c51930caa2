import type { ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  name: string;
  /** Explains the name on hover. */
  help?: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned figures. */
  num?: boolean;
  /** CSS width; a column without one takes what is left. */
  width?: string;
  /** Shown from this width of the window on. */
  from?: 'md' | 'lg' | 'xl';
  /** The reader may switch it; shown or hidden until then. */
  optional?: 'shown' | 'hidden';
  /** On a phone: the head of the row, a named value (default), a value that needs no name, on a line of its own, or not at all. */
  phone?: 'head' | 'bare' | 'line' | 'hide';
}
