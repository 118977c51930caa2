import { csvLine } from '../../core/csv.ts';
import type { IncidentEntry, IncidentEntryKind } from '../../core/incident/timeline.ts';
import type { Text } from '../../core/text.ts';

/** What kinds of lines are called in files. */
export const entryKindWords: Readonly<Record<IncidentEntryKind, Text>> = {
  detection: { nl: 'detectie', en: 'detection' },
  decision: { nl: 'besluit', en: 'decision' },
  action: { nl: 'actie', en: 'action' },
  communication: { nl: 'communicatie', en: 'communication' },
  note: { nl: 'notitie', en: 'note' },
  evidence: { nl: 'bewijs', en: 'evidence' },
};
const head: Readonly<Record<keyof Text, readonly string[]>> = {
  nl: ['gebeurd (UTC)', 'ingevoerd (UTC)', 'soort', 'wie', 'tekst', 'intern', 'over', 'afkomstig van incident'],
  en: ['happened (UTC)', 'entered (UTC)', 'kind', 'who', 'text', 'internal', 'about', 'came from incident'],
};

/** First line of a timeline as CSV (RFC 4180). */
export function timelineCsvHead(language: keyof Text): string {
  return csvLine(head[language]);
}

/** Lines of a timeline as CSV, both times to the millisecond; what strangers wrote cannot be taken for a formula. */
export function timelineCsvLines(entries: readonly IncidentEntry[], language: keyof Text): string {
  const yes = language === 'nl' ? 'ja' : 'yes';
  const no = language === 'nl' ? 'nee' : 'no';
  return entries
    .map(({ at, enteredAt, kind, by, text, internal, about, origin }) =>
      csvLine([
        new Date(at).toISOString(),
        new Date(enteredAt).toISOString(),
        entryKindWords[kind][language],
        by.name || by.id,
        text[language].replaceAll('\0', '\u2400'),
        internal ? yes : no,
        about ? `${about.kind}:${about.id}` : '',
        origin?.incident ?? '',
      ]),
    )
    .join('');
}
