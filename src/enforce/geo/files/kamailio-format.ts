import { treeEntries } from './digit-tree.ts';
import type { GeoFormat } from './geo-format.ts';
import type { Mark } from './lane-marks.ts';

/**
 * A table of Kamailio's db_text for its module mtree: a tree of hexadecimal digits of addresses, behind a 4 or a 6 for the
 * family. The longest entry that fits decides.
 */
export const kamailioFormat: GeoFormat = {
  contentType: 'text/plain; charset=utf-8',
  verdicts: ['refuse', 'limit'],
  saysRest: true,
  head: () => 'tprefix(string) tvalue(string)\n',
  *lines(prefixes, marks) {
    for (const { digits, mark } of treeEntries(prefixes))
      yield `${prefixes.family}${digits}:${written(marks[mark]!)}\n`;
  },
  tail: '',
};

/** A colon ends a column: limits take a slash. */
function written({ verdict, limit }: Mark): string {
  if (verdict === 'limit' && limit) return `limit/${limit.count}/${limit.concurrent}`;
  return verdict === 'refuse' ? 'refuse' : 'allow';
}
