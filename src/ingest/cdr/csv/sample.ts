import { CdrColumns } from '../cdr-columns.ts';
import { longestLine } from '../cdr-format.ts';

/** The first lines of a file, in columns. */
export interface Sample {
  readonly delimiter: string;
  /** Names of the columns, when the first line gives them. */
  readonly header: readonly string[] | undefined;
  /** Lines with the usual number of columns, header apart, trimmed. */
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  /** All lines, as they are. */
  readonly raw: readonly string[];
}

const mostLines = 1_000;
const delimiters = [',', ';', '\t', '|'];
/** What no name of a column looks like: a number, a time, a length. */
const value = /^[\d+'"=.,:/ T()Z-]*$/;

/** Reads up to 1000 lines and settles on a delimiter; undefined when no delimiter gives most lines the same two columns or more. */
export function readSample(bytes: Buffer): Sample | undefined {
  const raw = linesOf(bytes);
  let best: { delimiter: string; width: number; rows: string[][]; score: number } | undefined;
  for (const delimiter of delimiters) {
    const rows = raw.map((line) => split(line, delimiter));
    const widths = new Map<number, number>();
    for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
    for (const [width, count] of widths) {
      if (width < 2 || count * 5 < raw.length * 4) continue;
      const score = (count / raw.length) * Math.log(width);
      if (best === undefined || score > best.score) best = { delimiter, width, rows, score };
    }
  }
  if (best === undefined) return undefined;
  const { delimiter, width } = best;
  const rows = best.rows.filter((row) => row.length === width);
  const [first] = rows;
  const named =
    best.rows[0] === first &&
    first.some((cell) => /[A-Za-z]/.test(cell)) &&
    !first.some((cell) => /\d/.test(cell) && value.test(cell));
  if (named && rows.length < 2) return undefined;
  return { delimiter, width, raw, header: named ? first : undefined, rows: named ? rows.slice(1) : rows };
}

function linesOf(bytes: Buffer): string[] {
  const lines: string[] = [];
  let at = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && lines.length < mostLines) {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed < 0 ? bytes.length : feed;
    const stop = end > at && bytes[end - 1] === 0x0d ? end - 1 : end;
    if (stop > at && stop - at <= longestLine) lines.push(bytes.toString('utf8', at, stop));
    at = end + 1;
  }
  return lines;
}

/** Columns of a line, trimmed; none when its quotes are not as they must be. */
function split(line: string, delimiter: string): string[] {
  const bytes = Buffer.from(line);
  const columns = new CdrColumns(delimiter.charCodeAt(0));
  if (!columns.splitStrictly(bytes, 0, bytes.length)) return [];
  return Array.from({ length: columns.count }, (_, i) => columns.text(bytes, i).trim());
}
