/** Numbers, times and names as a reader of the language writes them. Pure; every instant is ISO text or milliseconds. */
export type Language = 'nl' | 'en';
export const languages: readonly Language[] = ['nl', 'en'];

const locale: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };
const cache = new Map<string, unknown>();
const zoneListeners = new Set<() => void>();
let zone: string | undefined;

/** Shows times in this IANA zone from now on; undefined or an unknown one for the zone of the device. */
export function setTimeZone(wanted: string | undefined): void {
  const next = wanted && isTimeZone(wanted) ? wanted : undefined;
  if (next === zone) return;
  zone = next;
  cache.clear();
  for (const hear of zoneListeners) hear();
}

/** Calls `hear` when times are to be written anew; returns how to stop. */
export function onTimeZone(hear: () => void): () => void {
  zoneListeners.add(hear);
  return () => zoneListeners.delete(hear);
}

/** The zone times are shown in. */
export function timeZone(): string {
  return zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function cached<T>(key: string, make: () => T): T {
  let made = cache.get(key) as T | undefined;
  if (made === undefined) {
    made = make();
    cache.set(key, made);
  }
  return made;
}

export function formatNumber(language: Language, value: number, digits = 0): string {
  return cached(
    `n${language}${digits}`,
    () => new Intl.NumberFormat(locale[language], { maximumFractionDigits: digits }),
  ).format(value);
}

/** Euro: cents below a thousand, whole above. */
export function formatMoney(language: Language, eur: number): string {
  const digits = Math.abs(eur) < 1000 ? 2 : 0;
  return cached(
    `e${language}${digits}`,
    () =>
      new Intl.NumberFormat(locale[language], {
        style: 'currency',
        currency: 'EUR',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ).format(eur);
}

/** Records a second: two digits of precision below 10, whole above. */
export function formatRate(language: Language, perSecond: number): string {
  return `${formatNumber(language, perSecond, perSecond > 0 && perSecond < 10 ? 1 : 0)}/s`;
}

export function formatPercent(language: Language, share: number): string {
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  return cached(
    `p${language}${digits}`,
    () => new Intl.NumberFormat(locale[language], { style: 'percent', maximumFractionDigits: digits }),
  ).format(share);
}

/** Exact time with date, seconds and zone, for hover and print. */
export function formatExact(language: Language, at: string | number): string {
  return cached(
    `x${language}`,
    () => new Intl.DateTimeFormat(locale[language], { dateStyle: 'medium', timeStyle: 'long', timeZone: zone }),
  ).format(new Date(at));
}

/** A day: "3 jun 2026". */
export function formatDay(language: Language, at: string | number): string {
  return cached(
    `y${language}`,
    () => new Intl.DateTimeFormat(locale[language], { dateStyle: 'medium', timeZone: zone }),
  ).format(new Date(at));
}

/** Time of day, with the day in front when it is not today. */
export function formatClock(language: Language, at: string | number, now = Date.now()): string {
  const date = new Date(at);
  const time = cached(
    `c${language}`,
    () => new Intl.DateTimeFormat(locale[language], { hour: '2-digit', minute: '2-digit', timeZone: zone }),
  ).format(date);
  if (formatDay(language, date.getTime()) === formatDay(language, now)) return time;
  const day = cached(
    `d${language}`,
    () => new Intl.DateTimeFormat(locale[language], { day: 'numeric', month: 'short', timeZone: zone }),
  ).format(date);
  return `${day} ${time}`;
}

export function formatSeconds(language: Language, at: string | number): string {
  return cached(
    `s${language}`,
    () =>
      new Intl.DateTimeFormat(locale[language], {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZone: zone,
      }),
  ).format(new Date(at));
}

const units = {
  nl: { s: 's', m: 'min', h: 'u', d: ['dag', 'dagen'], w: ['week', 'weken'], y: ['jaar', 'jaar'] },
  en: { s: 's', m: 'min', h: 'h', d: ['day', 'days'], w: ['week', 'weeks'], y: ['year', 'years'] },
} as const;

/** A length of time in one unit, two below a day: "45 s", "8 min", "1 u 32", "3 dagen". */
export function formatDuration(language: Language, seconds: number): string {
  const unit = units[language];
  const count = (value: number, names: readonly [string, string]) =>
    `${formatNumber(language, value)} ${value === 1 ? names[0] : names[1]}`;
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return s === 60 ? `1 ${unit.m}` : `${s} ${unit.s}`;
  const minutes = Math.round(s / 60);
  if (minutes < 60) return `${minutes} ${unit.m}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} ${unit.h}` : `${hours} ${unit.h} ${minutes % 60}`;
  const days = Math.round(minutes / 1440);
  if (days % 7 === 0 && days < 365) return count(days / 7, unit.w);
  if (days < 365) return count(days, unit.d);
  return count(Math.round(days / 365), unit.y);
}

/** How long ago or ahead: "8 min geleden", "over 2 u", "nu". */
export function formatAgo(language: Language, at: string | number, now: number): string {
  const seconds = (now - new Date(at).getTime()) / 1000;
  if (Math.abs(seconds) < 5) return language === 'nl' ? 'nu' : 'now';
  const length = formatDuration(language, roundToGlance(Math.abs(seconds)));
  if (seconds > 0) return language === 'nl' ? `${length} geleden` : `${length} ago`;
  return language === 'nl' ? `over ${length}` : `in ${length}`;
}

/** Drops what nobody reads at a glance: whole minutes above one minute, whole hours above six. */
function roundToGlance(seconds: number): number {
  if (seconds < 60) return Math.round(seconds);
  if (seconds < 6 * 3600) return Math.round(seconds / 60) * 60;
  return Math.round(seconds / 3600) * 3600;
}

/** Writes the UTC times that sentences carry ("2026-11-22 16:47 UTC") as the reader's own clock. */
export function localTimes(language: Language, sentence: string, now = Date.now()): string {
  return sentence.replace(/\b(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) UTC\b/g, (_, day: string, time: string) =>
    formatClock(language, `${day}T${time}Z`, now),
  );
}

/** Name of a country by its ISO 3166-1 alpha-2 code; '' and unknown codes give `unknown`. */
export function formatCountry(language: Language, code: string, unknown: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return unknown;
  const names = cached(`r${language}`, () => new Intl.DisplayNames(locale[language], { type: 'region' }));
  return names.of(code) ?? code;
}

/** Names in a sentence: "a, b en c". */
export function formatList(language: Language, names: readonly string[]): string {
  return cached(`l${language}`, () => new Intl.ListFormat(locale[language])).format(names);
}
