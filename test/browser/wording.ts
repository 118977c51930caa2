import { en } from '../../web/src/i18n/en.ts';
import { nl } from '../../web/src/i18n/nl.ts';

/** One text in both languages. */
interface Pair {
  readonly key: string;
  readonly en: RegExp;
  readonly nl: RegExp;
  readonly same: boolean;
}

function matching(text: string): RegExp {
  const parts = text.split(/\{\{\w+\}\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}

const pairs: readonly Pair[] = Object.entries(en).flatMap(([area, texts]) =>
  Object.entries(texts as Record<string, string>)
    // A text that is nothing but what is filled in fits everything.
    // What is left of a text with gaps may be a word of the other language: "of" is.
    .filter(([, text]) => (text.includes('{{') ? /[a-z]{3}/i : /[a-z]{2}/i).test(text.replace(/\{\{\w+\}\}/g, '')))
    .map(([key, english]): Pair => {
      const dutch = (nl as unknown as Record<string, Record<string, string>>)[area]![key]!;
      return { key: `${area}.${key}`, en: matching(english), nl: matching(dutch), same: english === dutch };
    }),
);

/** What the texts of a page are, by the files of words: how many are Dutch, and which are only English. */
export function languageOf(texts: readonly string[]): { dutch: number; english: string[] } {
  const english: string[] = [];
  let dutch = 0;
  for (const text of texts) {
    if (pairs.some((pair) => pair.nl.test(text))) {
      if (!pairs.some((pair) => pair.same && pair.nl.test(text))) dutch++;
      continue;
    }
    const found = pairs.find((pair) => pair.en.test(text));
    if (found) english.push(`${found.key}: ${text}`);
  }
  return { dutch, english };
}

/** English words that are no Dutch ones: what a Dutch reader may not meet in running text. */
export const onlyEnglish =
  /\b(the|and|not|from|with|this|that|these|are|has|have|been|by|for|which|when|until|nothing|only|blocks?|address(es)?|attempts?|noted|carried)\b/i;
