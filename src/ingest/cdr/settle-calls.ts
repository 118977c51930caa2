import type { CallDirection, CallOutcome, CallRecord } from '../../core/call-record.ts';
import { CdrCall, longestCall } from './cdr-call.ts';

/** Calls that are settled at once when nothing else is said. */
const usualCapacity = 200_000;
/** Records of one call that are kept. */
const mostRecords = 256;

/** Which outcome holds when records of one call differ: the later in this list. */
const outcomeOrder: readonly CallOutcome[] = [
  'running',
  'unknown',
  'failed',
  'cancelled',
  'no-answer',
  'busy',
  'answered',
];

/** What settling did. */
export interface SettleCounts {
  /** Records that said what another had said already. */
  duplicates: number;
  /** Records that went into the call of another: legs, and late news of a call. */
  merged: number;
  /** Calls that were given out early because too many waited; a record that comes for one later makes a call of its own. */
  evicted: number;
  /** Records that were left out because one call had more than 256. */
  dropped: number;
}

interface Group {
  readonly records: CallRecord[];
  /** The latest time in its records. */
  latest: number;
}

/**
 * Puts the records of calls together: what is late, double or out of order, and the legs of one call. Whatever the order in
 * which records come, the calls that come out are the same, as long as none was evicted.
 *
 * Records of one `id` and one destination are one call: it starts at the first start, is answered at the first answer, ends at
 * the last end, and what no record says is empty. Legs (one `linkedId`, one destination, times that overlap) are one call too
 * as far as at most one of them goes out over a trunk; two that do cost money twice and stay two.
 */
export class CallSettlement {
  readonly counts: SettleCounts = { duplicates: 0, merged: 0, evicted: 0, dropped: 0 };
  private readonly groups = new Map<string, Group>();
  private readonly capacity: number;
  private readonly emit: (call: CallRecord) => void;

  /** `emit` gets each call when it is settled; `capacity` is the most groups of legs that are kept waiting. */
  constructor(emit: (call: CallRecord) => void, capacity = usualCapacity) {
    this.emit = emit;
    this.capacity = Math.max(1, capacity);
  }

  /** Groups of legs that wait for more. */
  get waiting(): number {
    return this.groups.size;
  }

  add(record: CallRecord): void {
    const key = record.linkedId || record.id;
    const group = this.groups.get(key);
    const latest = record.end ?? record.answer ?? record.start;
    if (group === undefined) {
      if (this.groups.size >= this.capacity) this.evictOldest();
      this.groups.set(key, { records: [record], latest });
      return;
    }
    const { records } = group;
    for (let i = 0; i < records.length; i++) {
      if (compareRecords(records[i], record) !== 0) continue;
      this.counts.duplicates++;
      // The first line that says it, whichever comes first.
      if (record.line < records[i].line) records[i] = record;
      return;
    }
    if (latest > group.latest) group.latest = latest;
    records.push(record);
    if (records.length > mostRecords) this.dropLast(records);
  }

  /** Gives out all calls whose records are all older than `time` (ms) and that have ended. Linear in what waits. */
  settleBefore(time: number): void {
    for (const [key, group] of this.groups) {
      if (group.latest >= time || group.records.every((record) => record.end === undefined)) continue;
      this.groups.delete(key);
      this.give(group);
    }
  }

  /** Gives out everything. */
  finish(): void {
    for (const group of this.groups.values()) this.give(group);
    this.groups.clear();
  }

  private evictOldest(): void {
    const { value } = this.groups.entries().next();
    if (value === undefined) return;
    this.groups.delete(value[0]);
    this.counts.evicted++;
    this.give(value[1]);
  }

  /** Leaves out the record that is last in order, so that what stays does not hang on the order of arrival. */
  private dropLast(records: CallRecord[]): void {
    let last = 0;
    for (let i = 1; i < records.length; i++) if (compareRecords(records[i], records[last]) > 0) last = i;
    records.splice(last, 1);
    this.counts.dropped++;
  }

  private give({ records }: Group): void {
    if (records.length === 1) {
      this.emit(records[0]);
      return;
    }
    const calls = joinLegs(joinById(records));
    this.counts.merged += records.length - calls.length;
    for (const call of calls) this.emit(call);
  }
}

/** The calls that a finite number of records make, by start; see `CallSettlement`. */
export function settleCalls(
  records: Iterable<CallRecord>,
  capacity = usualCapacity,
): { readonly calls: CallRecord[]; readonly counts: SettleCounts } {
  const calls: CallRecord[] = [];
  const settlement = new CallSettlement((call) => calls.push(call), capacity);
  for (const record of records) settlement.add(record);
  settlement.finish();
  return { calls: calls.sort(compareRecords), counts: settlement.counts };
}

/** Merges records of one id, one destination and one month. */
function joinById(records: readonly CallRecord[]): CallRecord[] {
  const sorted = records.toSorted(compareRecords);
  const calls: CallRecord[] = [];
  const bins = new Map<string, CallRecord[]>();
  for (const record of sorted) {
    const same = bins.get(record.id);
    if (same) same.push(record);
    else bins.set(record.id, [record]);
  }
  for (const same of bins.values()) {
    const destinations = new Map<string, CallRecord[]>();
    // A record that knows no destination belongs to the first that does.
    const known = same.find(({ to }) => to !== '')?.to ?? '';
    for (const record of same) {
      const to = record.to || known;
      const bin = destinations.get(to);
      // An id that is used again more than a month later is another call.
      if (bin && record.start - bin[0].start <= longestCall) bin.push(record);
      else {
        if (bin) calls.push(merge(bin));
        destinations.set(to, [record]);
      }
    }
    for (const bin of destinations.values()) calls.push(merge(bin));
  }
  return calls.sort(compareRecords);
}

/** Merges legs: those that leave by no trunk belong to the first call to the same place that their time overlaps. */
function joinLegs(calls: readonly CallRecord[]): CallRecord[] {
  if (calls.length === 1) return [...calls];
  const outward = calls.filter(({ trunk }) => trunk !== '');
  const bins: CallRecord[][] = outward.map((call) => [call]);
  for (const leg of calls) {
    if (leg.trunk !== '') continue;
    const bin = bins.find(([first]) => first.to === leg.to && overlap(first, leg));
    if (bin) bin.push(leg);
    else bins.push([leg]);
  }
  return bins.map((bin) => merge(bin.sort(compareRecords)));
}

function overlap(a: CallRecord, b: CallRecord): boolean {
  const far = Number.POSITIVE_INFINITY;
  return a.start <= (b.end ?? far) && b.start <= (a.end ?? far);
}

/** One call of records in their order. */
function merge(records: readonly CallRecord[]): CallRecord {
  if (records.length === 1) return records[0];
  const call = new CdrCall();
  const first = records[0];
  call.start = first.start;
  call.line = first.line;
  let best = records[0];
  for (const record of records) {
    call.start = Math.min(call.start, record.start);
    call.line = Math.min(call.line, record.line);
    if (record.answer !== undefined) call.answer = Math.min(call.answer ?? record.answer, record.answer);
    if (record.end !== undefined) call.end = Math.max(call.end ?? record.end, record.end);
    if (rank(record) > rank(best)) best = record;
    if (record instanceof CdrCall && record.disagrees) call.disagrees = true;
  }
  // An end before the first answer is that of a leg or of a try that was over sooner.
  if (call.end !== undefined && call.answer !== undefined && call.end < call.answer) call.end = call.answer;
  call.outcome = outcomeOf(call, best);
  call.direction = said<CallDirection>(
    records,
    ({ direction }) => (direction === 'unknown' ? undefined : direction),
    'unknown',
  );
  call.id = first.id;
  call.linkedId = said(records, ({ linkedId }) => linkedId || undefined, '');
  call.from = said(records, ({ from }) => from || undefined, '');
  call.to = said(records, ({ to }) => to || undefined, '');
  call.account = said(records, ({ account }) => account || undefined, '');
  call.accountCode = said(records, ({ accountCode }) => accountCode || undefined, '');
  call.trunk = said(records, ({ trunk }) => trunk || undefined, '');
  call.address = said(records, ({ address }) => address || undefined, '');
  call.cause = best.cause || said(records, ({ cause }) => cause || undefined, 0);
  return call;
}

function outcomeOf(call: CdrCall, best: CallRecord): CallOutcome {
  if (call.end === undefined) return best.outcome;
  if (call.answer !== undefined) return 'answered';
  return best.outcome === 'running' ? 'unknown' : best.outcome;
}

function rank({ outcome }: CallRecord): number {
  return outcomeOrder.indexOf(outcome);
}

/** What the first record says that says something. */
function said<T>(records: readonly CallRecord[], of: (record: CallRecord) => T | undefined, nothing: T): T {
  for (const record of records) {
    const value = of(record);
    if (value !== undefined) return value;
  }
  return nothing;
}

/** The order of records in a call: by time, then by everything else but the line, so that no two different ones are equal. */
export function compareRecords(a: CallRecord, b: CallRecord): number {
  return (
    a.start - b.start ||
    text(a.id, b.id) ||
    text(a.to, b.to) ||
    moment(a.answer) - moment(b.answer) ||
    moment(a.end) - moment(b.end) ||
    rank(b) - rank(a) ||
    text(a.linkedId, b.linkedId) ||
    text(a.from, b.from) ||
    text(a.account, b.account) ||
    text(a.accountCode, b.accountCode) ||
    text(a.trunk, b.trunk) ||
    text(a.address, b.address) ||
    text(a.direction, b.direction) ||
    a.cause - b.cause
  );
}

/** A time that is not known comes last. */
function moment(time: number | undefined): number {
  return time ?? Number.MAX_SAFE_INTEGER;
}

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
