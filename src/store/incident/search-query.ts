import { type RawBuilder, sql } from 'kysely';
import { storableText } from '../storable.ts';

/** More words than these say no more. */
const mostWords = 12;
const mostLength = 400;

/**
 * What somebody types as a query over words of both languages. Words go together; "or" and a minus before a word count; the last
 * letters of a word may be missing. Undefined when nothing is left to look for.
 */
export function searchQuery(typed: string): RawBuilder<unknown> | undefined {
  // Words of an incident are kept without their order, so a phrase is its words.
  const text = storableText(typed, mostLength).replaceAll('"', ' ').trim();
  if (text === '') return undefined;
  const words = text.toLowerCase().split(/\s+/u).slice(0, mostWords);
  const plain = words.every((word) => word !== 'or' && !word.startsWith('-'));
  const prefix = plain ? words.map(beginning).join(' & ') : '';
  return sql`(${together('dutch', text)} || ${together('english', text)} || ${prefix}::tsquery)`;
}

/** PostgreSQL takes what is cut in pieces, such as o'neil-7, for a phrase too. */
function together(language: 'dutch' | 'english', text: string): RawBuilder<unknown> {
  const typed = sql`websearch_to_tsquery(${sql.lit(`pg_catalog.${language}`)}, ${text})`;
  return sql`regexp_replace(${typed}::text, '<(-|\\d+)>', '&', 'g')::tsquery`;
}

/** What begins like a word, also like its singular: of "aanvallen" the dictionary makes "aanvall", which "aanval" is not. */
function beginning(word: string): string {
  const singular = /^(\p{L}{2,}?([bcdfgklmnprst]))\2en$/u.exec(word)?.[1];
  return singular === undefined ? `${lexeme(word)}:*` : `(${lexeme(word)}:* | ${lexeme(singular)}:*)`;
}

/** A word as it stands in a query, whatever signs it has (https://www.postgresql.org/docs/current/datatype-textsearch.html). */
function lexeme(word: string): string {
  return `'${word.slice(0, 100).replace(/[\\']/g, '$&$&')}'`;
}
