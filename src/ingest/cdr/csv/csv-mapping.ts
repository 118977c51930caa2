import type { CallDirection, CallOutcome } from '../../../core/call-record.ts';

/** What a column of a CSV file can be. `duration` runs from start to end, `billable` from answer to end. */
export const mappedFields = [
  'id',
  'linkedId',
  'direction',
  'from',
  'to',
  'account',
  'accountCode',
  'trunk',
  'address',
  'start',
  'answer',
  'end',
  'duration',
  'billable',
  'outcome',
  'cause',
] as const;
export type MappedField = (typeof mappedFields)[number];

/** Fields that a constant may fill. */
export const constantFields = [
  'direction',
  'from',
  'to',
  'account',
  'accountCode',
  'trunk',
  'address',
  'outcome',
] as const;
export type ConstantField = (typeof constantFields)[number];

/** A column by its name in the header or by its number, 1-based; two are a date and a time of day in columns of their own. */
export type ColumnName = string | number;

/** How a CSV file of calls is read. */
export interface CsvMapping {
  /** One byte: `,`, `;`, `|`, a tab. */
  readonly delimiter: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** As `TimePattern` reads it. */
  readonly time: string;
  /** IANA zone of times without one; '' leaves it to who reads. */
  readonly zone: string;
  readonly columns: Readonly<Partial<Record<MappedField, readonly ColumnName[]>>>;
  readonly constants: Readonly<Partial<Record<ConstantField, string>>>;
  readonly outcomes: Readonly<Record<string, CallOutcome>>;
  readonly directions: Readonly<Record<string, CallDirection>>;
}
