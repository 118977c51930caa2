import type { GeoFormat } from './geo-format.ts';
import type { Mark } from './lane-marks.ts';
import type { Prefixes } from './prefixes.ts';

const digits = '0123456789abcdef';

/**
 * A table of Kamailio's db_text for its module mtree: a tree of hexadecimal digits of addresses, behind a 4 or a 6 for the
 * family. A prefix that ends inside a digit takes two, four or eight of them. The longest that fits decides.
 */
export const kamailioFormat: GeoFormat = {
  contentType: 'text/plain; charset=utf-8',
  verdicts: ['refuse', 'limit'],
  saysRest: true,
  head: (_, rest) => `tprefix(string) tvalue(string)\n4:${written(rest.v4)}\n6:${written(rest.v6)}\n`,
  line: (prefixes, index, mark) => {
    const value = written(mark);
    return keysOf(prefixes, index)
      .map((key) => `${key}:${value}\n`)
      .join('');
  },
  tail: '',
};

/** A colon ends a column: limits take a slash. */
function written({ verdict, limit }: Mark): string {
  if (verdict === 'limit' && limit) return `limit/${limit.count}/${limit.concurrent}`;
  return verdict === 'refuse' ? 'refuse' : 'allow';
}

/** How a prefix stands in the tree. */
function keysOf(prefixes: Prefixes, index: number): readonly string[] {
  const length = prefixes.length(index);
  const whole = length >> 2;
  let hex = '';
  for (const lane of prefixes.start(index)) hex += lane.toString(16).padStart(8, '0');
  const known = `${prefixes.family}${hex.slice(0, whole)}`;
  const open = 4 - (length & 3);
  if (open === 4) return [known];
  const first = Number.parseInt(hex[whole]!, 16);
  return Array.from({ length: 1 << open }, (_, i) => `${known}${digits[first + i]}`);
}
