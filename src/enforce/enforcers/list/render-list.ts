import { createHash } from 'node:crypto';
import type { Decision } from '../../../core/decision.ts';
import { readCidr } from '../../../core/ip.ts';

export const listFormats = ['txt', 'csv', 'json'] as const;
export type ListFormat = (typeof listFormats)[number];

export interface RenderedList {
  readonly contentType: string;
  readonly body: string;
  /** Strong ETag (RFC 9110 8.8.3) with its quotes: the same content has the same one. */
  readonly etag: string;
}

interface Row {
  readonly value: string;
  readonly family: 4 | 6;
  readonly prefix: number;
  readonly bits: bigint;
  readonly decision: Decision;
}

const contentTypes: Readonly<Record<ListFormat, string>> = {
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/**
 * The values of `decisions` that have not ended at `now` (ms), each once, in numeric order, IPv4 first. `txt` has one value
 * a line and nothing else: no firewall reads comments the same way. An empty list is an empty file.
 */
export function renderList(
  decisions: readonly Decision[],
  format: ListFormat,
  now: number,
  family?: 4 | 6,
): RenderedList {
  const rows = toRows(decisions, now, family);
  const body = write(rows, format);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"`;
  return { contentType: contentTypes[format], body, etag };
}

function toRows(decisions: readonly Decision[], now: number, family: 4 | 6 | undefined): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const decision of decisions) {
    const cidr = readCidr(decision.value);
    if (!cidr || decision.until <= now || (family !== undefined && cidr.family !== family)) continue;
    const before = rows.get(decision.value);
    if (!before || before.decision.until < decision.until)
      rows.set(decision.value, { ...cidr, value: decision.value, decision });
  }
  return [...rows.values()].sort(
    (a, b) => a.family - b.family || (a.bits < b.bits ? -1 : a.bits > b.bits ? 1 : a.prefix - b.prefix),
  );
}

function write(rows: readonly Row[], format: ListFormat): string {
  if (format === 'txt') return rows.map(({ value }) => `${value}\n`).join('');
  if (format === 'csv') {
    const lines = rows.map(({ value, family, decision }) =>
      [value, `ipv${family}`, iso(decision.from), iso(decision.until), decision.rule, decision.reason.en].map(cell),
    );
    return [['value', 'family', 'from', 'until', 'rule', 'reason'], ...lines]
      .map((line) => `${line.join(',')}\r\n`)
      .join('');
  }
  const items = rows.map(({ value, family, decision: { scope, from, until, rule, reason } }) => ({
    value,
    scope,
    family: `ipv${family}`,
    from: iso(from),
    until: iso(until),
    rule,
    reason,
  }));
  return `${JSON.stringify({ blocks: items })}\n`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** A CSV cell (RFC 4180) that no spreadsheet takes for a formula: those get an apostrophe in front. */
function cell(text: string): string {
  // Control characters have no business in a cell, and some readers split on them.
  const clean = text.replace(/\p{Cc}+/gu, ' ');
  const safe = /^\s*[=+\-@|%＝＋－＠]/u.test(clean) ? `'${clean}` : clean;
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Whether the `If-None-Match` header of a request names this ETag (RFC 9110 13.1.2, weak comparison). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  return header.split(',').some((part) => ['*', etag].includes(part.trim().replace(/^W\//, '')));
}
