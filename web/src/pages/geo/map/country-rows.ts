import type { GeoMap } from '../../../../../src/api/schema/geo.ts';
import type { GeoVerdict } from '../../../../../src/core/geo/geo-policy.ts';

export type CountryRow = GeoMap['countries'][number];
export const rowSorts = ['refused', 'passed', 'wouldRefuse', 'failed', 'good', 'lastGood', 'name'] as const;
export type RowSort = (typeof rowSorts)[number];

export interface RowFilter {
  /** Part of the name, or the code. */
  readonly text: string;
  readonly verdict: string;
  readonly sort: RowSort;
}

/** Whether this is a country that a rule can name by its code, and not "country unknown". */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code);
}

/** What is coloured: a policy in watch that would do something counts as watching. */
export function shownVerdict({ verdict, wished }: Pick<CountryRow, 'verdict' | 'wished'>): GeoVerdict {
  return verdict === 'allow' && wished !== 'allow' ? 'watch' : verdict;
}

/** The rows that fit, in order; ties by name. `name` gives what the reader calls a country. */
export function countryRows(
  rows: readonly CountryRow[],
  filter: RowFilter,
  name: (code: string) => string,
  language: string,
): CountryRow[] {
  const wanted = filter.text.trim().toLowerCase();
  const fits = (row: CountryRow) =>
    (!filter.verdict || shownVerdict(row) === filter.verdict) &&
    (!wanted || name(row.country).toLowerCase().includes(wanted) || row.country.toLowerCase() === wanted);
  const weight = (row: CountryRow): number => {
    if (filter.sort === 'name') return 0;
    if (filter.sort === 'lastGood') return row.lastGood ? Date.parse(row.lastGood) : 0;
    return row[filter.sort];
  };
  return rows
    .filter(fits)
    .sort((a, b) => weight(b) - weight(a) || name(a.country).localeCompare(name(b.country), language));
}

/** The rows as a file for a spreadsheet: exact instants, plain numbers, English names of columns. */
export function countriesCsv(rows: readonly CountryRow[]): string {
  const columns = [
    ...(['country', 'verdict', 'wished', 'good', 'failed', 'refused', 'passed', 'wouldRefuse', 'denied'] as const),
    ...(['limited', 'watched', 'watchedPackets', 'accounts', 'lastGood'] as const),
  ];
  return [columns.join(','), ...rows.map((row) => columns.map((column) => row[column] ?? '').join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}
