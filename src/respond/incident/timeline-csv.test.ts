import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { IncidentEntry } from '../../core/incident/timeline.ts';
import { timelineCsvHead, timelineCsvLines } from './timeline-csv.ts';

test('a timeline as CSV reads back, and nothing in it is a formula', () => {
  const text = '=HYPERLINK("http://x";"y")\r\n"aanhaling", komma';
  const entry: IncidentEntry = {
    ...{ id: 1, incident: 'i', kind: 'evidence', at: Date.UTC(2026, 9, 25, 0, 30), enteredAt: 1_792_000_000_123 },
    ...{ text: { nl: text, en: 'english' }, by: { id: 'user:x', name: '@Ans' }, internal: true },
    ...{ about: { kind: 'alert', id: 'a1' }, origin: { incident: 'other', entry: 4 } },
  };
  const said =
    timelineCsvHead('nl') + timelineCsvLines([entry, { ...entry, internal: false, origin: undefined }], 'nl');
  const rows: string[][] = parse(said);
  expect(rows[0].slice(0, 3)).toEqual(['gebeurd (UTC)', 'ingevoerd (UTC)', 'soort']);
  expect(rows[1]).toEqual([
    ...['2026-10-25T00:30:00.000Z', '2026-10-14T17:46:40.123Z', 'bewijs', "'@Ans"],
    ...[`'${text}`, 'ja', 'alert:a1', 'other'],
  ]);
  expect(rows[2].slice(5)).toEqual(['nee', 'alert:a1', '']);
  expect(timelineCsvLines([entry], 'en')).toContain(',evidence,');
});
