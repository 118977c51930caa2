import type { MappingProposal } from '../../api/schema/call-sources.ts';
import { proposeMapping } from '../../ingest/cdr/csv/propose-mapping.ts';
import { createZone } from '../../ingest/line/zone.ts';
import { cdrReader, readCdr } from './read-cdr.ts';

const mostShown = 20;

/** What a sample of a CSV file seems to be, or how it reads with a mapping; with the first calls as read. */
export function proposeFor(
  sample: string,
  timeZone: string,
  given: Readonly<Record<string, unknown>> | undefined,
): MappingProposal {
  const nothing = { mapping: null, notes: [], lines: 0, calls: 0, preview: [] };
  const bytes = Buffer.from(sample);
  let mapping = given;
  let notes: readonly string[] = [];
  if (!mapping) {
    const proposed = proposeMapping(bytes, createZone(timeZone));
    if (!proposed.ok) return { ok: false, reason: proposed.reason, ...nothing };
    mapping = proposed.value.mapping as unknown as Readonly<Record<string, unknown>>;
    notes = proposed.value.notes;
  }
  const reader = cdrReader({ format: 'csv', timeZone, mapping });
  if (typeof reader === 'string') return { ok: false, reason: reader, ...nothing };
  const preview: MappingProposal['preview'] = [];
  const { received, calls } = readCdr(reader, bytes, ({ line, start, answer, end, from, to, account, outcome }) => {
    if (preview.length >= mostShown) return;
    preview.push({
      ...{ line, start: iso(start), answer: isoOrNull(answer), end: isoOrNull(end) },
      ...{ from, to, account, outcome },
    });
  });
  return { ok: true, reason: '', mapping: { ...mapping }, notes: [...notes], lines: received, calls, preview };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at);
}
