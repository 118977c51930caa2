/**
 * Every country and territory with a code of its own (ISO 3166-1; XK for Kosovo, AC and TA as telephony uses them), by region as
 * the United Nations divide the world (M49). One exception: Cyprus, a member of the European Union, counts as Europe.
 */
const byRegion = {
  'northern-africa': 'DZ EG EH LY MA SD TN',
  'eastern-africa': 'BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW',
  'middle-africa': 'AO CD CF CG CM GA GQ ST TD',
  'southern-africa': 'BW LS NA SZ ZA',
  'western-africa': 'AC BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TA TG',
  'northern-america': 'BM CA GL PM US',
  caribbean: 'AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI',
  'central-america': 'BZ CR GT HN MX NI PA SV',
  'south-america': 'AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE',
  'central-asia': 'KG KZ TJ TM UZ',
  'eastern-asia': 'CN HK JP KP KR MN MO TW',
  'south-eastern-asia': 'BN ID KH LA MM MY PH SG TH TL VN',
  'southern-asia': 'AF BD BT IN IR LK MV NP PK',
  'western-asia': 'AE AM AZ BH GE IL IQ JO KW LB OM PS QA SA SY TR YE',
  'northern-europe': 'AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ',
  'eastern-europe': 'BG BY CZ HU MD PL RO RU SK UA',
  'southern-europe': 'AD AL BA CY ES GI GR HR IT ME MK MT PT RS SI SM VA XK',
  'western-europe': 'AT BE CH DE FR LI LU MC NL',
  'australia-new-zealand': 'AU CC CX HM NF NZ',
  melanesia: 'FJ NC PG SB VU',
  micronesia: 'FM GU KI MH MP NR PW UM',
  polynesia: 'AS CK NU PF PN TK TO TV WF WS',
  antarctica: 'AQ',
} as const;
export type Region = keyof typeof byRegion;

const byContinent = {
  africa: ['northern-africa', 'eastern-africa', 'middle-africa', 'southern-africa', 'western-africa'],
  'north-america': ['northern-america', 'caribbean', 'central-america'],
  'south-america': ['south-america'],
  asia: ['central-asia', 'eastern-asia', 'south-eastern-asia', 'southern-asia', 'western-asia'],
  europe: ['northern-europe', 'eastern-europe', 'southern-europe', 'western-europe'],
  oceania: ['australia-new-zealand', 'melanesia', 'micronesia', 'polynesia'],
  antarctica: ['antarctica'],
} as const satisfies Readonly<Record<string, readonly Region[]>>;
export type Continent = keyof typeof byContinent;

export const regions = Object.keys(byRegion) as readonly Region[];
export const continents = Object.keys(byContinent) as readonly Continent[];

/** Codes of a region. */
export function countriesOfRegion(region: Region): readonly string[] {
  return byRegion[region].split(' ');
}

/** Codes of a continent. */
export function countriesOfContinent(continent: Continent): readonly string[] {
  return byContinent[continent].flatMap(countriesOfRegion);
}

const continentByCountry = new Map(
  continents.flatMap((continent) => countriesOfContinent(continent).map((code) => [code, continent] as const)),
);

/** All codes, ascending. */
export const countries: readonly string[] = [...continentByCountry.keys()].sort();

/** Whether `code` (upper case) is a country or territory that rules can name. */
export function isCountry(code: string): boolean {
  return continentByCountry.has(code);
}

/** The continent a country lies on, undefined for what is no country. */
export function continentOf(code: string): Continent | undefined {
  return continentByCountry.get(code);
}
