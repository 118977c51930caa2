import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentEntry } from '../../core/incident/timeline.ts';
import type { Text } from '../../core/text.ts';
import { timelineCsvHead, timelineCsvLines } from './timeline-csv.ts';
import { timelineMarkdownHead, timelineMarkdownLines } from './timeline-markdown.ts';

export type TimelineFormat = 'csv' | 'json' | 'md';

/** Writes a timeline as a file, a page of lines at a time. */
export interface TimelineFile {
  readonly name: string;
  readonly mediaType: string;
  readonly head: string;
  /** `first`: nothing was written before. */
  lines(entries: readonly IncidentEntry[], first: boolean): string;
  readonly tail: string;
}

/** How the timeline of an incident is written. Both times of each line are in it, to the millisecond. */
export function timelineFile(
  incident: Pick<Incident, 'id' | 'number' | 'title' | 'severity' | 'detectedAt'>,
  format: TimelineFormat,
  language: keyof Text,
): TimelineFile {
  const name = `incident-${incident.number}-timeline.${format}`;
  switch (format) {
    case 'csv':
      return {
        ...{ name, mediaType: 'text/csv; charset=utf-8', head: timelineCsvHead(language), tail: '' },
        lines: (entries) => timelineCsvLines(entries, language),
      };
    case 'md':
      return {
        ...{ name, mediaType: 'text/markdown; charset=utf-8', tail: '' },
        head: timelineMarkdownHead(incident, language),
        lines: (entries) => timelineMarkdownLines(entries, language),
      };
    case 'json': {
      const { id, number, title, severity, detectedAt } = incident;
      const about = JSON.stringify({ id, number, title, severity, detectedAt: new Date(detectedAt).toISOString() });
      return {
        ...{ name, mediaType: 'application/json; charset=utf-8' },
        head: `{"incident":${about},"timeline":[`,
        lines: (entries, first) =>
          entries.map((entry, i) => `${first && i === 0 ? '' : ','}\n${JSON.stringify(shown(entry))}`).join(''),
        tail: '\n]}\n',
      };
    }
  }
}

function shown({ id, kind, at, enteredAt, by, text, internal, about, origin }: IncidentEntry) {
  const times = { at: new Date(at).toISOString(), enteredAt: new Date(enteredAt).toISOString() };
  return { id, kind, ...times, by, text, internal, about: about ?? null, origin: origin ?? null };
}
