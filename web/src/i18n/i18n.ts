import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Words } from './en.ts';
import { type Language, languages } from './format.ts';
import { nl } from './nl.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words };
  }
}

const storageKey = 'belwacht.language';

/** The language chosen before, else the browser's when it is Dutch, else English. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (languages.includes(stored as Language)) return stored as Language;
  return navigator.language.startsWith('nl') ? 'nl' : 'en';
}

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, nl: { translation: nl } },
  lng: firstLanguage(),
  fallbackLng: 'en',
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});
document.documentElement.lang = i18next.language;

/** Whether somebody chose a language in this browser. */
export function hasChosenLanguage(): boolean {
  return languages.includes(localStorage.getItem(storageKey) as Language);
}

/** Changes the language of the screen and remembers it in this browser. */
export function setLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
