import type { Text } from '../text.ts';

export const deckReasons = [
  'no-header',
  'encoding',
  'too-long',
  'open-quote',
  'bad-prefix',
  'bad-price',
  'bad-setup',
  'bad-minimum',
  'bad-increment',
  'bad-date',
  'backward-dates',
  'unknown-currency',
  'too-many',
] as const;
export type DeckReason = (typeof deckReasons)[number];

/** What is wrong with a line of a rate deck, where, and what to write instead. */
export interface DeckTrouble {
  /** 1-based. */
  readonly line: number;
  /** Header of the column, or its number; '' for the whole line. */
  readonly column: string;
  /** What stands there, at most 80 characters. */
  readonly value: string;
  readonly reason: DeckReason;
  readonly message: Text;
}

/** Most troubles that are kept of one deck; all are counted. */
export const mostDeckTroubles = 100;

export const deckMessages: Readonly<Record<DeckReason, Text>> = {
  'no-header': {
    en: 'No column for the prefix or the price was found. Write a first line such as prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s.',
    nl: 'Er is geen kolom voor het prefix of de prijs gevonden. Zet bovenaan bijvoorbeeld prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s.',
  },
  encoding: {
    en: 'This is no CSV text in UTF-8. Save it as “CSV UTF-8”.',
    nl: 'Dit is geen CSV-tekst in UTF-8. Bewaar het als “CSV UTF-8”.',
  },
  'too-long': { en: 'The line is longer than 64 kB.', nl: 'De regel is langer dan 64 kB.' },
  'open-quote': {
    en: 'A quotation mark is not closed. Close it, or write two to mean one.',
    nl: 'Een aanhalingsteken is niet gesloten. Sluit het, of schrijf er twee om er één te bedoelen.',
  },
  'bad-prefix': {
    en: 'Write 1 to 15 digits that begin with the country code, e.g. 31 or 31612; several with a comma, a range as 31610-31619.',
    nl: 'Schrijf 1 tot 15 cijfers die met de landcode beginnen, bijv. 31 of 31612; meerdere met een komma, een reeks als 31610-31619.',
  },
  'bad-price': { en: 'Write a price per minute such as 0.05.', nl: 'Schrijf een prijs per minuut, bijv. 0,05.' },
  'bad-setup': {
    en: 'Write a set-up fee such as 0.10, or nothing.',
    nl: 'Schrijf een starttarief, bijv. 0,10, of niets.',
  },
  'bad-minimum': {
    en: 'Write whole seconds from 0 to 3600, e.g. 60.',
    nl: 'Schrijf hele seconden van 0 tot 3600, bijv. 60.',
  },
  'bad-increment': {
    en: 'Write whole seconds from 1 to 3600, e.g. 1 or 60; minimum and increment together as 60/60.',
    nl: 'Schrijf hele seconden van 1 tot 3600, bijv. 1 of 60; minimum en stap samen als 60/60.',
  },
  'bad-date': { en: 'Write a date such as 2026-03-01.', nl: 'Schrijf een datum, bijv. 2026-03-01.' },
  'backward-dates': { en: 'The last day is before the first.', nl: 'De laatste dag ligt vóór de eerste.' },
  'unknown-currency': {
    en: 'The worth of this currency is not known. Say at the import what it is worth in euro, or write prices in EUR.',
    nl: 'De waarde van deze munt is niet bekend. Zeg bij het inlezen wat zij in euro waard is, of schrijf prijzen in EUR.',
  },
  'too-many': {
    en: 'The deck is full: it has more prefixes than there is room for.',
    nl: 'De tarieflijst is vol: er zijn meer prefixen dan er plaats is.',
  },
};
