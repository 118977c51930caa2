import type { Migration } from './migration.ts';

/** Playbooks, their runs and what runs handed out. */
export const playbooks: Migration = {
  number: 12,
  name: 'playbooks',
  sql: `
select 1;
`,
};
