import { type Destination, type DestinationKind, destinationOf } from '../phone/destination.ts';
import type { Rate } from './rate.ts';

/**
 * Orders of magnitude in euro cents a minute, retail, so that money shows before a deck is imported. By group of countries: to a fixed
 * line and to a mobile one. Put together November 2026 on this basis, see docs/rates.md: calls inside the European Union
 * are capped at 19 cents a minute for consumers (Regulation (EU) 2015/2120, article 5a) and cost the carrier well under
 * one cent (Delegated Regulation (EU) 2021/654); elsewhere the steps 10, 20, 50, 100, 200 nearest to usual list prices.
 */
const groups = {
  near: [5, 10],
  common: [10, 20],
  other: [50, 50],
  dear: [100, 100],
  remote: [200, 200],
} as const;
type Group = keyof typeof groups;

const members: Readonly<Record<Exclude<Group, 'other'>, string>> = {
  near: 'AD AT AX BE BG CH CY CZ DE DK EE ES FI FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MT NL NO PL PT RO SE SI SJ SK SM VA CA US PR',
  common:
    'AR AU BR CL CN CO CR DO EG HK ID IL IN JP KR KZ MA MO MX MY NZ PA PE PH RS RU SA SG TH TR TW UA UY VE VN ZA AE AL AM AZ BA BY GE GU MD ME MK SR AW CW BQ',
  dear: 'AF BF BI CD CF CG CM CU DJ ER GA GM GN GQ GW HT IR IQ KM LR LS LY MG ML MR MV MZ NE NP RW SC SL SN SO SS ST SY TD TG TN TO VU YE ZM ZW FJ LA MM BJ CI',
  remote: 'AC AQ CK FK FM GL IO KI KP MH NC NF NR NU PF PG PM PW SB SH TA TK TL TV WF WS',
};

const groupOf = new Map(
  (Object.keys(members) as (keyof typeof members)[]).flatMap((group) =>
    members[group].split(' ').map((country) => [country, group] as const),
  ),
);

/** Kinds that cost the same wherever they are, in cents a minute. */
const byKind: Readonly<Partial<Record<DestinationKind, number>>> = {
  free: 0,
  emergency: 0,
  internal: 0,
  short: 10,
  'shared-cost': 20,
  personal: 50,
  paging: 50,
  premium: 100,
  'international-network': 200,
  satellite: 500,
};

const rates = new Map<number, Rate>();

/** What a minute to a destination costs by order of magnitude, billed by the second; marked `estimate`. */
export function estimatedRate({ country, kind }: Destination): Rate {
  const [fixed, mobile] = country === '' ? groups.dear : groups[groupOf.get(country) ?? 'other'];
  const cents = byKind[kind] ?? (kind === 'fixed' ? fixed : mobile);
  let rate = rates.get(cents);
  if (!rate) {
    rate = { perMinute: cents * 10_000, setup: 0, minimum: 0, increment: 1, estimate: true };
    rates.set(cents, rate);
  }
  return rate;
}

/** The estimate for E.164 digits (no plus). */
export function estimateFor(e164: string): Rate {
  return estimatedRate(destinationOf(e164));
}
