import type { Migration } from './migration.ts';

/** What an alert called an incident is told in the reader's language. */
export const incidentTitles: Migration = {
  number: 22,
  name: 'incident-titles',
  sql: `
-- The title in both languages while an alert gave it; null as soon as somebody did.
alter table incident add column titles jsonb;
`,
};
