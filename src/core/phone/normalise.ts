import { countryDialling } from './countries.ts';
import { destinationOf } from './destination.ts';
import { type DialPlan, nationalLength } from './dial-plan.ts';
import { readDialled } from './dialled-text.ts';
import { commonOutsideLines, EmergencyReader } from './emergency.ts';
import { isWhole } from './number-lengths.ts';
import { longestNumber } from './prefix-index.ts';

/** What was dialled: `internal` is an extension, a star code or a number of one's own. */
export const dialledKinds = [
  'international',
  'national',
  'short',
  'emergency',
  'anonymous',
  'internal',
  'unknown',
] as const;
export type DialledKind = (typeof dialledKinds)[number];

export interface DialledNumber {
  /** Digits of E.164 without plus; '' for what is no such number, and for a `national` one whose area nobody knows. */
  readonly e164: string;
  readonly kind: DialledKind;
  /** ISO country it leads to; '' when it leads to none. */
  readonly country: string;
}

interface Compiled {
  readonly plan: DialPlan;
  readonly emergency: EmergencyReader;
  readonly code: string;
  readonly shortCodes: ReadonlySet<string>;
  /** Of national numbers. */
  readonly shortest: number;
  readonly longest: number;
  /** Digits with which the fixed numbers of one's own begin, after the country code: they hold the area code. */
  readonly home: string;
}

/** Digits after the country code of numbers that are of another length than those around them, by E.164 prefix. */
const otherLengths: Readonly<Record<string, number>> = { '3197': 11 };

const compiled = new WeakMap<DialPlan, Compiled>();
const shortestInternational = 7;
/** National numbers of services are of other lengths than telephone numbers. */
const shortestService = 5;
const longestService = 10;
const unknownNumber: DialledNumber = { e164: '', kind: 'unknown', country: '' };
const anonymousNumber: DialledNumber = { e164: '', kind: 'anonymous', country: '' };

/**
 * What `dialled` (a number, tel or SIP URI, or field of a CDR) means to phones with this plan. Never refuses: what cannot be
 * told is `unknown`. Emergency numbers come before everything else, in every spelling.
 */
export function normalise(plan: DialPlan, dialled: string): DialledNumber {
  return read(plan, compile(plan), dialled);
}

/** `normalise` for one plan, for who reads many numbers of it. */
export function numberReader(plan: DialPlan): (dialled: string) => DialledNumber {
  const own = compile(plan);
  return (dialled) => read(plan, own, dialled);
}

function read(plan: DialPlan, own: Compiled, dialled: string): DialledNumber {
  const text = readDialled(dialled);
  if (text.kind === 'emergency') return local(plan, 'emergency');
  if (text.kind === 'anonymous') return anonymousNumber;
  if (text.kind === 'text') return unknownNumber;
  let { digits, plus } = text;
  if (own.emergency.is(digits, plus)) return local(plan, 'emergency');
  for (const prefix of plan.callerIdPrefixes) {
    if (prefix === '' || plus || digits.length <= prefix.length || !digits.startsWith(prefix)) continue;
    const rest = readDialled(digits.slice(prefix.length));
    if (own.emergency.is(rest.digits, rest.plus)) return local(plan, 'emergency');
  }
  if (own.shortCodes.has(digits)) return local(plan, 'short');
  // No country code begins with 0: somebody put the plus before what was dialled.
  if (plus && digits.charCodeAt(0) === 0x30) plus = false;
  if (!plus) digits = withoutCallerId(plan, digits);
  if (hasMark(digits)) return local(plan, 'internal');
  if (plus) return e164Of(plan, digits) ?? unknownNumber;

  for (const line of plan.outsideLine) {
    if (line === '' || !digits.startsWith(line)) continue;
    const rest = digits.slice(line.length);
    if (own.shortCodes.has(rest)) return local(plan, 'short');
    const outside = withPrefix(plan, own, rest) ?? (isInside(plan, own, rest) ? undefined : bare(plan, own, rest));
    if (outside) return outside;
  }
  const number = withPrefix(plan, own, digits) ?? withoutPrefix(plan, own, digits);
  return number ?? (digits.length <= plan.longestExtension ? local(plan, 'internal') : unknownNumber);
}

/** Digits that begin with no prefix which means anything: what they could be, the likeliest first. */
function withoutPrefix(plan: DialPlan, own: Compiled, digits: string): DialledNumber | undefined {
  if (isInside(plan, own, digits)) return local(plan, 'internal');
  return (
    behindLine('0', plan, digits) ??
    behindNine(plan, own, digits) ??
    atHomeWithout(plan, own, digits) ??
    behindLine('9', plan, digits) ??
    abroadWithout(plan, digits) ??
    nationalBehindLine(plan, own, digits)
  );
}

/** Whether digits are an extension, by their length. */
function isInside(plan: DialPlan, { shortest }: Compiled, { length }: { readonly length: number }): boolean {
  return length <= plan.longestExtension && length < shortest;
}

/** An international number behind an outside line that the plan does not name. */
function behindLine(line: string, plan: DialPlan, digits: string): DialledNumber | undefined {
  return digits.startsWith(line) ? abroadWith(plan, withoutOne(digits.slice(1), plan.carrierPrefixes)) : undefined;
}

/**
 * A national number with its 0 behind an outside line 9 that the plan does not name. Numbers of Türkiye (90) begin the same: those
 * of people have ten digits more, of which the first is 2 to 5.
 */
function behindNine(plan: DialPlan, own: Compiled, digits: string): DialledNumber | undefined {
  if (plan.nationalPrefix !== '0' || plan.country === 'TR' || !digits.startsWith('90')) return undefined;
  if (isLocalLong(own, digits)) return undefined;
  return /^90[2-5]\d{9}$/.test(digits) ? undefined : ofCountry(plan, own, digits.slice(2));
}

/** A number of the country behind an outside line that the plan does not name; a local one behind 0 alone, with which no other begins. */
function nationalBehindLine(plan: DialPlan, own: Compiled, digits: string): DialledNumber | undefined {
  for (const line of commonOutsideLines) {
    if (!digits.startsWith(line)) continue;
    const rest = digits.slice(1);
    const number =
      withPrefix(plan, own, rest) ??
      (line === '0' && !isInside(plan, own, rest) ? localWithout(plan, own, rest) : undefined);
    if (number) return number;
  }
  return undefined;
}

function local({ country }: DialPlan, kind: DialledKind): DialledNumber {
  return { e164: '', kind, country };
}

function hasMark(digits: string): boolean {
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    if (code === 0x2a || code === 0x23) return true;
  }
  return false;
}

/** With an international or the national prefix; undefined when it has none or makes no sense after it. */
function withPrefix(plan: DialPlan, own: Compiled, dialled: string): DialledNumber | undefined {
  const digits = withoutOne(dialled, plan.carrierPrefixes);
  const number = abroadWith(plan, digits);
  if (number) return number;
  const prefix = plan.nationalPrefix;
  if (prefix === '' || own.code === '' || !digits.startsWith(prefix)) return undefined;
  return ofCountry(plan, own, digits.slice(prefix.length));
}

/** With an international prefix. */
function abroadWith(plan: DialPlan, digits: string): DialledNumber | undefined {
  const abroad = withoutOne(digits, plan.internationalPrefixes);
  if (abroad === digits || abroad.length < shortestInternational || abroad.startsWith('0')) return undefined;
  return e164Of(plan, abroad);
}

/** A number without any prefix: national, with its country code, or local. */
function bare(plan: DialPlan, own: Compiled, dialled: string): DialledNumber | undefined {
  return atHomeWithout(plan, own, dialled) ?? abroadWithout(plan, dialled);
}

/** A number of the plan's country without any prefix: with its country code, national, or local. */
function atHomeWithout(plan: DialPlan, own: Compiled, dialled: string): DialledNumber | undefined {
  const digits = withoutOne(dialled, plan.carrierPrefixes);
  const { code, shortest, longest } = own;
  if (code === '') return undefined;
  if (digits.startsWith(code)) {
    const begin = digits.startsWith(plan.nationalPrefix, code.length) ? plan.nationalPrefix.length : 0;
    const rest = digits.length - code.length;
    const number = rest - begin <= longest && rest >= shortest ? e164Of(plan, digits) : undefined;
    // Where national numbers can be as long, one's own is known.
    if (number && (digits.length > longest || number.kind === 'internal')) return number;
  }
  return ofCountry(plan, own, digits, plan.nationalPrefix === '') ?? localWithout(plan, own, digits);
}

/** A local number: with the area code of the plan, else that of one's own numbers, else of an area that nobody knows. */
function localWithout(plan: DialPlan, own: Compiled, digits: string): DialledNumber | undefined {
  const { code, shortest, longest, home } = own;
  if (code === '' || digits.startsWith('0')) return undefined;
  const known = plan.areaCode !== '' ? ofCountry(plan, own, plan.areaCode + digits) : undefined;
  if (known) return known;
  if (!isLocalLong(own, digits)) return undefined;
  // Where all numbers are of one length, the length of a local one tells that of its area code.
  const area = shortest === longest ? longest - digits.length : 0;
  const near = area > 0 && home.length >= area ? ofCountry(plan, own, home.slice(0, area) + digits) : undefined;
  return near ?? local(plan, 'national');
}

/** Whether digits are no more than a local number has: an area code is of two digits at least, in North America of three. */
function isLocalLong({ code, shortest, longest }: Compiled, { length }: { readonly length: number }): boolean {
  return length < shortest && length <= longest - (code === '1' ? 3 : 2);
}

/** A number of another country with its country code and nothing before it: only of a length that it can have there. */
function abroadWithout(plan: DialPlan, dialled: string): DialledNumber | undefined {
  const digits = withoutOne(dialled, plan.carrierPrefixes);
  if (digits.length < shortestInternational || digits.length > longestNumber || digits.startsWith('0'))
    return undefined;
  const number = e164Of(plan, digits);
  return number && (number.kind === 'unknown' || isWhole(number.e164)) ? number : undefined;
}

/**
 * A national number of the plan's country when its length is one it can have. `services` have lengths of their own, unless the
 * national prefix is missing that they are dialled with.
 */
function ofCountry(plan: DialPlan, own: Compiled, national: string, services = true): DialledNumber | undefined {
  if (own.code === '' || national === '') return undefined;
  // After the national prefix 0 no second one is part of a number, nor does any of North America begin so.
  if (national.charCodeAt(0) === 0x30 && (plan.nationalPrefix === '0' || own.code === '1')) return undefined;
  const e164 = own.code + national;
  const { kind, prefix } = destinationOf(e164);
  const service = services && (kind === 'free' || kind === 'premium' || kind === 'shared-cost' || kind === 'personal');
  const other = otherLengths[prefix];
  const shortest = service ? shortestService : (other ?? own.shortest);
  const longest = service ? Math.max(longestService, own.longest) : (other ?? own.longest);
  return national.length >= shortest && national.length <= longest ? e164Of(plan, e164) : undefined;
}

/** `digits` begin with a country code. Undefined when that is none we know of. */
function e164Of(plan: DialPlan, digits: string): DialledNumber | undefined {
  let e164 = digits.slice(0, longestNumber);
  let { country, prefix } = destinationOf(e164);
  if (prefix === '') return { e164, kind: 'unknown', country: '' };
  // The national 0 that people leave after a country code; not where national numbers begin with one.
  if (e164.charCodeAt(prefix.length) === 0x30) {
    const dialling = countryDialling.get(country);
    if (dialling?.national === '0' && prefix === dialling.code) {
      e164 = prefix + digits.slice(prefix.length + 1).slice(0, longestNumber - prefix.length);
      ({ country, prefix } = destinationOf(e164));
    }
  }
  const { ownRanges } = plan;
  if (ownRanges.length > 0) {
    const number = numberOf(e164);
    for (const { first, last } of ownRanges)
      if (number >= first && number <= last) return { e164, kind: 'internal', country };
  }
  return { e164, kind: atHome(plan, country, e164) ? 'national' : 'international', country };
}

/** Same country, a number of no country behind the same code (1 800), or territories that dial each other as one country. */
function atHome(plan: DialPlan, country: string, e164: string): boolean {
  if (country === plan.country) return country !== '';
  const code = countryDialling.get(plan.country)?.code;
  if (code === undefined || !e164.startsWith(code)) return false;
  return country === '' || (code !== '1' && code !== '7' && countryDialling.get(country)?.code === code);
}

/** A prefix of digits alone, as 141, counts only before a prefix: +1 416 … without its plus begins the same. */
function withoutCallerId(plan: DialPlan, digits: string): string {
  const rest = withoutOne(digits, plan.callerIdPrefixes);
  if (rest === digits || hasMark(digits.slice(0, digits.length - rest.length))) return rest;
  const prefixes = [plan.nationalPrefix, ...plan.internationalPrefixes, ...plan.outsideLine];
  return prefixes.some((prefix) => prefix !== '' && rest.startsWith(prefix)) ? rest : digits;
}

/** The number that these digits are, 15 at most; quicker than reading them as any text. */
function numberOf(digits: string): number {
  let number = 0;
  for (let i = 0; i < digits.length; i++) number = number * 10 + (digits.charCodeAt(i) - 0x30);
  return number;
}

function withoutOne(digits: string, prefixes: readonly string[]): string {
  let longest = 0;
  for (const prefix of prefixes)
    if (prefix.length > longest && digits.length > prefix.length && digits.startsWith(prefix)) longest = prefix.length;
  return longest === 0 ? digits : digits.slice(longest);
}

let lastCompiled: Compiled | undefined;

function compile(plan: DialPlan): Compiled {
  if (lastCompiled?.plan === plan) return lastCompiled;
  let own = compiled.get(plan);
  if (!own) {
    const [shortest, longest] = nationalLength(plan.country);
    own = {
      plan,
      emergency: new EmergencyReader(plan),
      code: countryDialling.get(plan.country)?.code ?? '',
      shortCodes: new Set(plan.shortCodes),
      ...{ shortest, longest, home: homeOf(plan) },
    };
    compiled.set(plan, own);
  }
  lastCompiled = own;
  return own;
}

/** The digits behind the country code that all fixed numbers of one's own begin with. */
function homeOf({ country, ownRanges }: DialPlan): string {
  const code = countryDialling.get(country)?.code ?? '';
  let home: string | undefined;
  for (const { first, last } of ownRanges)
    for (const number of [String(first), String(last)]) {
      const to = destinationOf(number);
      if (to.country !== country || (to.kind !== 'fixed' && to.kind !== 'fixed-or-mobile')) continue;
      const national = number.slice(code.length);
      if (home === undefined) home = national;
      let same = 0;
      while (same < home.length && home[same] === national[same]) same++;
      home = home.slice(0, same);
    }
  return home ?? '';
}
