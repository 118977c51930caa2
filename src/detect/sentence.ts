import type { Alert } from '../core/alert.ts';
import type { Text } from '../core/text.ts';
import { cleanValue, fillTemplate, type Values } from './sigma/template.ts';

type Language = 'nl' | 'en';

const words = {
  nl: {
    severalAddresses: 'verschillende adressen',
    severalAccounts: 'verschillende accounts',
    unknownAddress: 'een onbekend adres',
    unknownAccount: 'een onbekend account',
    unknownCountry: 'een onbekend land',
    unknownNetwork: 'een onbekend netwerk',
    unknown: 'onbekend',
    seconds: 'seconden',
    second: 'seconde',
    minutes: 'minuten',
    minute: 'minuut',
    hours: 'uur',
    hour: 'uur',
    days: 'dagen',
    day: 'dag',
  },
  en: {
    severalAddresses: 'several addresses',
    severalAccounts: 'several accounts',
    unknownAddress: 'an unknown address',
    unknownAccount: 'an unknown account',
    unknownCountry: 'an unknown country',
    unknownNetwork: 'an unknown network',
    unknown: 'unknown',
    seconds: 'seconds',
    second: 'second',
    minutes: 'minutes',
    minute: 'minute',
    hours: 'hours',
    hour: 'hour',
    days: 'days',
    day: 'day',
  },
} as const;

const countryNames: Partial<Record<Language, Intl.DisplayNames>> = {};

/** The sentence of an alert in both languages. Everything a stranger chose is cleaned and shortened. */
export function writeSentence(template: Text, alert: Omit<Alert, 'sentence'>): Text {
  return { nl: fillTemplate(template.nl, values('nl', alert)), en: fillTemplate(template.en, values('en', alert)) };
}

function values(language: Language, alert: Omit<Alert, 'sentence'>): Values {
  const say = words[language];
  const group: Record<string, string> = {};
  for (const [name, value] of Object.entries(alert.group)) group[name] = cleanValue(value) || say.unknown;
  return {
    ...group,
    'source.ip':
      cleanValue(alert.sourceIp) || (alert.distinct.addresses > 1 ? say.severalAddresses : say.unknownAddress),
    'user.name': cleanValue(alert.userName) || (alert.distinct.users > 1 ? say.severalAccounts : say.unknownAccount),
    count: number(language, alert.count),
    'distinct.users': number(language, alert.distinct.users),
    'distinct.addresses': number(language, alert.distinct.addresses),
    'distinct.numbers': number(language, alert.distinct.numbers),
    country: country(language, alert.country) || say.unknownCountry,
    as: cleanValue(alert.asName) || say.unknownNetwork,
    first: clock(alert.start),
    last: clock(alert.end),
    duration: duration(language, alert.end - alert.start),
    tenant: cleanValue(alert.tenant) || say.unknown,
    asset: cleanValue(alert.asset) || cleanValue(alert.evidence[0]?.hostName ?? '') || say.unknown,
  };
}

/** Thousands apart as the language writes them, without asking the machine's locale data. */
function number(language: Language, value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, language === 'nl' ? '.' : ',');
}

function clock(time: number): string {
  const text = new Date(time).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

function duration(language: Language, ms: number): string {
  const say = words[language];
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [value, many, one] =
    seconds < 120
      ? [seconds, say.seconds, say.second]
      : seconds < 7200
        ? [Math.round(seconds / 60), say.minutes, say.minute]
        : seconds < 172_800
          ? [Math.round(seconds / 3600), say.hours, say.hour]
          : [Math.round(seconds / 86_400), say.days, say.day];
  return `${value} ${value === 1 ? one : many}`;
}

function country(language: Language, code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return cleanValue(code);
  countryNames[language] ??= new Intl.DisplayNames([language], { type: 'region', fallback: 'code' });
  return countryNames[language].of(code) ?? code;
}
