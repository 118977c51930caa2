import type { Migration } from './migration.ts';

/** Rate decks are read again as somebody said at their import. */
export const deckReading: Migration = {
  number: 21,
  name: 'deck-reading',
  sql: `
-- Micro-euro that one unit of a currency is worth, by code; and headers by what they hold.
alter table rate_deck add column worth jsonb not null default '{}';
alter table rate_deck add column columns jsonb not null default '{}';
`,
};
