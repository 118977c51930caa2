/** What spreadsheets take for the beginning of a formula, and their full-width forms; a tab or return may hide one. */
const formulaStart = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/;
const needsQuotes = /[",;\r\n\t]|^\s|\s$/;

/**
 * One field of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front, which it
 * shows as text: names and reasons are written by strangers. Numbers stay numbers.
 */
export function csvField(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formulaStart.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return needsQuotes.test(safe) || safe.startsWith("'") ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with its line end. */
export function csvLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}
