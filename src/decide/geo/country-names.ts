import type { Text } from '../../core/text.ts';

const names = {
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }),
  nl: new Intl.DisplayNames('nl', { type: 'region', fallback: 'code' }),
};

/** Name of a country in both languages; the code itself when it has none. */
export function countryName(code: string): Text {
  if (!/^[A-Z]{2}$/.test(code)) return { en: code, nl: code };
  return { en: names.en.of(code) ?? code, nl: names.nl.of(code) ?? code };
}
