import { formatCidr, readCidr } from '../ip.ts';
import { type DestinationKind, destinationKinds } from '../phone/destination.ts';
import { ok, type Result, refused } from '../result.ts';
import type { Text } from '../text.ts';
import { isCountry } from './countries.ts';
import type { GeoGroup } from './geo-policy.ts';
import { builtInGroup } from './groups.ts';
import type { GeoSubject } from './subject.ts';

const largestAs = 4_294_967_295;
/** Names of groups that people write in capitals. */
const abbreviations: ReadonlySet<string> = new Set(['eu', 'eea', 'efta', 'nato', 'brics', 'dach']);
const kinds: ReadonlySet<string> = new Set(destinationKinds);

/**
 * Reads what a rule names, without regard to case; `groups` are the provider's own. A text of two letters that is both (EU) is
 * the group. Refuses, with a sentence, what is none of them.
 */
export function readSubject(text: string, groups: readonly GeoGroup[]): Result<GeoSubject, Text> {
  const plain = text.trim();
  const lower = plain.toLowerCase();
  if (lower === 'any' || lower === 'unknown' || lower === 'hosting') return ok({ kind: lower });
  if (lower.startsWith('kind:')) return readKind(lower.slice(5));
  if (lower.startsWith('+')) return readNumber(plain);
  if (/^as\d+$/.test(lower)) return readAs(lower.slice(2));
  if (/[:./]/.test(plain)) return readRange(plain);
  if (builtInGroup(lower) || groups.some(({ name }) => name === lower)) return ok({ kind: 'group', name: lower });
  const code = plain.toUpperCase();
  if (isCountry(code)) return ok({ kind: 'country', code });
  return refused(unknownWord(plain));
}

function readKind(name: string): Result<GeoSubject, Text> {
  if (kinds.has(name) && name !== 'emergency') return ok({ kind: 'number-kind', value: name as DestinationKind });
  const known = destinationKinds.filter((kind) => kind !== 'emergency').join(', ');
  return refused({
    en: `kind:${shown(name)} is no kind of number; there are ${known}`,
    nl: `kind:${shown(name)} is geen soort nummer; er zijn ${known}`,
  });
}

function readNumber(text: string): Result<GeoSubject, Text> {
  const digits = text.slice(1).replace(/[ ().-]/g, '');
  if (/^[1-9]\d{0,14}$/.test(digits)) return ok({ kind: 'number', digits });
  return refused({
    en: `${shown(text)} is no international number or the beginning of one, such as +88213`,
    nl: `${shown(text)} is geen internationaal nummer of het begin ervan, zoals +88213`,
  });
}

function readAs(digits: string): Result<GeoSubject, Text> {
  const number = Number(digits);
  if (number >= 1 && number <= largestAs && digits.length <= 10) return ok({ kind: 'as', number });
  return refused({
    en: `AS${shown(digits)} is no network number (1 to ${largestAs})`,
    nl: `AS${shown(digits)} is geen netwerknummer (1 tot en met ${largestAs})`,
  });
}

function readRange(text: string): Result<GeoSubject, Text> {
  const cidr = readCidr(text);
  if (cidr) return ok({ kind: 'range', cidr });
  return refused({
    en: `${shown(text)} is no address or range, such as 203.0.113.0/24`,
    nl: `${shown(text)} is geen adres of reeks, zoals 203.0.113.0/24`,
  });
}

function unknownWord(text: string): Text {
  if (text.toUpperCase() === 'UK')
    return {
      en: 'UK is no country code: the United Kingdom is GB',
      nl: 'UK is geen landcode: het Verenigd Koninkrijk is GB',
    };
  return {
    en: `${shown(text)} is no country code, group, network, address or number`,
    nl: `${shown(text)} is geen landcode, groep, netwerk, adres of nummer`,
  };
}

/** Somebody else's text in a sentence of ours: short, and without what steers a screen. */
function shown(text: string): string {
  return `“${text.slice(0, 64).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}”`;
}

/** The text by which a subject is always written: `203.0.113.0/24`, `AS64500`, `NL`, `EU`, `benelux`, `+88213`, `kind:premium` … */
export function subjectText(subject: GeoSubject): string {
  switch (subject.kind) {
    case 'range':
      return formatCidr(subject.cidr);
    case 'as':
      return `AS${subject.number}`;
    case 'number':
      return `+${subject.digits}`;
    case 'number-kind':
      return `kind:${subject.value}`;
    case 'country':
      return subject.code;
    case 'group':
      return abbreviations.has(subject.name) ? subject.name.toUpperCase() : subject.name;
    default:
      return subject.kind;
  }
}
