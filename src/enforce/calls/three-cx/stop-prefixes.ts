import { countryDialling } from '../../../core/phone/countries.ts';
import { emergencyNumbers } from '../../../core/phone/emergency.ts';

export interface StopPrefixOptions {
  /** ISO country of the phones. */
  readonly country: string;
  /** What stands before a number abroad, a plus aside. */
  readonly internationalPrefixes: readonly string[];
  /** Before a national number, '' for none. */
  readonly nationalPrefix: string;
  /** Digits for an outside line that dialled numbers still carry. */
  readonly outsideLine: readonly string[];
}

/**
 * Shortest number that a rule refuses, in characters as dialled. No emergency number has more than six; those that get longer
 * by what stands before them are spared one by one.
 */
export const shortestRefused = 7;

/**
 * Prefixes that an outbound rule of 3CX refuses: it only knows beginnings and lengths. `abroad`: all numbers behind an
 * international prefix but those of the own country; `outgoing`: these too, and national ones. No emergency number of the
 * country, however it is written, begins with one of them and is long enough.
 */
export function stopPrefixes(reach: 'abroad' | 'outgoing', options: StopPrefixOptions): string[] {
  const { nationalPrefix, outsideLine } = options;
  const lines = ['', ...outsideLine];
  const abroad = [...options.internationalPrefixes, '+'].flatMap((prefix) => lines.map((line) => line + prefix));
  const home = countryDialling.get(options.country)?.code ?? '';
  const roots = new Set(abroad);
  if (reach === 'outgoing') for (const line of lines) roots.add(line + nationalPrefix);
  const spared = [
    ...(reach === 'abroad' && home !== '' ? abroad.map((prefix) => prefix + home) : []),
    ...emergencySpellings(options, home, abroad, lines),
  ];
  const prefixes = [...roots].flatMap((root) => expand(root, spared));
  // What begins with another one is refused by that.
  return [...new Set(prefixes)]
    .filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)))
    .sort();
}

/** Every way to write an emergency number of the country that is long enough for a rule. */
function emergencySpellings(
  { country, nationalPrefix }: StopPrefixOptions,
  home: string,
  abroad: readonly string[],
  lines: readonly string[],
): string[] {
  const before = abroad.flatMap((prefix) => [prefix, prefix + home, prefix + home + nationalPrefix]);
  return [...emergencyNumbers(country)]
    .flatMap((number) => [...lines, ...lines.map((line) => line + nationalPrefix), ...before].map((at) => at + number))
    .filter(({ length }) => length >= shortestRefused);
}

/** The fewest prefixes that stand for everything behind `prefix` but what begins with something spared. */
function expand(prefix: string, spared: readonly string[]): string[] {
  const near = spared.filter((start) => start.startsWith(prefix));
  if (near.length === 0 && prefix !== '') return [prefix];
  if (near.includes(prefix)) return [];
  return Array.from({ length: 10 }, (_, digit) => expand(prefix + digit, near)).flat();
}
