import { trimEnd } from '../../line/scan.ts';
import { CdrClock } from '../cdr-clock.ts';
import { type CdrFormat, type CdrOptions, type CdrReading, longestLine, longestPost, refusals } from '../cdr-format.ts';
import { FreeswitchCsvLine } from './csv-line.ts';
import { readPost } from './post.ts';

/**
 * FreeSWITCH: lines of mod_cdr_csv (the templates example, sql, snom, linksys, asterisk and opencdrrate), and the records that
 * mod_json_cdr and mod_xml_cdr write or post, one record a call to `read`, as they are or as a form (`cdr=…`).
 */
export function createFreeswitchCdr({ zone }: CdrOptions): CdrFormat {
  const clock = new CdrClock(zone);
  const csv = new FreeswitchCsvLine(clock);
  return {
    id: 'freeswitch-cdr',
    read(bytes: Buffer, start: number, end: number, line: number): CdrReading {
      const stop = trimEnd(bytes, start, end);
      let at = start;
      while (at < stop && bytes[at] <= 0x20) at++;
      if (at === stop) return undefined;
      const first = bytes[at];
      // `{`, `<`, `c` of `cdr=`.
      if (first === 0x7b || first === 0x3c || first === 0x63) {
        if (stop - at > longestPost) return refusals['too-long'];
        return readPost(bytes.toString('utf8', at, stop), line, clock);
      }
      return stop - at > longestLine ? refusals['too-long'] : csv.read(bytes, at, stop, line);
    },
  };
}
