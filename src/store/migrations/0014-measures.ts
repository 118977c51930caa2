import type { Migration } from './migration.ts';

/** What was asked of the network out of incidents. */
export const measures: Migration = {
  number: 14,
  name: 'measures',
  sql: `
select 1;
`,
};
