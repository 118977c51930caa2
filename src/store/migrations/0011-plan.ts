import type { Migration } from './migration.ts';

/** Editions of the incident response plan. */
export const plan: Migration = {
  number: 11,
  name: 'plan',
  sql: `
select 1;
`,
};
