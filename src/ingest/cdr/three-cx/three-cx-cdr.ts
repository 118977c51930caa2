import type { CallOutcome } from '../../../core/call-record.ts';
import { literal, standsAt, trimEnd } from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';
import { CdrCall, checkTimes } from '../cdr-call.ts';
import { CdrClock } from '../cdr-clock.ts';
import { CdrColumns } from '../cdr-columns.ts';
import { type CdrFormat, type CdrOptions, type CdrReading, longestLine, refusals } from '../cdr-format.ts';
import { readDuration } from '../cdr-values.ts';
import { type ThreeCxField, type ThreeCxOrder, threeCxFields, threeCxOrder } from './three-cx-fields.ts';

const callPrefix = literal('Call ');
const chainPrefix = literal('Chain:');
const extension = literal('Ext.');
const header = literal('historyid,');
/** Columns of the default order up to the chain, and the most that names with commas behind it may make of it. */
const upToChain = 20;
const mostByDefault = 31;

/**
 * 3CX: the lines of `cdr.log` and of the CDR socket. `fields` are those of its CDR settings; a list that was set must be the whole
 * line. In the default order the columns from `from-type` on may be missing, and names there may hold commas: that the chain
 * stands in column 20 and begins with `Chain:` proves the columns before it. To put a false chain there a caller's number would
 * have to bring twelve columns of its own, and a line has eleven to spare.
 *
 * Throws ThreeCxFieldsError when no call can be read from such a list.
 */
export function createThreeCxCdr({ zone, fields }: CdrOptions): CdrFormat {
  return new ThreeCxCdr(new CdrClock(zone), fields);
}

class ThreeCxCdr implements CdrFormat {
  readonly id = '3cx-cdr';
  private readonly columns = new CdrColumns();
  private readonly texts = new Interner();
  private readonly said = { total: Number.NaN, talk: Number.NaN };
  private readonly clock: CdrClock;
  private readonly order: ThreeCxOrder;
  /** Columns of a line; 0 for the default order, which has more than one number of them. */
  private readonly width: number;

  constructor(clock: CdrClock, fields: readonly string[] | undefined) {
    this.clock = clock;
    this.order = threeCxOrder(fields ?? threeCxFields);
    this.width = fields?.length ?? 0;
  }

  read(bytes: Buffer, start: number, end: number, line: number): CdrReading {
    const stop = trimEnd(bytes, start, end);
    if (stop === start || standsAt(bytes, start, stop, header)) return undefined;
    if (stop - start > longestLine) return refusals['too-long'];
    const { columns } = this;
    if (!columns.splitStrictly(bytes, start, stop) && !columns.splitLoosely(bytes, start, stop))
      return refusals.ambiguous;
    const { count, starts, ends } = columns;
    if (count === 1) return refusals['not-this-format'];
    if (count < (this.width || upToChain)) return refusals['too-few-columns'];
    if (count > (this.width || mostByDefault)) return refusals['too-many-columns'];
    const { chain } = this.order;
    if (chain >= 0 && !columns.isEmpty(chain) && !standsAt(bytes, starts[chain], ends[chain], chainPrefix))
      return refusals.ambiguous;
    if (this.width === 0 && columns.isEmpty(chain)) return refusals.ambiguous;
    return this.readColumns(bytes, line);
  }

  private readColumns(bytes: Buffer, line: number): CdrReading {
    const call = new CdrCall();
    call.line = line;
    const start = this.time(bytes, 'time-start');
    const answer = this.time(bytes, 'time-answered');
    const end = this.time(bytes, 'time-end');
    if (start === undefined || end === undefined) return refusals['bad-time'];
    if (Number.isNaN(start) || Number.isNaN(end) || Number.isNaN(answer)) return refusals['bad-time'];
    call.start = start;
    call.answer = answer;
    call.end = end;
    // The duration is that of the talk; of a call that nobody answered it may be that of the ringing or nothing.
    const { said, columns, order } = this;
    said.talk = Number.NaN;
    if (order.duration >= 0 && !columns.isEmpty(order.duration)) {
      const length = readDuration(bytes, columns.starts[order.duration], columns.ends[order.duration]);
      if (Number.isNaN(length)) return refusals['bad-duration'];
      if (length < 0 || answer !== undefined) said.talk = length;
    }
    const impossible = checkTimes(call, said, this.clock.repeats);
    if (impossible) return impossible;
    call.outcome = outcomeOf(this.text(bytes, 'reason-terminated'), answer !== undefined);
    const history = this.historyId(bytes);
    call.id = this.text(bytes, 'callid') || history;
    if (call.id === '') return refusals.ambiguous;
    call.linkedId = history || call.id;
    this.readParties(bytes, call);
    return call;
  }

  /**
   * Who called whom. `Ext.` marks a number inside. A call from outside to an extension that ends at a number outside was
   * forwarded: that is the number that costs, and the extension is whose call it is.
   */
  private readParties(bytes: Buffer, call: CdrCall): void {
    // A caller from outside may call himself `Ext.100`; the line he came in by is no such number.
    const line = this.text(bytes, 'from-dn');
    const fromInside = this.isInside(bytes, 'from-no') && (line === '' || line === this.number(bytes, 'from-no'));
    const toInside = this.isInside(bytes, 'to-no');
    const final = this.number(bytes, 'final-number');
    const leavesAtLast =
      final !== '' && !this.isInside(bytes, 'final-number') && final !== this.number(bytes, 'from-no');
    call.from = this.number(bytes, 'from-no');
    call.accountCode = this.text(bytes, 'bill-code');
    if (fromInside && !toInside) {
      call.direction = 'out';
      call.to = this.number(bytes, 'dial-no') || this.number(bytes, 'to-no');
      call.account = this.text(bytes, 'from-dn') || call.from;
      call.trunk = this.text(bytes, 'to-dn');
    } else if (toInside && leavesAtLast) {
      call.direction = 'out';
      call.to = final;
      call.account = this.number(bytes, 'to-no');
      call.trunk = this.text(bytes, 'final-dn');
    } else {
      call.direction = fromInside ? 'internal' : toInside ? 'in' : 'unknown';
      call.to = this.number(bytes, 'to-no');
      call.account = fromInside ? this.text(bytes, 'from-dn') || call.from : toInside ? call.to : '';
      call.trunk = fromInside ? '' : this.text(bytes, 'from-dn');
    }
  }

  private time(bytes: Buffer, field: ThreeCxField): number | undefined {
    const { columns, order } = this;
    const column = order[field];
    return columns.isEmpty(column) ? undefined : this.clock.read(bytes, columns.starts[column], columns.ends[column]);
  }

  private text(bytes: Buffer, field: ThreeCxField): string {
    const column = this.order[field];
    if (column < 0 || column >= this.columns.count) return '';
    return this.texts.text(bytes, this.columns.starts[column], this.columns.ends[column]);
  }

  /** The text without `Ext.` in front. */
  private number(bytes: Buffer, field: ThreeCxField): string {
    const text = this.text(bytes, field);
    return text.startsWith('Ext.') ? text.slice(4) : text;
  }

  private isInside(bytes: Buffer, field: ThreeCxField): boolean {
    const column = this.order[field];
    if (column < 0 || column >= this.columns.count) return false;
    return standsAt(bytes, this.columns.starts[column], this.columns.ends[column], extension);
  }

  private historyId(bytes: Buffer): string {
    const column = this.order.historyid;
    if (column < 0) return '';
    const { starts, ends } = this.columns;
    const at = standsAt(bytes, starts[column], ends[column], callPrefix) ? starts[column] + 5 : starts[column];
    return bytes.toString('utf8', at, ends[column]);
  }
}

/** 3CX says who hung up or why it failed, not how the call ended. */
function outcomeOf(reason: string, answered: boolean): CallOutcome {
  if (answered) return 'answered';
  const word = reason.toLowerCase();
  if (word.includes('busy')) return 'busy';
  if (word.includes('cancel') || word === 'terminatedbysrc') return 'cancelled';
  if (word.includes('noanswer') || word.includes('timeout') || word === 'terminatedbydst') return 'no-answer';
  if (word.includes('fail') || word.includes('not') || word.includes('reject')) return 'failed';
  return 'unknown';
}
