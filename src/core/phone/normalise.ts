import { countryDialling } from './countries.ts';
import { destinationOf } from './destination.ts';
import { type DialPlan, nationalLength } from './dial-plan.ts';
import { readDialled } from './dialled-text.ts';
import { EmergencyReader } from './emergency.ts';
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
  /** Digits of E.164 without plus; '' for what is no such number. */
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
}

const compiled = new WeakMap<DialPlan, Compiled>();
const shortestInternational = 7;
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
  if (!plus) digits = withoutCallerId(plan, digits);
  if (hasMark(digits)) return local(plan, 'internal');
  if (plus) return e164Of(plan, digits) ?? unknownNumber;

  for (const line of plan.outsideLine) {
    if (line === '' || !digits.startsWith(line)) continue;
    const rest = digits.slice(line.length);
    if (own.shortCodes.has(rest)) return local(plan, 'short');
    const outside =
      withPrefix(plan, own, rest) ?? (rest.length > plan.longestExtension ? bare(plan, own, rest) : undefined);
    if (outside) return outside;
  }
  const number = withPrefix(plan, own, digits) ?? bare(plan, own, digits);
  if (number) return number;
  return digits.length <= plan.longestExtension ? local(plan, 'internal') : unknownNumber;
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
  const abroad = withoutOne(digits, plan.internationalPrefixes);
  if (abroad !== digits && abroad.length >= shortestInternational && !abroad.startsWith('0')) {
    const number = e164Of(plan, abroad);
    if (number) return number;
  }
  const prefix = plan.nationalPrefix;
  if (prefix === '' || own.code === '' || !digits.startsWith(prefix)) return undefined;
  return ofCountry(plan, own, digits.slice(prefix.length));
}

/** A number without any prefix: national, with its country code, or local. */
function bare(plan: DialPlan, own: Compiled, dialled: string): DialledNumber | undefined {
  const digits = withoutOne(dialled, plan.carrierPrefixes);
  const { shortest, longest } = own;
  if (digits.length <= plan.longestExtension && digits.length < shortest) return undefined;
  if (own.code !== '' && digits.startsWith(own.code)) {
    const rest = digits.length - own.code.length;
    if (rest >= shortest && rest <= longest && digits.length > longest) return e164Of(plan, digits);
  }
  const national = ofCountry(plan, own, digits);
  if (national) return national;
  if (own.code !== '' && plan.areaCode !== '' && !digits.startsWith('0')) {
    const local = ofCountry(plan, own, plan.areaCode + digits);
    if (local) return local;
  }
  return digits.length >= shortestInternational && !digits.startsWith('0') ? e164Of(plan, digits) : undefined;
}

/** A national number of the plan's country when its length is one it can have. */
function ofCountry(plan: DialPlan, own: Compiled, national: string): DialledNumber | undefined {
  if (own.code === '' || national === '') return undefined;
  const e164 = own.code + national;
  const { kind } = destinationOf(e164);
  const service = kind === 'free' || kind === 'premium' || kind === 'shared-cost' || kind === 'personal';
  const shortest = service ? 5 : own.shortest;
  const longest = service ? 11 : own.longest;
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
      ...{ shortest, longest },
    };
    compiled.set(plan, own);
  }
  lastCompiled = own;
  return own;
}
