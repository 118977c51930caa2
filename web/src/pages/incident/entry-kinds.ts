import type { IncidentEntryWire } from '../../../../src/api/schema/incidents.ts';

export type EntryKind = IncidentEntryWire['kind'];
/** What a line of the timeline can be; a note first, since most are. */
export const entryKinds: readonly EntryKind[] = [
  'note',
  'action',
  'communication',
  'decision',
  'evidence',
  'detection',
];
