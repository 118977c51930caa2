import type { CallOutcome } from '../../../core/call-record.ts';
import { Quotes } from '../../line/quotes.ts';
import { literal, standsAt, trimEnd } from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';
import { CdrCall, checkTimes } from '../cdr-call.ts';
import { CdrClock } from '../cdr-clock.ts';
import { CdrColumns } from '../cdr-columns.ts';
import {
  type CdrFormat,
  type CdrOptions,
  type CdrReading,
  type CdrRefusal,
  longestLine,
  refusals,
} from '../cdr-format.ts';
import { isUniqueId, readCount, readDuration } from '../cdr-values.ts';

const accountcode = 0;
const src = 1;
const dst = 2;
const dcontext = 3;
const channel = 5;
const dstchannel = 6;
const start = 9;
const answer = 10;
const end = 11;
const duration = 12;
const billsec = 13;
const disposition = 14;
const amaflags = 15;
const uniqueid = 16;
/** 16 columns, then unique id and user field each or not, then three newer ones all or none. */
const fewest = 16;
const most = 21;

const dispositions: readonly { readonly text: Uint8Array; readonly outcome: CallOutcome }[] = [
  { text: literal('ANSWERED'), outcome: 'answered' },
  { text: literal('NO ANSWER'), outcome: 'no-answer' },
  { text: literal('NOANSWER'), outcome: 'no-answer' },
  { text: literal('BUSY'), outcome: 'busy' },
  { text: literal('FAILED'), outcome: 'failed' },
  { text: literal('CONGESTION'), outcome: 'failed' },
  { text: literal('UNKNOWN'), outcome: 'unknown' },
];
const header = literal('accountcode,src,dst,');
const quotedHeader = literal('"accountcode","src","dst",');
/** Contexts in which calls come in, as FreePBX and its relatives name them; they differ in the sixth byte. */
const inbound = [literal('from-trunk'), literal('from-pstn'), literal('from-did'), literal('from-external')];
const local = literal('Local/');

/**
 * Asterisk's `Master.csv`, of cdr_csv and of a cdr_custom with the same columns: with or without unique id, user field and the
 * three newer columns, times with or without fractions, and quotes inside columns doubled or not.
 *
 * Columns cannot move unseen. Nine columns of strangers stand before the seven that are Asterisk's alone (three times, two
 * lengths, disposition, flags). Text that ends its column too early moves those to the right; to stand in for all seven it
 * takes seven columns more, and a line has five to spare.
 */
export function createAsteriskCdr({ zone }: CdrOptions): CdrFormat {
  return new AsteriskCdr(new CdrClock(zone));
}

class AsteriskCdr implements CdrFormat {
  readonly id = 'asterisk-cdr';
  private readonly columns = new CdrColumns();
  /** Of what a few hundred accounts, codes and trunks are called, and of numbers, which never end. */
  private readonly names = new Interner();
  private readonly numbers = new Interner();
  private readonly clock: CdrClock;
  private readonly said = { total: 0, talk: 0 };

  constructor(clock: CdrClock) {
    this.clock = clock;
  }

  read(bytes: Buffer, from: number, to: number, line: number): CdrReading {
    const stop = trimEnd(bytes, from, to);
    if (stop === from) return undefined;
    if (stop - from > longestLine) return refusals['too-long'];
    const { columns } = this;
    if (columns.splitStrictly(bytes, from, stop) && columns.count >= fewest) return this.readColumns(bytes, line);
    if (standsAt(bytes, from, stop, header) || standsAt(bytes, from, stop, quotedHeader)) return undefined;
    if (!columns.splitLoosely(bytes, from, stop)) return refusals.ambiguous;
    return this.readColumns(bytes, line);
  }

  startOf(bytes: Buffer, from: number, to: number): number {
    const stop = trimEnd(bytes, from, to);
    const { columns, clock } = this;
    if (stop - from > longestLine) return Number.NaN;
    if (findTimes(bytes, from, stop)) {
      const time = clock.read(bytes, startPlace.at, startPlace.end);
      if (!Number.isNaN(time)) return time;
    }
    if (!columns.splitStrictly(bytes, from, stop) || columns.count < fewest)
      if (!columns.splitLoosely(bytes, from, stop) || columns.count < fewest) return Number.NaN;
    return clock.read(bytes, columns.starts[start], columns.ends[start]);
  }

  private readColumns(bytes: Buffer, line: number): CdrReading {
    const { columns, clock, said, numbers } = this;
    const { starts, ends, count } = columns;
    if (count === 1) return refusals['not-this-format'];
    if (count < fewest) return refusals['too-few-columns'];
    if (count > most) return refusals['too-many-columns'];
    const call = new CdrCall();
    call.line = line;
    call.start = clock.read(bytes, starts[start], ends[start]);
    if (Number.isNaN(call.start)) return this.isHeader(bytes) ? undefined : refusals['bad-time'];
    if (!columns.isEmpty(answer)) {
      call.answer = clock.read(bytes, starts[answer], ends[answer]);
      if (Number.isNaN(call.answer)) return refusals['bad-time'];
    }
    call.end = clock.read(bytes, starts[end], ends[end]);
    if (Number.isNaN(call.end)) return refusals['bad-time'];
    said.total = readDuration(bytes, starts[duration], ends[duration]);
    said.talk = readDuration(bytes, starts[billsec], ends[billsec]);
    if (Number.isNaN(said.total) || Number.isNaN(said.talk)) return refusals['bad-duration'];
    const outcome = this.outcome(bytes);
    if (outcome === undefined || ends[amaflags] - starts[amaflags] > 15) return refusals.ambiguous;
    call.outcome = outcome;
    const impossible = this.settleAnswer(call) ?? checkTimes(call, said, clock.repeats);
    if (impossible) return impossible;
    call.accountCode = this.names.text(bytes, starts[accountcode], ends[accountcode]);
    call.from = numbers.text(bytes, starts[src], ends[src]);
    call.to = numbers.text(bytes, starts[dst], ends[dst]);
    this.readChannels(bytes, call);
    this.readIds(bytes, call);
    return call;
  }

  /** An answered call has an answer; in one that was not, Asterisk may leave the time at which it played something. */
  private settleAnswer(call: CdrCall): CdrRefusal | undefined {
    if (call.outcome !== 'answered') {
      call.answer = undefined;
      this.said.talk = Number.NaN;
    } else if (call.answer === undefined) {
      call.answer = call.end! - this.said.talk;
      if (call.answer < call.start) return refusals['impossible-duration'];
    }
    return undefined;
  }

  private outcome(bytes: Buffer): CallOutcome | undefined {
    const at = this.columns.starts[disposition];
    const stop = this.columns.ends[disposition];
    for (let i = 0; i < dispositions.length; i++) {
      const { text, outcome } = dispositions[i];
      if (text.length === stop - at && standsAt(bytes, at, stop, text)) return outcome;
    }
    return undefined;
  }

  private readChannels(bytes: Buffer, call: CdrCall): void {
    const { starts, ends } = this.columns;
    const context = starts[dcontext];
    const sixth = bytes[context + 5];
    for (let i = 0; i < inbound.length; i++)
      if (inbound[i][5] === sixth && standsAt(bytes, context, ends[dcontext], inbound[i])) call.direction = 'in';
    call.account = this.peer(bytes, starts[channel], ends[channel]);
    call.trunk = call.direction === 'in' ? call.account : this.peer(bytes, starts[dstchannel], ends[dstchannel]);
  }

  /** `100` of `PJSIP/100-0000001a`; '' for Local channels, which are two ends of a way inside Asterisk. */
  private peer(bytes: Buffer, from: number, to: number): string {
    if (bytes[from] === local[0] && standsAt(bytes, from, to, local)) return '';
    let at = from;
    while (at < to && bytes[at] !== 0x2f) at++;
    if (at === to) return '';
    let stop = to;
    while (stop > at && bytes[stop - 1] !== 0x2d) stop--;
    return this.names.text(bytes, at + 1, stop > at + 1 ? stop - 1 : to);
  }

  private readIds(bytes: Buffer, call: CdrCall): void {
    const { starts, ends, count } = this.columns;
    const own = count > uniqueid && isUniqueId(bytes, starts[uniqueid], ends[uniqueid]) ? uniqueid : -1;
    // Without unique ids the channel and its start tell one call from another.
    call.id =
      own >= 0
        ? bytes.toString('latin1', starts[own], ends[own])
        : `${bytes.toString('utf8', starts[channel], ends[channel])}@${call.start}`;
    call.linkedId = call.id;
    // Most calls are linked to themselves.
    if (same(bytes, starts[count - 2], ends[count - 2], starts[own], ends[own], own)) return;
    if (count < fewest + 3 || readCount(bytes, starts[count - 1], ends[count - 1]) < 0) return;
    // Asterisk writes the linked id as the second of the three; some descriptions, and files made after them, as the first.
    const isId = (column: number) => isUniqueId(bytes, starts[column], ends[column]);
    const linked = isId(count - 2) ? count - 2 : count - 3 > own && isId(count - 3) ? count - 3 : -1;
    if (linked >= 0 && !same(bytes, starts[linked], ends[linked], starts[own], ends[own], own))
      call.linkedId = bytes.toString('latin1', starts[linked], ends[linked]);
  }

  /** A first line with the names of the columns. */
  private isHeader(bytes: Buffer): boolean {
    return this.columns.text(bytes, start) === 'start' && this.columns.text(bytes, src) === 'src';
  }
}

function same(bytes: Buffer, a: number, aEnd: number, b: number, bEnd: number, own: number): boolean {
  const length = aEnd - a;
  if (own < 0 || length !== bEnd - b) return false;
  let i = length;
  while (i > 0 && bytes[(a + i - 1) | 0] === bytes[(b + i - 1) | 0]) i = (i - 1) | 0;
  return i === 0;
}

const [comma, quote, colon, dash, space] = [0x2c, 0x22, 0x3a, 0x2d, 0x20];
/** Where `findTimes` found the start. */
const startPlace = { at: 0, end: 0 };
const longestTime = 29;

/**
 * Finds the start from the end of the line: the last three quoted columns of times side by side, two numbers and a quote
 * behind them. False when the line looks otherwise. A stranger who wrote all of that into a column behind the true ones made
 * more columns than a line may have: it is refused by `read`, so that no call begins earlier than what is found here.
 */
function findTimes(bytes: Buffer, from: number, stop: number): boolean {
  const first = (from + 64) | 0;
  const at = lastMinute(bytes, from, stop);
  if (at <= first || !lengthsFollow(bytes, at + 3, stop)) return false;
  // Before the end stands the answer or nothing, before that the start.
  let open = at - 17;
  if (bytes[open - 1] !== comma) return false;
  if (bytes[open - 2] === comma) open -= 1;
  else if (bytes[open - 2] === quote && bytes[open - 3] === quote && bytes[open - 4] === comma) open -= 3;
  else {
    open = opening(bytes, open - 2, from);
    if (open < 0 || bytes[open - 1] !== comma) return false;
  }
  const end = open - 2;
  startPlace.at = opening(bytes, end, from) + 1;
  startPlace.end = end;
  return startPlace.at > 0;
}

/** Place of the second colon of the last time in a line that a quote stands before; not above `from` when there is none. */
function lastMinute(bytes: Buffer, from: number, stop: number): number {
  const quotes = Quotes.of(bytes);
  const found = quotes ? quotes.find(from, stop) : -1;
  if (quotes && found >= 0) {
    const { places } = quotes;
    for (let i = (found - 1) | 0; i >= 0; i = (i - 1) | 0) {
      const at = (places[i] + 17) | 0;
      if (at <= stop - 4 && endsMinute(bytes, at)) return at;
    }
    return from;
  }
  let at = (stop - 4) | 0;
  while (at > from && !(endsMinute(bytes, at) && bytes[at - 17] === quote)) at = (at - 1) | 0;
  return at;
}

function endsMinute(bytes: Buffer, at: number): boolean {
  return bytes[at] === colon && bytes[at - 3] === colon && bytes[at - 6] === space && bytes[at - 9] === dash;
}

/** Whether a fraction, a quote, two numbers and a quote stand from `at`. */
function lengthsFollow(bytes: Buffer, from: number, stop: number): boolean {
  let at = from;
  let columns = 0;
  while (at < stop && bytes[at] !== quote) at++;
  if (at - from > 10 || bytes[++at] !== comma) return false;
  for (at++; columns < 2; at++, columns++) {
    const begin = at;
    while (at < stop && ((bytes[at] >= 0x30 && bytes[at] <= 0x39) || bytes[at] === 0x2e)) at++;
    if (at === begin || bytes[at] !== comma) return false;
  }
  return at < stop && bytes[at] === quote;
}

/** Place of the quote that opens a column of a time, whose closing one stands at `end`; -1 when there is none near enough. */
function opening(bytes: Buffer, end: number, from: number): number {
  if (bytes[end] !== quote) return -1;
  const last = Math.max(from, end - longestTime - 1);
  for (let at = end - 1; at >= last; at--) if (bytes[at] === quote) return end - at > 19 ? at : -1;
  return -1;
}
