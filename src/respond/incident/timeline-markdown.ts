import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentEntry } from '../../core/incident/timeline.ts';
import type { Text } from '../../core/text.ts';
import { escapeMarkdown } from '../plan/markdown/escape-markdown.ts';
import { entryKindWords } from './timeline-csv.ts';
import { quote, severityWords } from './words.ts';

const heads: Readonly<Record<keyof Text, readonly string[]>> = {
  nl: ['Gebeurd (UTC)', 'Ingevoerd (UTC)', 'Soort', 'Wie', 'Wat'],
  en: ['Happened (UTC)', 'Entered (UTC)', 'Kind', 'Who', 'What'],
};
const marks: Readonly<Record<keyof Text, string>> = { nl: '(intern) ', en: '(internal) ' };

/** What stands above a timeline in Markdown: which incident it is of, and the head of the table. */
export function timelineMarkdownHead(
  { number, title, severity, detectedAt }: Pick<Incident, 'number' | 'title' | 'severity' | 'detectedAt'>,
  language: keyof Text,
): string {
  const since = new Date(detectedAt).toISOString();
  const noticed = language === 'nl' ? 'opgemerkt' : 'noticed';
  const columns = heads[language];
  return [
    `# Incident ${number}: ${escapeMarkdown(quote(title, 200))}`,
    '',
    `${severityWords[severity][language]}, ${noticed} ${since}`,
    '',
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => ' --- ').join('|')}|`,
    '',
  ].join('\n');
}

/** Lines of a timeline as rows; what strangers wrote shows as it is and makes no link, picture or HTML. */
export function timelineMarkdownLines(entries: readonly IncidentEntry[], language: keyof Text): string {
  return entries
    .map(({ at, enteredAt, kind, by, text, internal }) => {
      const cells = [
        new Date(at).toISOString(),
        new Date(enteredAt).toISOString(),
        entryKindWords[kind][language],
        escapeMarkdown(quote(by.name || by.id, 200), true),
        `${internal ? marks[language] : ''}${escapeMarkdown(text[language].replaceAll('\0', '\u2400'), true)}`,
      ];
      return `| ${cells.join(' | ')} |\n`;
    })
    .join('');
}
