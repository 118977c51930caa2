import { countryDialling } from '../../core/phone/countries.ts';
import { prefixesOf } from './numbers.ts';

/** Where people in the Netherlands have family, the many first. */
export const diaspora =
  'TR MA SR CW ID PL DE BE GB SY CN IN SO GH PH BG RO ES IR IQ CV ET ER NG AF EG PK BR VN TH UA ZA HU'.split(' ');

/** Where guests of hotels come from. */
export const tourists =
  'DE DE DE GB GB GB US US FR FR BE BE ES IT CH CN IN JP BR IL TR PL IE DK SE NO AT PT RU AE KR AU CA MX ZA SG GR'.split(
    ' ',
  );

/** Places with few or no people: nobody has partners there. */
const empty = new Set('AC AQ CC CX EH FK IO NF NU PM SH SJ TA TK WF'.split(' '));

/** Every country where somebody may be called. */
export const world: readonly string[] = [...countryDialling.keys()].filter(
  (country) =>
    country !== 'NL' &&
    !empty.has(country) &&
    prefixesOf(country, 'mobile').length + prefixesOf(country, 'fixed').length > 0,
);

/** Named in published cases of hijacked exchanges. */
export const classic = ['GM', 'SO', 'MV'];

/**
 * What attackers moved to when the old countries were watched, and never stood in anybody's table: neighbours, places without any
 * name in fraud. Half of them are kept for seeds that are held out.
 */
const elsewhere = {
  tuning: 'LV EE CU BA SN ZW AZ CH SI PG LK MC DZ GE NR BY CF RS KE AL'.split(' '),
  'held-out': 'LT TN AT MK SL TD GN LI HR MG WS MD BF TL LR VU GB PL XK BI'.split(' '),
};

/** All of them, whichever half. */
export const elsewhereAll: readonly string[] = [...elsewhere.tuning, ...elsewhere['held-out']];

export type SeedFamily = keyof typeof elsewhere;

export function unlisted(family: SeedFamily): readonly string[] {
  return elsewhere[family];
}
