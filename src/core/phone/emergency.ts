import { type CountryDialling, countryDialling } from './countries.ts';
import type { DialPlan } from './dial-plan.ts';

/** Emergency numbers that mobile phones and networks know everywhere (3GPP TS 22.101 section 10). */
export const universalEmergency: readonly string[] = ['112', '911'];

const longestEmergency = Math.max(
  ...[...countryDialling.values()].flatMap(({ emergency }) => emergency.map(({ length }) => length)),
);

/** Last three digits of every emergency number there is: nearly all other numbers are told by them at once. */
const endings = new Uint8Array(1_000);
for (const number of emergencyNumbers('')) {
  if (number.length > 2) endings[Number(number.slice(-3))] = 1;
  else for (let before = 0; before < 10; before++) endings[before * 100 + Number(number)] = 1;
}

function mayEnd(digits: string): boolean {
  const { length } = digits;
  if (length < 3) return true;
  const last =
    (digits.charCodeAt(length - 3) - 0x30) * 100 +
    (digits.charCodeAt(length - 2) - 0x30) * 10 +
    (digits.charCodeAt(length - 1) - 0x30);
  return endings[last] === 1;
}

/** Outside lines that are tried though a plan does not name them; before emergency numbers of three digits and more. */
export const commonOutsideLines = ['0', '9'];

const nobodys: readonly CountryDialling[] = [];
const byCode = new Map<string, CountryDialling[]>();
for (const dialling of countryDialling.values())
  byCode.set(dialling.code, [...(byCode.get(dialling.code) ?? []), dialling]);

/** All emergency numbers of a country, 112 and 911 among them; of every country for one that is unknown. */
export function emergencyNumbers(country: string): ReadonlySet<string> {
  const known = countryDialling.get(country);
  const countries = known ? [known] : [...countryDialling.values()];
  return new Set([...universalEmergency, ...countries.flatMap(({ emergency }) => emergency)]);
}

/**
 * Digits, or a plus and digits, that stand in a request for help as phones of some countries write them; 112 and 911 always.
 * @param own numbers besides those every country has.
 */
export function emergencySpellings(countries: readonly string[], own: readonly string[] = []): readonly string[] {
  const spellings = new Set<string>();
  const add = (numbers: Iterable<string>, before: readonly string[]) => {
    for (const number of numbers) {
      spellings.add(number);
      // Two digits behind a line are an extension somewhere.
      const lines = number.length > 2 ? commonOutsideLines : [];
      for (const text of [...lines, ...before]) spellings.add(text + number);
    }
  };
  add([...universalEmergency, ...own], []);
  for (const country of countries) {
    const known = countryDialling.get(country);
    if (!known) continue;
    const { code, international } = known;
    // With the country code, and in spite of the plus without it.
    const abroad = ['+', '00', ...international].flatMap((prefix) => [prefix, prefix + code]);
    add(emergencyNumbers(country), abroad);
  }
  return [...spellings];
}

/**
 * Recognises emergency numbers in every spelling of a plan: an outside line, a carrier's prefix, a plus or an international
 * prefix, a country code and a national prefix may stand before them, in this order and each or none, since PBXs and SBCs
 * put them there. Only the whole of what was dialled counts, so that no other number passes for one.
 */
export class EmergencyReader {
  readonly #plan: DialPlan;
  readonly #numbers: ReadonlySet<string>;
  readonly #code: string;
  readonly #longest: number;
  /** Those of nobody else. */
  readonly #own: readonly string[];
  readonly #international: readonly string[];

  constructor(plan: DialPlan) {
    this.#plan = plan;
    this.#own = plan.emergencyNumbers ?? [];
    this.#international = [...new Set([...plan.internationalPrefixes, '00'])].filter((prefix) => prefix !== '');
    const countries = [plan.country, ...plan.emergencyCountries];
    this.#numbers = new Set([...countries.flatMap((country) => [...emergencyNumbers(country)]), ...this.#own]);
    this.#code = countryDialling.get(plan.country)?.code ?? '';
    const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
    this.#longest =
      Math.max(longestEmergency, ...this.#own.map(({ length }) => length)) +
      longest([...plan.outsideLine, '9']) +
      longest(plan.carrierPrefixes) +
      longest([...plan.internationalPrefixes, '00']) +
      longest([plan.nationalPrefix, '06']) +
      3;
  }

  /** Whether `digits` (after a plus or not) call for help. */
  is(digits: string, plus: boolean): boolean {
    if (digits.length > this.#longest || !(mayEnd(digits) || this.#endsWithOwn(digits))) return false;
    if (this.#afterLine(digits, plus)) return true;
    for (const line of this.#plan.outsideLine)
      if (digits.startsWith(line) && this.#afterLine(digits.slice(line.length), plus)) return true;
    for (const line of commonOutsideLines)
      if (digits.startsWith(line) && digits.length > 3 && this.#afterUsualLine(digits.slice(line.length))) return true;
    return false;
  }

  /** What else begins with such a digit is left alone: no country code without a prefix. */
  #afterUsualLine(digits: string): boolean {
    if (this.#afterPrefix(digits, false)) return true;
    for (const carrier of this.#plan.carrierPrefixes)
      if (carrier !== '' && digits.startsWith(carrier) && this.#afterPrefix(digits.slice(carrier.length), false))
        return true;
    return false;
  }

  #afterLine(digits: string, plus: boolean): boolean {
    if (this.#afterCarrier(digits, plus)) return true;
    for (const carrier of this.#plan.carrierPrefixes)
      if (carrier !== '' && digits.startsWith(carrier) && this.#afterCarrier(digits.slice(carrier.length), plus))
        return true;
    return false;
  }

  #afterCarrier(digits: string, plus: boolean): boolean {
    if (this.#afterPrefix(digits, plus)) return true;
    return this.#code !== '' && digits.startsWith(this.#code) && this.#ofCode(digits, this.#code);
  }

  /** As it is, or with a prefix. */
  #afterPrefix(digits: string, plus: boolean): boolean {
    if (this.#national(digits, this.#numbers, this.#plan.nationalPrefix)) return true;
    if (plus && this.#abroad(digits)) return true;
    for (const prefix of this.#international)
      if (digits.startsWith(prefix) && this.#abroad(digits.slice(prefix.length))) return true;
    return false;
  }

  #endsWithOwn(digits: string): boolean {
    for (const number of this.#own) if (digits.endsWith(number)) return true;
    return false;
  }

  /** After a plus or an international prefix: with a country code, or in spite of it without one. */
  #abroad(digits: string): boolean {
    if (this.#national(digits, this.#numbers, this.#plan.nationalPrefix)) return true;
    for (let length = 1; length <= 3 && length < digits.length; length++)
      if (this.#ofCode(digits, digits.slice(0, length))) return true;
    return false;
  }

  /** After a country code: numbers of its countries, and our own behind our own code. */
  #ofCode(digits: string, code: string): boolean {
    const rest = digits.slice(code.length);
    if (code === this.#code && this.#national(rest, this.#numbers, this.#plan.nationalPrefix)) return true;
    for (const { country, national } of byCode.get(code) ?? nobodys)
      if (this.#national(rest, emergencyOf(country), national)) return true;
    return false;
  }

  #national(digits: string, numbers: ReadonlySet<string>, prefix: string): boolean {
    return (
      numbers.has(digits) || (prefix !== '' && digits.startsWith(prefix) && numbers.has(digits.slice(prefix.length)))
    );
  }
}

const known = new Map<string, ReadonlySet<string>>();

function emergencyOf(country: string): ReadonlySet<string> {
  const before = known.get(country);
  if (before) return before;
  const numbers = emergencyNumbers(country);
  known.set(country, numbers);
  return numbers;
}
