import type { PlanLanguage } from '../../../core/plan/plan.ts';
import type { Text } from '../../../core/text.ts';

/** Picks the language of a text. */
export function inLanguage(language: PlanLanguage): (text: Text) => string {
  return (text) => text[language];
}

/** Minutes as people say them: 45 min, 4 u / 4 h, 2 d. */
export function minutesText(minutes: number, language: PlanLanguage): string {
  if (minutes === 0) return '–';
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  if (minutes % 60 === 0) return `${minutes / 60} ${language === 'nl' ? 'u' : 'h'}`;
  return `${minutes} min`;
}

/** A day (`YYYY-MM-DD`) written out; '' for none. */
export function dayText(day: string, language: PlanLanguage): string {
  const at = Date.parse(`${day}T12:00:00Z`);
  return day === '' || Number.isNaN(at) ? '' : dateText(at, language, 'UTC');
}

/** The day of a moment (ms UTC) in a zone, written out. */
export function dateText(at: number, language: PlanLanguage, timeZone: string): string {
  return new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long', timeZone }).format(at);
}
