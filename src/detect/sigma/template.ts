import type { Text } from '../../core/text.ts';
import { refuse } from './refusal.ts';

/** What a sentence may name, besides the group-by fields of its rule. */
export const placeholders = [
  'source.ip',
  'user.name',
  'count',
  'distinct.users',
  'distinct.addresses',
  'distinct.numbers',
  'country',
  'as',
  'first',
  'last',
  'duration',
  'tenant',
  'asset',
] as const;

/** Most characters of a value that the sender of traffic chose. */
export const longestValue = 64;

/** Refuses a template with a placeholder that nothing fills. */
export function checkTemplate(template: Text, groupNames: readonly string[]): void {
  for (const language of ['nl', 'en'] as const) {
    for (const [, name] of template[language].matchAll(/\{([^{}]*)\}/g)) {
      if (!(placeholders as readonly string[]).includes(name) && !groupNames.includes(name))
        refuse(`belwacht: sentence.${language} has the unknown placeholder {${name}}`);
    }
  }
}

/** The template with each placeholder replaced by what `value` gives for it, as it is: clean it first. */
export function fillTemplate(template: string, value: (name: string) => string): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => value(name));
}

/** Printable ASCII without braces: nothing to clean. */
const harmless = /^[!-z|~](?:[ -z|~]{0,62}[!-z|~])?$/;

/**
 * Text a stranger chose, made fit to stand in a sentence: no control characters, no characters that turn the reading
 * direction, hide or break a line, no halves of surrogate pairs; at most 64 characters.
 */
export function cleanValue(text: string): string {
  if (text === '' || harmless.test(text)) return text;
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, '')
    .replace(/[{}]/g, '')
    .trim();
  const characters = Array.from(clean.slice(0, 4 * longestValue));
  return characters.length <= longestValue ? characters.join('') : `${characters.slice(0, longestValue - 1).join('')}…`;
}
