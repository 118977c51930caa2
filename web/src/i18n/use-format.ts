import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Text } from '../api/types.ts';
import {
  formatAgo,
  formatClock,
  formatCountry,
  formatDay,
  formatDuration,
  formatExact,
  formatList,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRate,
  formatSeconds,
  type Language,
  localTimes,
  onTimeZone,
  timeZone,
} from './format.ts';

/** Everything that turns values into text of the chosen language. */
export function useFormat() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'nl' ? 'nl' : 'en';
  const zone = useSyncExternalStore(onTimeZone, timeZone);
  return useMemo(
    () => ({
      language,
      zone,
      number: (value: number, digits?: number) => formatNumber(language, value, digits),
      money: (eur: number) => formatMoney(language, eur),
      rate: (perSecond: number) => formatRate(language, perSecond),
      percent: (share: number) => formatPercent(language, share),
      exact: (at: string | number) => formatExact(language, at),
      day: (at: string | number) => formatDay(language, at),
      clock: (at: string | number) => formatClock(language, at),
      seconds: (at: string | number) => formatSeconds(language, at),
      duration: (seconds: number) => formatDuration(language, seconds),
      ago: (at: string | number, now: number) => formatAgo(language, at, now),
      list: (names: readonly string[]) => formatList(language, names),
      country: (code: string) => formatCountry(language, code, t('common.unknown')),
      /** The sentence in the chosen language, or in the other one where this is empty; its times on the reader's clock. */
      text: (text: Text) => localTimes(language, text[language] || text.en || text.nl),
    }),
    [language, zone, t],
  );
}

type Group =
  | 'severity'
  | 'alert'
  | 'decision'
  | 'enforcer'
  | 'mode'
  | 'health'
  | 'reading'
  | 'guard'
  | 'outcome'
  | 'action'
  | 'reason'
  | 'kind';

/** The word for a value of a closed list; a value the screen does not know yet is shown as it is. */
export function useWord(): (group: Group, value: string) => string {
  const { t, i18n } = useTranslation();
  return (group, value) => {
    const key = `words.${group}-${value}`;
    return i18n.exists(key) ? (t as (key: string) => string)(key) : value;
  };
}
