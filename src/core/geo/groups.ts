import type { Text } from '../text.ts';
import {
  type Continent,
  continents,
  countriesOfContinent,
  countriesOfRegion,
  type Region,
  regions,
} from './countries.ts';
import { highRiskSubjects } from './high-risk-destinations.ts';

/** Subjects under a name that comes with the product. */
export interface BuiltInGroup {
  /** Lower case; compared without case. */
  readonly name: string;
  readonly title: Text;
  readonly subjects: readonly string[];
}

const continentTitles: Readonly<Record<Continent, Text>> = {
  africa: { en: 'Africa', nl: 'Afrika' },
  antarctica: { en: 'Antarctica', nl: 'Antarctica' },
  asia: { en: 'Asia', nl: 'Azië' },
  europe: { en: 'Europe', nl: 'Europa' },
  'north-america': { en: 'North and Central America', nl: 'Noord- en Midden-Amerika' },
  oceania: { en: 'Oceania', nl: 'Oceanië' },
  'south-america': { en: 'South America', nl: 'Zuid-Amerika' },
};

const regionTitles: Readonly<Record<Exclude<Region, Continent>, Text>> = {
  'northern-africa': { en: 'Northern Africa', nl: 'Noord-Afrika' },
  'eastern-africa': { en: 'Eastern Africa', nl: 'Oost-Afrika' },
  'middle-africa': { en: 'Middle Africa', nl: 'Centraal-Afrika' },
  'southern-africa': { en: 'Southern Africa', nl: 'Zuidelijk Afrika' },
  'western-africa': { en: 'Western Africa', nl: 'West-Afrika' },
  'northern-america': { en: 'Northern America', nl: 'Noordelijk Amerika' },
  caribbean: { en: 'Caribbean', nl: 'Caraïben' },
  'central-america': { en: 'Central America', nl: 'Midden-Amerika' },
  'central-asia': { en: 'Central Asia', nl: 'Centraal-Azië' },
  'eastern-asia': { en: 'Eastern Asia', nl: 'Oost-Azië' },
  'south-eastern-asia': { en: 'South-eastern Asia', nl: 'Zuidoost-Azië' },
  'southern-asia': { en: 'Southern Asia', nl: 'Zuid-Azië' },
  'western-asia': { en: 'Western Asia', nl: 'West-Azië' },
  'northern-europe': { en: 'Northern Europe', nl: 'Noord-Europa' },
  'eastern-europe': { en: 'Eastern Europe', nl: 'Oost-Europa' },
  'southern-europe': { en: 'Southern Europe', nl: 'Zuid-Europa' },
  'western-europe': { en: 'Western Europe', nl: 'West-Europa' },
  'australia-new-zealand': { en: 'Australia and New Zealand', nl: 'Australië en Nieuw-Zeeland' },
  melanesia: { en: 'Melanesia', nl: 'Melanesië' },
  micronesia: { en: 'Micronesia', nl: 'Micronesië' },
  polynesia: { en: 'Polynesia', nl: 'Polynesië' },
};

const list = (text: string): readonly string[] => text.split(' ');

/** Member states only: territories with a code of their own (Réunion, Åland …) are named by themselves. */
const eu = list('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK');
const efta = list('CH IS LI NO');

/** As of November 2026. */
const alliances: readonly BuiltInGroup[] = [
  { name: 'eu', title: { en: 'European Union', nl: 'Europese Unie' }, subjects: eu },
  {
    name: 'eea',
    title: { en: 'European Economic Area', nl: 'Europese Economische Ruimte' },
    subjects: [...eu, 'IS', 'LI', 'NO'],
  },
  {
    name: 'efta',
    title: { en: 'European Free Trade Association', nl: 'Europese Vrijhandelsassociatie' },
    subjects: efta,
  },
  {
    name: 'schengen',
    title: { en: 'Schengen area', nl: 'Schengengebied' },
    subjects: [...eu.filter((code) => code !== 'CY' && code !== 'IE'), ...efta],
  },
  { name: 'benelux', title: { en: 'Benelux', nl: 'Benelux' }, subjects: list('BE LU NL') },
  {
    name: 'kingdom-netherlands',
    title: { en: 'Kingdom of the Netherlands', nl: 'Koninkrijk der Nederlanden' },
    subjects: list('AW BQ CW NL SX'),
  },
  {
    name: 'dach',
    title: { en: 'Germany, Austria, Switzerland', nl: 'Duitsland, Oostenrijk, Zwitserland' },
    subjects: list('AT CH DE'),
  },
  {
    name: 'british-isles',
    title: { en: 'United Kingdom, Ireland and the islands', nl: 'Verenigd Koninkrijk, Ierland en de eilanden' },
    subjects: list('GB GG IE IM JE'),
  },
  {
    name: 'nordics',
    title: { en: 'Nordic countries', nl: 'Noordse landen' },
    subjects: list('AX DK FI FO GL IS NO SE SJ'),
  },
  {
    name: 'nato',
    title: { en: 'NATO', nl: 'NAVO' },
    subjects: list('AL BE BG CA CZ DE DK EE ES FI FR GB GR HR HU IS IT LT LU LV ME MK NL NO PL PT RO SE SI SK TR US'),
  },
  { name: 'five-eyes', title: { en: 'Five Eyes', nl: 'Five Eyes' }, subjects: list('AU CA GB NZ US') },
  { name: 'brics', title: { en: 'BRICS', nl: 'BRICS' }, subjects: list('AE BR CN EG ET ID IN IR RU ZA') },
];

/** Everything a rule can name without anybody having made it up. */
export const builtInGroups: readonly BuiltInGroup[] = [
  ...continents.map((name) => ({ name, title: continentTitles[name], subjects: countriesOfContinent(name) })),
  ...regions
    .filter((name): name is Exclude<Region, Continent> => name in regionTitles)
    .map((name) => ({ name, title: regionTitles[name], subjects: countriesOfRegion(name) })),
  ...alliances,
  {
    name: 'high-risk-destinations',
    title: { en: 'Destinations toll fraud uses', nl: 'Bestemmingen van belfraude' },
    subjects: highRiskSubjects,
  },
];

const byName = new Map(builtInGroups.map((group) => [group.name, group]));

/** A built-in group by its name in any case; undefined when there is none. */
export function builtInGroup(name: string): BuiltInGroup | undefined {
  return byName.get(name.toLowerCase());
}
