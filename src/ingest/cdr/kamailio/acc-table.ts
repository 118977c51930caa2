import type { CdrClock } from '../cdr-clock.ts';
import { CdrColumns } from '../cdr-columns.ts';
import { type CdrRefusal, refusals } from '../cdr-format.ts';
import { accRecord } from './acc-line.ts';
import { type AccRecord, accExtraNames } from './acc-record.ts';

const tab = 0x09;
/** The table acc as Kamailio makes it, and the extra columns of its default script behind it. */
const usual = ['id', 'method', 'from_tag', 'to_tag', 'callid', 'sip_code', 'sip_reason', 'time'];
const usualExtra = ['src_user', 'src_domain', 'src_ip', 'dst_ouser', 'dst_user', 'dst_domain'];
const tags = ['from_tag', 'to_tag'];
const needed = ['method', 'callid', 'sip_code', 'time'];

/**
 * Reads a dump of the table acc or missed_calls: CSV, or with tabs as `mysql --batch` and `COPY` write it. The first line may name
 * the columns, in any order; without names they are those that Kamailio makes.
 */
export class AccTable {
  private names: readonly string[] = [];
  private readonly commas = new CdrColumns();
  private readonly tabs = new CdrColumns(tab);
  private readonly clock: CdrClock;

  constructor(clock: CdrClock) {
    this.clock = clock;
  }

  /** Undefined for the line with the names. */
  read(bytes: Buffer, start: number, end: number): AccRecord | CdrRefusal | undefined {
    const tabbed = bytes.indexOf(tab, start);
    const columns = tabbed >= 0 && tabbed < end ? this.tabs : this.commas;
    if (!columns.splitStrictly(bytes, start, end)) return refusals.ambiguous;
    const { count } = columns;
    if (count < needed.length) return refusals['not-this-format'];
    const texts: string[] = [];
    for (let i = 0; i < count; i++) texts.push(columns.text(bytes, i));
    if (needed.every((name) => texts.includes(name))) {
      this.names = new Set(texts).size === count ? texts : [];
      return this.names.length > 0 ? undefined : refusals.ambiguous;
    }
    const names = this.names.length > 0 ? this.names : count === usual.length ? usual : [...usual, ...usualExtra];
    if (count < names.length) return refusals['too-few-columns'];
    if (count > names.length) return refusals['too-many-columns'];
    const values = new Map<string, string>();
    names.forEach((name, i) => {
      if (
        (needed.includes(name) || tags.includes(name) || accExtraNames.has(name)) &&
        texts[i] !== '\\N' &&
        texts[i] !== 'NULL'
      )
        values.set(name, texts[i]);
    });
    if (!/^[A-Z]{1,16}$/.test(values.get('method') ?? '')) return refusals['not-this-format'];
    return accRecord(values, 'time', 'callid', 'sip_code', (text) => {
      const time = Buffer.from(text);
      return this.clock.read(time, 0, time.length);
    });
  }
}
