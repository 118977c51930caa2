import { RE2JS } from 're2js';
import type { Event, EventKey } from '../../core/event.ts';
import { matchCidr } from './address-match.ts';
import { base64, base64Offsets, toBytes } from './encode.ts';
import { type FieldValue, fieldKey, fieldKind, getters, isKnown, textKeys } from './fields.ts';
import { type Comparison, comparisons, type Modifiers, readModifiers, type TimePart } from './modifiers.ts';
import type { Node } from './node.ts';
import { isLiteral, matchPattern, readPattern, type TextMatch, widen } from './pattern.ts';
import { longestPlain, plainRegex } from './plain-regex.ts';
import { refuse } from './refusal.ts';

type Holds = (value: FieldValue) => boolean;
/** A value of a rule file. */
export type Scalar = string | number | boolean | null;

const longestRegex = 2000;
const largestProgram = 5000;
/** A plain expression up to this length, that repeats nothing 100 times or more, is one of RE2 and far from too large. */
const longestSure = 100;
const manyTimes = /\{\d{3}|,\d{3}/;

/** The question that `field|modifiers: values` asks of an event. Refuses fields events do not have and values without a meaning. */
export function readFieldItem(item: string, values: readonly Scalar[]): Node {
  const [name, ...names] = item.split('|');
  const modifiers = readModifiers(names, item);
  if (name === '') return keywords(values, modifiers, item);
  const key = fieldKey(name);
  if (key === undefined) refuse(`unknown field "${name}": events do not have it`);
  if (values.length === 0) refuse(`"${item}" has no value`);
  const questions = modifiers.type === 'fieldref' ? [] : readValues(key, values, modifiers, item);
  const node: Node =
    modifiers.type === 'fieldref'
      ? combine(
          values.map((value) => fieldReference(key, value, modifiers, item)),
          modifiers.all,
        )
      : {
          kind: 'field',
          key,
          holds: combineHolds(questions, modifiers.all),
          costly: questions.length > 2 || (modifiers.type === 're' && !isPlain(modifiers, values)),
        };
  if (!modifiers.negated) return node;
  // A field that is not known differs from nothing: `neq` asks for a known, other value.
  const get = getters[key];
  return {
    kind: 'all',
    items: [
      { kind: 'not', item: node },
      { kind: 'event', keys: [key], holds: (event) => isKnown(key, get(event)) },
    ],
  };
}

/** The question whether any text of the event contains the words. */
export function keywords(values: readonly Scalar[], modifiers: Modifiers, item: string): Node {
  if (modifiers.type !== '' && modifiers.type !== 're') refuse(`"${item}": modifier "${modifiers.type}" needs a field`);
  if (modifiers.position || modifiers.timePart || modifiers.negated)
    refuse(`"${item}": keywords are searched anywhere; this modifier needs a field`);
  const items = values.map((value): Node => {
    if (value === null || value === '') refuse('an empty keyword would match every event');
    const matches = textMatches(
      String(value),
      { ...modifiers, position: modifiers.type === 're' ? '' : 'contains' },
      item,
    );
    return {
      kind: 'event',
      keys: textKeys,
      holds: (event: Event) => textKeys.some((key) => matches(event[key] as string)),
    };
  });
  if (items.length === 0) refuse('a list of keywords is empty');
  return combine(items, modifiers.all);
}

function combine(items: readonly Node[], all: boolean): Node {
  return items.length === 1 ? items[0] : { kind: all ? 'all' : 'any', items };
}

function combineHolds(parts: readonly Holds[], all: boolean): Holds {
  if (parts.length === 1) return parts[0];
  return all ? (value) => parts.every((part) => part(value)) : (value) => parts.some((part) => part(value));
}

function readValues(key: EventKey, values: readonly Scalar[], modifiers: Modifiers, item: string): readonly Holds[] {
  const kind = fieldKind(key);
  if (modifiers.type === 'exists') {
    if (values.length !== 1 || typeof values[0] !== 'boolean') refuse(`"${item}" must be true or false`);
    const wanted = values[0];
    return [(value) => isKnown(key, value) === wanted];
  }
  if (kind === 'time') return values.map((value) => timeHolds(value, modifiers, item));
  if (modifiers.timePart) refuse(`"${item}": "${modifiers.timePart}" goes with @timestamp only`);
  if ((comparisons as readonly string[]).includes(modifiers.type)) {
    if (kind !== 'number')
      refuse(`"${item}": "${modifiers.type}" compares numbers, ${item.split('|')[0]} is no number`);
    return values.map((value) => {
      const limit = numberOf(value, item);
      const compares = comparing(modifiers.type as Comparison, limit);
      return (actual) => isKnown(key, actual) && compares(actual as number);
    });
  }
  if (modifiers.type === 'cidr' && key !== 'sourceIp' && key !== 'destinationIp')
    refuse(`"${item}": cidr goes with source.ip and destination.ip only`);
  return plainValues(key, values, modifiers, item);
}

function plainValues(key: EventKey, values: readonly Scalar[], modifiers: Modifiers, item: string): readonly Holds[] {
  const kind = fieldKind(key);
  const plain = !modifiers.position && !modifiers.encoding && !modifiers.type;
  const holds: Holds[] = [];
  const literals = new Set<string>();
  for (const value of values) {
    if (value === null || value === '') {
      if (!plain) refuse(`"${item}": an empty value has no meaning with this modifier`);
      holds.push((actual) => !isKnown(key, actual));
    } else if (kind === 'boolean') {
      const wanted = value === true || String(value).toLowerCase() === 'true';
      if (!plain || (!wanted && value !== false && String(value).toLowerCase() !== 'false'))
        refuse(`"${item}": this field is true or false`);
      holds.push((actual) => actual === wanted);
    } else if (kind === 'number') {
      if (modifiers.encoding || modifiers.type) refuse(`"${item}": this field is a number`);
      if (plain && isLiteral(readPattern(String(value)))) {
        const wanted = numberOf(value, item);
        holds.push((actual) => actual === wanted && isKnown(key, actual));
      } else {
        const matches = textMatches(String(value), modifiers, item);
        holds.push((actual) => isKnown(key, actual) && matches(String(actual)));
      }
    } else if (plain && !modifiers.cased && !modifiers.all && isLiteral(readPattern(String(value))))
      literals.add(readPattern(String(value)).join('').toLowerCase());
    else {
      const matches = textMatches(String(value), modifiers, item);
      // Not known is no text: `*` asks for a known value.
      holds.push((actual) => actual !== '' && matches(actual as string));
    }
  }
  if (literals.size > 0) holds.push(isOneOf(literals));
  return holds;
}

/** Whether a text is one of these in lower case, whatever its own case. Most texts have the length of none. */
function isOneOf(literals: ReadonlySet<string>): Holds {
  // A bit for each length; those of 31 and more share one.
  const lengths = [...literals].reduce((bits, { length }) => bits | lengthBit(length), 0);
  const isOne = (text: string) => literals.has(text) || literals.has(text.toLowerCase());
  // Outside ASCII the lower case may be longer.
  if ([...literals].some((literal) => !isAscii(literal))) return (actual) => isOne(actual as string);
  return (actual) => (lengths & lengthBit((actual as string).length)) !== 0 && isOne(actual as string);
}

function lengthBit(length: number): number {
  return 1 << Math.min(length, 31);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function textMatches(value: string, modifiers: Modifiers, item: string): TextMatch {
  if (modifiers.type === 're') return regex(value, modifiers.flags, item);
  if (modifiers.type === 'cidr') return matchCidr(value);
  const before = modifiers.position === 'contains' || modifiers.position === 'endswith';
  const after = modifiers.position === 'contains' || modifiers.position === 'startswith';
  let parts = readPattern(value);
  if (!modifiers.encoding) return matchPattern(widen(parts, before, after), modifiers.cased);
  if (!isLiteral(parts)) refuse(`"${item}": wildcards cannot be encoded`);
  const bytes = toBytes(parts.join(''), modifiers.wide);
  const encoded = modifiers.encoding === 'base64' ? [base64(bytes)] : base64Offsets(bytes);
  const matches = encoded.map((text) => {
    parts = [text];
    return matchPattern(widen(parts, before, after), modifiers.cased);
  });
  return (text) => matches.some((match) => match(text));
}

function regex(source: string, flags: string, item: string): TextMatch {
  if (source.length > longestRegex)
    refuse(`"${item}": the regular expression is longer than ${longestRegex} characters`);
  const plain = flags === '' ? plainRegex(source) : undefined;
  let compiled: RE2JS | undefined;
  // What is certainly no trouble is compiled for RE2 once a text is too long for JavaScript: that takes 10 ms the first time.
  if (plain === undefined || source.length > longestSure || manyTimes.test(source))
    compiled = compileRegex(source, flags, item);
  if (plain === undefined) return (text) => compiled!.test(text);
  return (text) => {
    if (text.length <= longestPlain) return plain.test(text);
    compiled ??= compileRegex(source, flags, item);
    return compiled.test(text);
  };
}

function compileRegex(source: string, flags: string, item: string): RE2JS {
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, bits);
  } catch (error) {
    refuse(`"${item}": regular expression refused: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (compiled.programSize() > largestProgram) refuse(`"${item}": the regular expression is too large`);
  return compiled;
}

/** Whether the JavaScript engine may look for these expressions: it has an answer sooner than a memory of answers. */
function isPlain({ flags }: Modifiers, values: readonly Scalar[]): boolean {
  return flags === '' && values.every((value) => plainRegex(String(value)) !== undefined);
}

function fieldReference(key: EventKey, value: Scalar, modifiers: Modifiers, item: string): Node {
  const other = typeof value === 'string' ? fieldKey(value) : undefined;
  if (other === undefined) refuse(`"${item}": unknown field "${String(value)}": events do not have it`);
  const [left, right] = [getters[key], getters[other]];
  const fold = modifiers.cased ? (text: FieldValue) => String(text) : (text: FieldValue) => String(text).toLowerCase();
  const { position } = modifiers;
  return {
    kind: 'event',
    keys: [key, other],
    holds: (event) => {
      const [a, b] = [left(event), right(event)];
      if (!isKnown(key, a) || !isKnown(other, b)) return false;
      const [text, part] = [fold(a), fold(b)];
      if (position === 'contains') return text.includes(part);
      if (position === 'startswith') return text.startsWith(part);
      return position === 'endswith' ? text.endsWith(part) : text === part;
    },
  };
}

function numberOf(value: Scalar, item: string): number {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) refuse(`"${item}": "${String(value)}" is no number`);
  return number;
}

function comparing(comparison: Comparison, limit: number): (value: number) => boolean {
  if (comparison === 'lt') return (value) => value < limit;
  if (comparison === 'lte') return (value) => value <= limit;
  return comparison === 'gt' ? (value) => value > limit : (value) => value >= limit;
}

function timeHolds(value: Scalar, modifiers: Modifiers, item: string): Holds {
  const { timePart, type } = modifiers;
  if (modifiers.position || modifiers.encoding || type === 're' || type === 'cidr')
    refuse(`"${item}": @timestamp is a time, not a text`);
  const compares = (comparisons as readonly string[]).includes(type);
  if (timePart) {
    const limit = numberOf(value, item);
    const holds = compares ? comparing(type as Comparison, limit) : (part: number) => part === limit;
    return (time) => holds(partOf(time as number, timePart));
  }
  if (!compares) refuse(`"${item}": @timestamp needs lt, lte, gt, gte or a part such as hour`);
  const limit = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(limit)) refuse(`"${item}": "${String(value)}" is no ISO 8601 time`);
  const holds = comparing(type as Comparison, limit);
  return (time) => holds(time as number);
}

/** A part of a time, in UTC; weeks as ISO 8601 counts them. */
function partOf(time: number, part: TimePart): number {
  const date = new Date(time);
  if (part === 'minute') return date.getUTCMinutes();
  if (part === 'hour') return date.getUTCHours();
  if (part === 'day') return date.getUTCDate();
  if (part === 'month') return date.getUTCMonth() + 1;
  if (part === 'year') return date.getUTCFullYear();
  const thursday = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const newYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - newYear) / 604_800_000) + 1;
}
