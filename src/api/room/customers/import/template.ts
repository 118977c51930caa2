import { columns } from './columns.ts';

/** A file to fill in: headers and one example, as spreadsheets in that language open it. */
export function importTemplate(language: 'nl' | 'en'): string {
  const delimiter = language === 'nl' ? ';' : ',';
  const row = (cells: readonly string[]) =>
    cells.map((cell) => (/[",;\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter);
  // The mark tells spreadsheets that it is UTF-8.
  return `\ufeff${row(columns.map((column) => column[language]))}\r\n${row(columns.map(({ example }) => example[language]))}\r\n`;
}
