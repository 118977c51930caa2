import type { Migration } from './migration.ts';

/** Longer measures that wait for a second person, and ways back that are begun anew. */
export const measuresMended: Migration = {
  number: 19,
  name: 'measures-mended',
  sql: `
-- {until, askedAt, askedBy, approval}, null when no later end waits.
alter table measure add column extension jsonb;
alter table recovery add column round integer not null default 1;
-- How often its incident had been reopened when it was begun.
alter table recovery add column reopenings integer not null default 0;
-- Whether whoever asked for a measure waits for it still.
create index playbook_effect_by_key on playbook_effect (key) where kind = 'do';
`,
};
