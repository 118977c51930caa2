import type { GeoService } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import type { AttackEffect } from './attack-doors.ts';
import { countryName } from './country-names.ts';
import type { AttackSigns, AttackWish } from './propose-attack.ts';

/** Whom a mode would cut off that worked in the last 30 days and that no guard saves, by kind. */
export interface AttackCuts {
  readonly phone: number;
  /** People who sign in. */
  readonly session: number;
  readonly trunk: number;
  readonly 'customer-network': number;
  readonly token: number;
  /** Beyond what was told apart by kind. */
  readonly more: number;
}

type Language = keyof Text;
const languages = ['en', 'nl'] as const;
const numbers = { en: new Intl.NumberFormat('en'), nl: new Intl.NumberFormat('nl') };
const lists = { en: new Intl.ListFormat('en'), nl: new Intl.ListFormat('nl') };
const mostNames = 4;
const longestName = 80;

const kinds: Readonly<
  Record<Exclude<keyof AttackCuts, 'more'>, Readonly<Record<Language, readonly [string, string]>>>
> = {
  phone: { en: ['phone', 'phones'], nl: ['toestel', 'toestellen'] },
  session: { en: ['person', 'people'], nl: ['persoon', 'personen'] },
  trunk: { en: ['trunk', 'trunks'], nl: ['trunk', 'trunks'] },
  'customer-network': {
    en: ['network of a customer', 'networks of customers'],
    nl: ['netwerk van een klant', 'netwerken van klanten'],
  },
  token: { en: ['API token', 'API tokens'], nl: ['API-token', 'API-tokens'] },
};
const doors: Partial<Record<GeoService, string>> = { web: 'web', ssh: 'SSH', provisioning: 'provisioning' };

/** Says what a mode would do, in figures that were counted, and asks. */
export function proposalSentence(wish: AttackWish, signs: AttackSigns, effect: AttackEffect, cuts: AttackCuts): Text {
  const [en, nl] = languages.map((language) => {
    const parts = { wish, signs, effect, language, number: numbers[language] };
    const ask = language === 'en' ? english[wish.kind] : dutch[wish.kind];
    return `${ask(parts)} ${cutsSentence(cuts, language)}`;
  });
  return { en: en!, nl: nl! };
}

interface Said {
  readonly wish: AttackWish;
  readonly signs: AttackSigns;
  readonly effect: AttackEffect;
  readonly language: Language;
  readonly number: Intl.NumberFormat;
}
type Saying = (said: Said) => string;

const english: Readonly<Record<AttackWish['kind'], Saying>> = {
  'refuse-countries': (said) => {
    const { countries } = said.wish;
    const one = countries.length === 1;
    const who = said.signs.name === '' ? 'any customer' : 'this customer';
    return `${percent(said)} % of the flood${on(said)} comes from ${countries.length} ${one ? 'country' : 'countries'} where nothing succeeded for ${who} in 30 days (${names(said)}): refuse ${one ? 'it' : 'them'} for 2 h? That is ${attempts(said)}.`;
  },
  'only-known': (said) =>
    `${percent(said)} % of the flood${on(said)} comes from addresses that did not work in the last 30 days: let only known addresses in for 2 h? That is ${attempts(said)}; of ${addresses(said)}, ${said.number.format(said.effect.known)} worked before.`,
  'management-closed': (said) =>
    `Closed management would refuse ${percent(said)} % of the attempts to get in${on(said)}: close it for 2 h? That is ${attempts(said)} (${services(said)}), from ${addresses(said)}.`,
  'only-home': (said) =>
    `${percent(said)} % of the flood${on(said)} comes from outside the home countries: let only those in for 2 h? That is ${attempts(said)}.`,
};

const dutch: Readonly<Record<AttackWish['kind'], Saying>> = {
  'refuse-countries': (said) => {
    const { countries } = said.wish;
    const who = said.signs.name === '' ? 'bij geen klant iets' : 'bij deze klant niets';
    return `${percent(said)} % van de stroom${on(said)} komt uit ${countries.length} ${countries.length === 1 ? 'land' : 'landen'} waar in 30 dagen ${who} lukte (${names(said)}): 2 uur weigeren? Dat zijn ${attempts(said)}.`;
  },
  'only-known': (said) =>
    `${percent(said)} % van de stroom${on(said)} komt van adressen die de laatste 30 dagen niet werkten: 2 uur alleen bekende adressen toelaten? Dat zijn ${attempts(said)}; van ${addresses(said)} werkten er ${said.number.format(said.effect.known)} eerder.`,
  'management-closed': (said) =>
    `Met beheer dicht wordt ${percent(said)} % van de pogingen om binnen te komen${on(said)} geweigerd: 2 uur dicht? Dat zijn ${attempts(said)} (${services(said)}), van ${addresses(said)}.`,
  'only-home': (said) =>
    `${percent(said)} % van de stroom${on(said)} komt van buiten de thuislanden: 2 uur alleen die toelaten? Dat zijn ${attempts(said)}.`,
};

function percent({ effect }: Said): number {
  return Math.floor(effect.share * 100);
}

function name({ signs }: Said): string {
  return signs.name.slice(0, longestName);
}

function on(said: Said): string {
  if (said.signs.name === '') return '';
  return said.language === 'en' ? ` on ${name(said)}` : ` op ${name(said)}`;
}

function names({ wish, language }: Said): string {
  const shown = wish.countries.slice(0, mostNames).map((code) => countryName(code)[language]);
  return wish.countries.length > mostNames ? `${shown.join(', ')} …` : shown.join(', ');
}

function attempts({ effect, signs: { minutes }, language, number }: Said): string {
  const [refused, total] = [number.format(effect.refused), number.format(effect.of.total)];
  return language === 'en'
    ? `${refused} of ${total} hostile attempts in the last ${minutes} minutes`
    : `${refused} van ${total} vijandige pogingen in de laatste ${minutes} minuten`;
}

function addresses({ effect, language, number }: Said): string {
  const count = number.format(effect.addresses);
  const one = effect.addresses === 1 && !effect.uncounted;
  if (language === 'en') return `${effect.uncounted ? 'more than ' : ''}${count} ${one ? 'address' : 'addresses'}`;
  return `${effect.uncounted ? 'meer dan ' : ''}${count} ${one ? 'adres' : 'adressen'}`;
}

function services({ effect, language, number }: Said): string {
  const counted = [...effect.of.byService].sort(([, a], [, b]) => b - a);
  const said = counted.map(([service, count]) => {
    return `${number.format(count)} ${language === 'en' ? 'on' : 'op'} ${doors[service] ?? service}`;
  });
  return lists[language].format(said);
}

function cutsSentence(cuts: AttackCuts, language: Language): string {
  const number = numbers[language];
  const said = (Object.keys(kinds) as (keyof typeof kinds)[])
    .filter((kind) => cuts[kind] > 0)
    .map((kind) => `${number.format(cuts[kind])} ${kinds[kind][language][cuts[kind] === 1 ? 0 : 1]}`);
  if (cuts.more > 0)
    said.push(language === 'en' ? `${number.format(cuts.more)} more` : `nog ${number.format(cuts.more)}`);
  if (said.length === 0)
    return language === 'en'
      ? 'Nobody who worked in the last 30 days is cut off.'
      : 'Niemand die de laatste 30 dagen werkte, wordt afgesloten.';
  return language === 'en'
    ? `Cut off of what worked in the last 30 days: ${lists.en.format(said)}.`
    : `Afgesloten van wat de laatste 30 dagen werkte: ${lists.nl.format(said)}.`;
}
