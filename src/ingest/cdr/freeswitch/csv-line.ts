import { literal, standsAt } from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';
import { CdrCall, checkTimes } from '../cdr-call.ts';
import type { CdrClock } from '../cdr-clock.ts';
import { CdrColumns } from '../cdr-columns.ts';
import { type CdrReading, refusals } from '../cdr-format.ts';
import { isUuid, readDuration } from '../cdr-values.ts';
import { causeNumber, outcomeOfCause } from './hangup-cause.ts';

/** Where a template of mod_cdr_csv has its columns; -1 for what it does not have. */
interface Template {
  readonly fewest: number;
  readonly most: number;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly answer: number;
  readonly end: number;
  readonly duration: number;
  readonly billsec: number;
  readonly cause: number;
  readonly uuid: number;
  /** Of the other leg. */
  readonly other: number;
  readonly accountcode: number;
  readonly channel: number;
  readonly address: number;
  readonly trunk: number;
}

/**
 * `example`, the default, and `sql`, `snom` and `linksys`, which begin with the same columns. The three columns of strangers
 * stand before seven of FreeSWITCH alone; to stand in for those takes seven more than the 15 at least, and 20 are allowed. `sql`
 * has 13 and no more.
 */
const sqlColumns = 13;
const example: Template = {
  fewest: 15,
  most: 20,
  from: 1,
  to: 2,
  start: 4,
  answer: 5,
  end: 6,
  duration: 7,
  billsec: 8,
  cause: 9,
  uuid: 10,
  other: 11,
  accountcode: 12,
  channel: -1,
  address: -1,
  trunk: -1,
};
const asterisk: Template = {
  fewest: 18,
  most: 18,
  from: 1,
  to: 2,
  start: 9,
  answer: 10,
  end: 11,
  duration: 12,
  billsec: 13,
  cause: 14,
  uuid: 16,
  other: -1,
  accountcode: 0,
  channel: 5,
  address: -1,
  trunk: -1,
};
const openCdrRate: Template = {
  fewest: 13,
  most: 13,
  from: 3,
  to: 4,
  start: -1,
  answer: 5,
  end: 6,
  duration: -1,
  billsec: 7,
  cause: -1,
  uuid: 0,
  other: 1,
  accountcode: 8,
  channel: -1,
  address: 10,
  trunk: 12,
};
const insert = literal('INSERT INTO ');
const values = literal('VALUES');

/** Reads a line of mod_cdr_csv, of any of the templates that FreeSWITCH ships. */
export class FreeswitchCsvLine {
  private readonly columns = new CdrColumns();
  private readonly texts = new Interner();
  private readonly clock: CdrClock;
  private readonly said = { total: 0, talk: 0 };

  constructor(clock: CdrClock) {
    this.clock = clock;
  }

  /** Reads bytes[from, to), which hold no white space at their end. */
  read(bytes: Buffer, from: number, to: number, line: number): CdrReading {
    const { columns } = this;
    let [at, stop] = [from, to];
    const isSql = standsAt(bytes, from, to, insert);
    if (isSql) {
      const open = bytes.indexOf(0x28, from);
      if (open < 0 || open >= to || !standsAt(bytes, skipBack(bytes, open) - values.length, to, values))
        return refusals['not-this-format'];
      at = open + 1;
      while (stop > at && bytes[stop - 1] !== 0x29) stop--;
      if (stop === at) return refusals['too-few-columns'];
      stop--;
    }
    if (columns.splitStrictly(bytes, at, stop)) {
      const reading = this.readColumns(bytes, line, isSql);
      if (reading !== refusals['too-few-columns']) return reading;
    }
    if (!columns.splitLoosely(bytes, at, stop)) return refusals.ambiguous;
    return this.readColumns(bytes, line, isSql);
  }

  private readColumns(bytes: Buffer, line: number, isSql: boolean): CdrReading {
    const { columns, clock, said, texts } = this;
    const { count, starts, ends } = columns;
    if (count === 1) return refusals['not-this-format'];
    if (count < openCdrRate.fewest) return refusals['too-few-columns'];
    if (count > example.most || (isSql && count > sqlColumns)) return refusals['too-many-columns'];
    const template = isSql ? example : this.template(bytes);
    if (template === undefined) return refusals.ambiguous;
    const call = new CdrCall();
    call.line = line;
    const answer = this.time(bytes, template.answer);
    const end = this.time(bytes, template.end);
    if (end === undefined || Number.isNaN(end) || Number.isNaN(answer)) return refusals['bad-time'];
    const start = template.start < 0 ? (answer ?? end) : this.time(bytes, template.start);
    if (start === undefined || Number.isNaN(start)) return refusals['bad-time'];
    call.start = start;
    call.answer = answer;
    call.end = end;
    const { duration, billsec } = template;
    said.total = duration < 0 ? Number.NaN : readDuration(bytes, starts[duration], ends[duration]);
    said.talk = readDuration(bytes, starts[billsec], ends[billsec]);
    if ((duration >= 0 && Number.isNaN(said.total)) || Number.isNaN(said.talk)) return refusals['bad-duration'];
    const impossible = checkTimes(call, said, clock.repeats);
    if (impossible) return impossible;
    const cause = this.text(bytes, template.cause);
    call.outcome = outcomeOfCause(cause, answer !== undefined);
    call.cause = causeNumber(cause);
    call.id = bytes.toString('latin1', starts[template.uuid], ends[template.uuid]);
    call.linkedId = this.link(bytes, call.id, template.other);
    call.from = this.text(bytes, template.from);
    call.to = this.text(bytes, template.to);
    call.accountCode = this.text(bytes, template.accountcode);
    call.address = this.text(bytes, template.address);
    call.trunk = this.text(bytes, template.trunk);
    if (template.channel >= 0)
      call.account = accountOf(texts.text(bytes, starts[template.channel], ends[template.channel]));
    return call;
  }

  /** The template whose own columns all are what they must be; undefined when none or more than one is. */
  private template(bytes: Buffer): Template | undefined {
    let found: Template | undefined;
    for (const template of [example, asterisk, openCdrRate]) {
      const { count } = this.columns;
      if (count < template.fewest || count > template.most || !this.fits(bytes, template)) continue;
      if (found) return undefined;
      found = template;
    }
    return found;
  }

  private fits(bytes: Buffer, { uuid, cause, answer, end }: Template): boolean {
    const { columns } = this;
    const { starts, ends } = columns;
    if (!isUuid(bytes, starts[uuid], ends[uuid])) return false;
    if (cause >= 0 && !isCause(bytes, starts[cause], ends[cause])) return false;
    return !columns.isEmpty(end) && (columns.isEmpty(answer) || bytes[starts[answer]] <= 0x39);
  }

  private time(bytes: Buffer, column: number): number | undefined {
    const { columns } = this;
    return columns.isEmpty(column) ? undefined : this.clock.read(bytes, columns.starts[column], columns.ends[column]);
  }

  /** The same for both legs of a call, each of which names the other. */
  private link(bytes: Buffer, own: string, column: number): string {
    const { starts, ends } = this.columns;
    if (column < 0 || !isUuid(bytes, starts[column], ends[column])) return own;
    const other = bytes.toString('latin1', starts[column], ends[column]);
    return other < own ? other : own;
  }

  private text(bytes: Buffer, column: number): string {
    return column < 0 ? '' : this.texts.text(bytes, this.columns.starts[column], this.columns.ends[column]);
  }
}

/** `1001` of `sofia/internal/1001@192.0.2.1`; '' for another channel. */
export function accountOf(channel: string): string {
  return /^sofia\/[^/]*\/([^@/]{1,128})@/.exec(channel)?.[1] ?? '';
}

function isCause(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 3 || end - start > 40) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== 0x5f && (byte < 0x41 || byte > 0x5a) && (byte < 0x30 || byte > 0x39)) return false;
  }
  return bytes[start] > 0x39;
}

function skipBack(bytes: Buffer, at: number): number {
  let before = at;
  while (before > 0 && bytes[before - 1] === 0x20) before--;
  return before;
}
