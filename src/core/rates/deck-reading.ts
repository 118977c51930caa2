import type { DeckField } from './deck-columns.ts';

/** What somebody said at the import of a deck about how it is to be read; kept with the file. */
export interface DeckReading {
  /** ISO 4217 code of prices whose line and header name none. */
  readonly currency: string;
  /** What one unit of a currency is worth, in micro-euro, by ISO 4217 code. */
  readonly worth: Readonly<Record<string, number>>;
  /** Headers of columns that are not called as usual. */
  readonly columns: Readonly<Partial<Record<DeckField, string>>>;
}
