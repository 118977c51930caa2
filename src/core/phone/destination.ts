import { nanpIslands, nanpNumbering } from './nanp.ts';
import { numbering } from './numbering.ts';
import { PrefixIndex, prefixKey } from './prefix-index.ts';

/** What kind of line a number reaches. `fixed-or-mobile`: the country does not tell them apart by number. */
export const destinationKinds = [
  'unknown',
  'fixed',
  'mobile',
  'fixed-or-mobile',
  'free',
  'shared-cost',
  'premium',
  'personal',
  'paging',
  'satellite',
  'international-network',
  'emergency',
  'short',
  'internal',
] as const;
export type DestinationKind = (typeof destinationKinds)[number];

export interface Destination {
  /** ISO 3166-1 alpha-2; '' for numbers of no country (satellite, international networks, 1 800 …) and for unknown ones. */
  readonly country: string;
  readonly kind: DestinationKind;
  /** The digits that decided, '' for none. */
  readonly prefix: string;
  /** Shares +1 with the United States and Canada, but is neither. */
  readonly island: boolean;
}

const kindOf: Readonly<Record<string, DestinationKind>> = {
  f: 'fixed',
  m: 'mobile',
  b: 'fixed-or-mobile',
  t: 'free',
  s: 'shared-cost',
  p: 'premium',
  x: 'personal',
  w: 'paging',
  v: 'satellite',
  g: 'international-network',
};

/** A number that begins with nothing we know; also what is no number at all. */
export const unknownDestination: Destination = { country: '', kind: 'unknown', prefix: '', island: false };

let lastNumber = '';
let lastDestination = unknownDestination;

const { index, destinations } = build(`${numbering.trim()}\n${nanpNumbering}`);

/** Where E.164 digits (no plus) lead, by the longest prefix we know. Never refuses: what is unknown is of kind `unknown`. */
export function destinationOf(e164: string): Destination {
  // On its way through the house one number is asked for several times in a row.
  if (e164 === lastNumber) return lastDestination;
  const place = index.find(e164);
  lastNumber = e164;
  lastDestination = place < 0 ? unknownDestination : destinations[place]!;
  return lastDestination;
}

/** Every prefix of the table with what it means, for lists and tests. */
export function allDestinations(): readonly Destination[] {
  return destinations;
}

function build(table: string): { index: PrefixIndex; destinations: readonly Destination[] } {
  const found = new Map<string, Destination>();
  const put = (prefix: string, country: string, kind: DestinationKind) =>
    found.set(prefix, { country, kind, prefix, island: nanpIslands.has(country) });
  for (const line of table.split('\n')) {
    const [code, named, ...kinds] = line.split(' ') as [string, string, ...string[]];
    const country = named === '.' ? '' : named;
    // The first country named for a code has what no longer prefix gives to another.
    if (!found.has(code)) put(code, country, 'unknown');
    for (const part of kinds) {
      const [letter, prefixes] = part.split('=') as [string, string];
      const kind = kindOf[letter];
      if (!kind) throw new Error(`numbering: ${line} has the unknown kind ${letter}`);
      for (const prefix of prefixes.split(',').flatMap(upTo)) put(`${code}${prefix}`, country, kind);
    }
  }
  const sorted = [...found.values()].sort((a, b) => prefixKey(a.prefix) - prefixKey(b.prefix));
  return { index: new PrefixIndex(Float64Array.from(sorted, ({ prefix }) => prefixKey(prefix))), destinations: sorted };
}

/** `61-65` as 61, 62 … 65; `*` as nothing more. */
function upTo(range: string): string[] {
  if (range === '*') return [''];
  const [first, last = first] = range.split('-') as [string, string?];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) =>
    String(Number(first) + i).padStart(first.length, '0'),
  );
}
