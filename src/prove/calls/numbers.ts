import { countryDialling } from '../../core/phone/countries.ts';
import { allDestinations, type DestinationKind } from '../../core/phone/destination.ts';
import type { Random } from './random.ts';

/** Digits of a national number where it is not 9. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [6, 'AD FO GL NC SB PM WF'],
    [7, 'GM MV EE SM SC SR BN GY TV NR AW BQ FJ VU WS TO SZ BZ'],
    [
      8,
      'SO LV LT CU TN BA DK NO SL ML GN LR TG NE CV MU GA SG HK PA CR HN SV GT NI SI MD ME MK BW MZ LS DJ MT HT QA KW BH OM MR BF BJ LU TD CF CW ER CY KI KM',
    ],
    [10, 'GB US CA DE TR IN CN PK AT IT MX RU KZ GR JP PH VE CI IR AR'],
    [11, 'BR'],
  ].flatMap(([length, countries]) =>
    String(countries)
      .split(' ')
      .map((country) => [country, Number(length)]),
  ),
);

const codeOf = (country: string): string => countryDialling.get(country)?.code ?? '';

const prefixes = new Map<string, string[]>();
for (const { country, kind, prefix } of allDestinations()) {
  const key = `${country} ${kind}`;
  const known = prefixes.get(key);
  if (known) known.push(prefix);
  else prefixes.set(key, [prefix]);
}

/** Prefixes (E.164 digits) of a country's lines of a kind; none when the tables know none. `country` is '' for satellites and the like. */
export function prefixesOf(country: string, kind: DestinationKind): readonly string[] {
  return prefixes.get(`${country} ${kind}`) ?? [];
}

/** How many digits a whole number behind this prefix has. */
export function lengthOf(country: string, prefix: string): number {
  if (country === '') return 12;
  return Math.max(codeOf(country).length + (lengths[country] ?? 9), prefix.length + 3);
}

/** Random digits until the number has this length; the first of them is no 0. */
export function fill(random: Random, prefix: string, length: number): string {
  let number = prefix;
  while (number.length < length) number += number === prefix ? random.int(1, 9) : random.below(10);
  return number;
}

/** A number of a country and kind, E.164 digits; of the other ordinary kind, or any behind its code, where the tables know none. */
export function numberIn(random: Random, country: string, kind: DestinationKind): string {
  if (country === 'NL') return dutchNumber(random, kind);
  const other = kind === 'mobile' ? 'fixed' : 'mobile';
  const known = [kind, ...(kind === 'mobile' || kind === 'fixed' ? (['fixed-or-mobile', other] as const) : [])];
  for (const one of known) {
    const list = prefixesOf(country, one);
    if (list.length === 0) continue;
    const prefix = random.pick(list);
    return fill(random, prefix, lengthOf(country, prefix));
  }
  return fill(random, codeOf(country), lengthOf(country, codeOf(country)));
}

const longAreas = ['111', '161', '164', '182', '223', '252', '299', '314', '344', '412', '493', '528', '547', '591'];
const shortAreas = [
  '10',
  '13',
  '15',
  '20',
  '23',
  '24',
  '26',
  '30',
  '33',
  '35',
  '36',
  '38',
  '40',
  '43',
  '45',
  '50',
  '53',
  '55',
  '58',
  '70',
  '71',
  '72',
  '73',
  '74',
  '75',
  '76',
  '77',
  '78',
  '79',
];

/** A Dutch area code without its 0, those of cities more often. */
export function dutchArea(random: Random): string {
  return random.chance(0.75) ? random.pick(shortAreas) : random.pick(longAreas);
}

function dutchNumber(random: Random, kind: DestinationKind): string {
  if (kind === 'mobile') return fill(random, `316${random.pick(['1', '2', '2', '3', '4', '5'])}`, 11);
  if (kind === 'free') return fill(random, '31800', random.chance(0.5) ? 9 : 12);
  if (kind === 'premium')
    return fill(random, `31${random.pick(['900', '900', '906', '909'])}`, random.chance(0.6) ? 9 : 12);
  return fill(random, `31${random.chance(0.1) ? '85' : dutchArea(random)}`, 11);
}

/** How people and machines write a number when they dial. */
export const dialStyles = ['00', '+', '0031', '31'] as const;
export type DialStyle = (typeof dialStyles)[number];

/** E.164 digits (or a short code of up to five) as dialled: Dutch ones locally, unless the style says otherwise. */
export function spell(e164: string, style: DialStyle): string {
  if (e164.length < 6) return e164;
  const service = /^31(800|90[069])/.test(e164);
  if (!e164.startsWith('31')) return style === '+' ? `+${e164}` : `00${e164}`;
  if (service || style === '00') return `0${e164.slice(2)}`;
  return style === '31' ? e164 : style === '+' ? `+${e164}` : `00${e164}`;
}
