import type { Migration } from './migration.ts';

/** Rosters, ways to reach people, escalation policies and runs of escalation. */
export const onCall: Migration = {
  number: 13,
  name: 'on-call',
  sql: `
select 1;
`,
};
