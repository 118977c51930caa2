import { CdrClock } from '../../cdr/cdr-clock.ts';
import { CdrColumns } from '../../cdr/cdr-columns.ts';
import type { Zone } from '../../line/zone.ts';
import type { CelEntry } from './cel-event.ts';
import { epochOf } from './event-time.ts';

/** Columns of the `Master.csv` that Asterisk's own `cel_custom.conf` writes. */
export const usualCelColumns: readonly string[] =
  'eventtype,eventtime,name,num,ani,rdnis,dnid,exten,context,channame,appname,appdata,amaflags,accountcode,uniqueid,linkedid,peer,userfield,userdeftype,eventextra'.split(
    ',',
  );

const longest = 16 * 1_024;
const longestName = 256;
const types = /^[A-Z_]{3,40}$/;

/** Reads the lines of `cel_custom`. */
export class CelCsv {
  readonly #clock: CdrClock;
  readonly #split = new CdrColumns();
  readonly #at: ReadonlyMap<string, number>;
  readonly #count: number;

  /** `zone` is for times that are written as text; `columns` are their names in the order of the file. */
  constructor(zone: Zone, columns: readonly string[] = usualCelColumns) {
    this.#clock = new CdrClock(zone);
    this.#at = new Map(columns.map((name, index) => [name.toLowerCase(), index]));
    this.#count = columns.length;
  }

  /** The entry in bytes[start, end), a line without its end; undefined when it is none. */
  read(bytes: Buffer, start: number, end: number): CelEntry | undefined {
    if (end - start > longest || !this.#split.splitStrictly(bytes, start, end)) return undefined;
    if (this.#split.count !== this.#count) return undefined;
    const text = (name: string) => this.#split.text(bytes, this.#at.get(name) ?? -1);
    const short = (name: string) => text(name).slice(0, longestName);
    const type = text('eventtype');
    const uniqueId = short('uniqueid');
    const time = this.#time(bytes);
    if (!types.test(type) || uniqueId === '' || Number.isNaN(time)) return undefined;
    return {
      type,
      time,
      uniqueId,
      linkedId: short('linkedid'),
      channel: short('channame'),
      callerNumber: short('num'),
      extension: short('exten'),
      context: short('context'),
      accountCode: short('accountcode'),
      application: short('appname'),
      applicationData: short('appdata'),
      extra: text('eventextra'),
    };
  }

  #time(bytes: Buffer): number {
    const column = this.#at.get('eventtime') ?? -1;
    if (column < 0) return Number.NaN;
    const epoch = epochOf(this.#split.text(bytes, column));
    return Number.isNaN(epoch) ? this.#clock.read(bytes, this.#split.starts[column], this.#split.ends[column]) : epoch;
  }
}
