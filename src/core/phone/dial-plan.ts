import { countryDialling } from './countries.ts';
import { lengthsOf } from './number-lengths.ts';

/** A run of numbers of one's own, E.164 without plus. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** How a customer's phones dial. All prefixes are digits; a plus is understood everywhere. */
export interface DialPlan {
  /** ISO 3166-1 alpha-2 of where the phones stand, '' when unknown: then every country's emergency numbers are recognised. */
  readonly country: string;
  /** Before a national number, '' for none. */
  readonly nationalPrefix: string;
  /** Before a country code: 00, 011, 0011 … */
  readonly internationalPrefixes: readonly string[];
  /** What phones dial for an outside line, when the digits still carry it: 0 or 9. */
  readonly outsideLine: readonly string[];
  /** Prefixes that choose a carrier, before everything but the outside line. */
  readonly carrierPrefixes: readonly string[];
  /** Prefixes that hide or show the caller's number: `*31#`, `#31#`, `*67`, 141. */
  readonly callerIdPrefixes: readonly string[];
  /** Of a number without it, '' for none. */
  readonly areaCode: string;
  /** Service numbers inside the country or of the PBX, which are not E.164. */
  readonly shortCodes: readonly string[];
  readonly ownRanges: readonly NumberRange[];
  /** Longest extension, in digits. */
  readonly longestExtension: number;
  /** Other countries where phones of this plan stand: their emergency numbers count as well. */
  readonly emergencyCountries: readonly string[];
  /** Emergency numbers besides those of the countries, as dialled. */
  readonly emergencyNumbers?: readonly string[];
}

const hiding = ['*31#', '#31#', '*31*', '*67', '*82'];
const hidingOf: Readonly<Record<string, readonly string[]>> = {
  GB: ['141', '1470'],
  IE: ['141', '142'],
  AU: ['1831', '1832'],
  NZ: ['0197', '0196'],
  JP: ['184', '186'],
  FR: ['3651'],
};

/** National number lengths where they are known: they tell a national number without its prefix from one with a country code. */
const lengths: Readonly<Record<string, string>> = {
  NL: '9',
  BE: '8-9',
  DE: '6-11',
  FR: '9',
  GB: '9-10',
  CH: '9',
  AT: '6-13',
  LU: '6-11',
  ES: '9',
  IT: '8-11',
  PT: '9',
  DK: '8',
  NO: '8',
  SE: '7-9',
  PL: '9',
  IE: '8-9',
  CZ: '9',
  SK: '9',
  HU: '8-9',
  RO: '9',
  BG: '8-9',
  GR: '10',
  TR: '10',
  AU: '9',
  NZ: '8-10',
  ZA: '9',
  SR: '6-7',
  AW: '7',
  CW: '7-8',
  BQ: '7',
  MA: '9',
  IN: '10',
  FI: '7-10',
  EE: '7-8',
  LV: '8',
  LT: '8',
  HR: '8-9',
  SI: '8',
};

/** Shortest and longest national number of a country; generous when we do not know it well. */
export function nationalLength(country: string): readonly [number, number] {
  const code = countryDialling.get(country)?.code;
  const known = code === '1' ? '10' : lengths[country];
  if (known === undefined) {
    const [shortest, longest] = (code === undefined ? undefined : lengthsOf(code)) ?? [6, 12];
    return [Math.max(shortest, Math.min(6, longest)), Math.min(longest, 12)];
  }
  const [first, last = first] = known.split('-').map(Number) as [number, number?];
  return [first, last];
}

/** The plan that phones of a country have when nobody wrote down another; `own` changes members of it. */
export function defaultDialPlan(country: string, own: Partial<Omit<DialPlan, 'country'>> = {}): DialPlan {
  const dialling = countryDialling.get(country);
  return {
    country: dialling ? country : '',
    nationalPrefix: dialling?.national ?? '',
    internationalPrefixes: dialling?.international ?? ['00', '011'],
    outsideLine: [],
    carrierPrefixes: [],
    callerIdPrefixes: [...hiding, ...(hidingOf[country] ?? [])],
    areaCode: '',
    shortCodes: [],
    ownRanges: [],
    longestExtension: 5,
    emergencyCountries: [],
    ...own,
  };
}
