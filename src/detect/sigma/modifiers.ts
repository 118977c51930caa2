import type { Wide } from './encode.ts';
import { refuse } from './refusal.ts';

export const comparisons = ['lt', 'lte', 'gt', 'gte'] as const;
export type Comparison = (typeof comparisons)[number];
export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof timeParts)[number];

/** What stands after a field name, read and checked. */
export interface Modifiers {
  readonly all: boolean;
  readonly cased: boolean;
  readonly negated: boolean;
  readonly position: '' | 'contains' | 'startswith' | 'endswith';
  readonly encoding: '' | 'base64' | 'base64offset';
  readonly wide: Wide | undefined;
  readonly type: '' | 're' | 'cidr' | 'exists' | 'fieldref' | Comparison;
  /** Flags of `re`, among i, m, s. */
  readonly flags: string;
  readonly timePart: TimePart | undefined;
}

const refusedModifiers: ReadonlyMap<string, string> = new Map([
  ['windash', 'modifier "windash" is about command lines, which events do not have'],
  ['expand', 'modifier "expand" needs placeholders, which are not supported'],
]);

/** Reads the modifiers of one field item, in the order they stand; refuses unknown ones and combinations without a meaning. */
export function readModifiers(names: readonly string[], item: string): Modifiers {
  let all = false;
  let cased = false;
  let negated = false;
  let position: Modifiers['position'] = '';
  let encoding: Modifiers['encoding'] = '';
  let wide: Wide | undefined;
  let type: Modifiers['type'] = '';
  let flags = '';
  let timePart: TimePart | undefined;
  const clash = (name: string): never =>
    refuse(`"${item}": modifier "${name}" cannot be combined with those before it`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) refuse(`"${item}": modifier "${name}" stands twice`);
    seen.add(name);
    const reason = refusedModifiers.get(name);
    if (reason) refuse(`"${item}": ${reason}`);
    if (name === 'all') all = true;
    else if (name === 'cased') cased = true;
    else if (name === 'neq') negated = true;
    else if (name === 'contains' || name === 'startswith' || name === 'endswith') {
      if (position || (type && type !== 'fieldref')) clash(name);
      position = name;
    } else if (name === 'utf16le' || name === 'wide' || name === 'utf16be' || name === 'utf16') {
      if (wide || encoding || type || position) clash(name);
      wide = name === 'wide' ? 'utf16le' : name;
    } else if (name === 'base64' || name === 'base64offset') {
      if (encoding || type || position) clash(name);
      encoding = name;
    } else if (name === 're' || name === 'cidr' || name === 'exists' || name === 'fieldref') {
      if (type || encoding || wide || (position && name !== 'fieldref')) clash(name);
      type = name;
    } else if (name === 'i' || name === 'm' || name === 's') {
      if (type !== 're') refuse(`"${item}": modifier "${name}" goes with "re" only`);
      flags += name;
    } else if ((comparisons as readonly string[]).includes(name)) {
      if (type || position || encoding || wide) clash(name);
      type = name as Comparison;
    } else if ((timeParts as readonly string[]).includes(name)) {
      if (timePart || type || position || encoding || wide) clash(name);
      timePart = name as TimePart;
    } else refuse(`"${item}": unknown modifier "${name}"`);
  }
  if (wide && !encoding)
    refuse(`"${item}": a UTF-16 modifier needs base64 or base64offset after it; events are text, not bytes`);
  if (type === 're' && cased) refuse(`"${item}": "re" already minds case; "cased" does not go with it`);
  if (type === 'exists' && (all || cased || negated || position)) clash('exists');
  if (
    timePart &&
    (cased || position || encoding || type === 're' || type === 'cidr' || type === 'exists' || type === 'fieldref')
  )
    clash(timePart);
  return { all, cased, negated, position, encoding, wide, type, flags, timePart };
}
