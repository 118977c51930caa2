import type { Alert } from '../core/alert.ts';
import type { Text } from '../core/text.ts';
import { cleanValue, fillTemplate } from './sigma/template.ts';

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

/** At most two languages of 26² codes. */
const countryNames = new Map<string, string>();

/** What a sentence is written from. */
type Facts = Omit<Alert, 'sentence' | 'evidence'>;

/**
 * The sentence of an alert in both languages. Everything a stranger chose is cleaned and shortened. `hostName` is what its
 * system is called when it is no known asset.
 */
export function writeSentence(template: Text, alert: Facts, hostName: string): Text {
  return {
    nl: fillTemplate(template.nl, (name) => value(name, 'nl', alert, hostName)),
    en: fillTemplate(template.en, (name) => value(name, 'en', alert, hostName)),
  };
}

function value(name: string, language: Language, alert: Facts, hostName: string): string {
  const say = words[language];
  const { distinct } = alert;
  switch (name) {
    case 'source.ip':
      return cleanValue(alert.sourceIp) || (distinct.addresses > 1 ? say.severalAddresses : say.unknownAddress);
    case 'user.name':
      return cleanValue(alert.userName) || (distinct.users > 1 ? say.severalAccounts : say.unknownAccount);
    case 'count':
      return number(language, alert.count);
    case 'distinct.users':
      return number(language, distinct.users);
    case 'distinct.addresses':
      return number(language, distinct.addresses);
    case 'distinct.numbers':
      return number(language, distinct.numbers);
    case 'country':
      return country(language, alert.country) || say.unknownCountry;
    case 'as':
      return cleanValue(alert.asName) || say.unknownNetwork;
    case 'first':
      return clock(alert.start);
    case 'last':
      return clock(alert.end);
    case 'duration':
      return duration(language, alert.end - alert.start);
    case 'tenant':
      return cleanValue(alert.tenant) || say.unknown;
    case 'asset':
      return cleanValue(alert.asset) || cleanValue(hostName) || say.unknown;
    default:
      return cleanValue(alert.group[name] ?? '') || say.unknown;
  }
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
  const key = `${language} ${code}`;
  let name = countryNames.get(key);
  if (name === undefined) {
    name = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;
    countryNames.set(key, name);
  }
  return name;
}
