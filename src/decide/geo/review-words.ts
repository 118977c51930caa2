import type { Text } from '../../core/text.ts';
import { countryName } from './country-names.ts';

export function daysWords(days: number): Text {
  return days === 1 ? { en: 'day', nl: 'dag' } : { en: `${days} days`, nl: `${days} dagen` };
}

/** Traffic out of a country; `code` '' for addresses of none. */
export function trafficFrom(code: string): Text {
  if (code === '')
    return { en: 'Traffic from addresses of no known country', nl: 'Verkeer van adressen zonder bekend land' };
  const { en, nl } = countryName(code);
  return { en: `Traffic from ${en}`, nl: `Verkeer uit ${nl}` };
}

/** The first names of a list, and how many more. */
export function someNames(names: readonly string[], most = 5): Text {
  const shown = names.slice(0, most).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  const rest = names.length - shown.length;
  const list = shown.join(', ');
  return rest === 0 ? { en: list, nl: list } : { en: `${list} and ${rest} more`, nl: `${list} en nog ${rest}` };
}

/** Day of a moment (ms UTC). */
export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
