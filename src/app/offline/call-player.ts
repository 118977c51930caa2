import type { CallOutcome, CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';
import { callCost } from '../../core/rates/rate.ts';
import type { CdrCall } from '../../ingest/cdr/cdr-call.ts';
import { CallEvents } from './call-events.ts';
import { CallSlots } from './call-slots.ts';

/** Who is told of calls: the guard. */
export interface PlayedTo {
  /** Gives the time it went on to: `now`, or the moment at which something happened that it has to be told of first. */
  advance(now: number): number;
  begin(record: CallRecord, source: string): Call;
  answer(call: Call, time: number): void;
  finish(call: Call, time: number, outcome: CallOutcome, cause: number): void;
}

/** A call that is played: what its records say together, and how far it has come. */
class Played {
  readonly record: CdrCall;
  readonly order: number;
  answer: number | undefined;
  end: number;
  /** No record tells its end: it runs as long as a call may. */
  open: boolean;
  outcome: CallOutcome;
  cause: number;
  call: Call | undefined = undefined;
  state: 'waiting' | 'begun' | 'answered' | 'over' = 'waiting';
  /** It was refused, or hung up before its end. */
  refused = false;
  cut = false;
  /** Leaves over a trunk, or one of its legs does. */
  trunk: string;
  /** Other calls of the same link. */
  next: Played | undefined = undefined;
  previous: Played | undefined = undefined;

  constructor(record: CdrCall) {
    this.record = record;
    this.order = record.line;
    this.answer = record.answer;
    this.open = record.end === undefined;
    this.end = record.end ?? record.start + longestOpen;
    this.outcome = record.outcome;
    this.cause = record.cause;
    this.trunk = record.trunk;
    // Nobody who is told that it begins can see what comes of it.
    record.answer = undefined;
    record.end = undefined;
    record.outcome = 'running';
    record.cause = 0;
  }
}

/** A call without an end for this long is over, as one that is followed live, ms. */
const longestOpen = 12 * 3_600_000;
/** Calls of one link that a leg is held against. */
const mostLegs = 64;

/** Which outcome holds when records of one call differ: the later. */
const ranks: Readonly<Record<CallOutcome, number>> = {
  ...{ running: 0, unknown: 1, failed: 2, cancelled: 3, 'no-answer': 4, busy: 5, answered: 6 },
};

export interface PlayCounts {
  calls: number;
  /** Records that told of a call once more, and legs that went into the call of another. */
  duplicates: number;
  legs: number;
  hangups: number;
  /** Micro-euro: of what was played, what of it is estimated, and what refused calls would have cost. */
  cost: number;
  estimated: number;
  refusedCost: number;
  /** Calls with an estimated price. */
  estimatedCalls: number;
}

/**
 * Plays calls, given in the order in which they began, as what happens one after the other: starts, answers and ends at their
 * own times; at one time ends, then answers, then starts. Nothing that happens later is ever told or looked at. A call whose end
 * nothing tells runs for twelve hours, or to the last moment that is told of.
 *
 * Legs of one call (one linked id, one destination) that overlap are one call when at most one of them leaves over a trunk, as
 * are records of one id: it began with the first, is answered with the first answer and ends with the last end. A leg that begins
 * later changes only what is still to come.
 */
export class CallPlayer {
  readonly counts: PlayCounts = {
    ...{ calls: 0, duplicates: 0, legs: 0, hangups: 0, cost: 0, estimated: 0, refusedCost: 0, estimatedCalls: 0 },
  };
  readonly #to: PlayedTo;
  readonly #begun: (call: Call) => void;
  readonly #events = new CallEvents<Played>();
  /** Calls that are not over, by linked id. */
  readonly #links = new CallSlots<Played>();
  /** Records of one moment. */
  readonly #batch: CdrCall[] = [];
  /** The calls that they begin. */
  readonly #beginning: Played[] = [];
  /** Calls that began without an end. */
  readonly #open: Played[] = [];
  #time = -Infinity;
  #now = -Infinity;
  /** The last moment that a record tells of. */
  #latest = -Infinity;

  constructor(to: PlayedTo, begun: (call: Call) => void) {
    this.#to = to;
    this.#begun = begun;
  }

  /** A record of a call; not before the one given last. It is changed. */
  take(record: CdrCall): void {
    const last = record.end ?? record.answer ?? record.start;
    if (last > this.#latest) this.#latest = last;
    if (record.start !== this.#time) {
      this.#flush();
      this.#time = record.start;
    }
    this.#batch.push(record);
  }

  /** All that is still to happen. */
  finish(): void {
    this.#flush();
    for (const played of this.#open) {
      if (played.open) this.#shorten(played, Math.max(played.answer ?? played.record.start, this.#latest));
      if (played.refused || played.call!.verdict.reported) this.counts.refusedCost += costOf(played);
    }
    this.#happen(Infinity);
  }

  /** A running call was hung up, or would have been (`really` false). False when it was before, or would never have run. */
  hangUp(call: Call, at: number, really: boolean): boolean {
    let played = this.#links.get(call.linkedId || call.id);
    while (played && played.call !== call) played = played.next;
    // One that would have been refused would not run.
    if (!played || played.cut || played.state === 'over' || call.verdict.reported) return false;
    played.cut = true;
    this.counts.hangups++;
    if (really) {
      played.open = false;
      // Events are of whole milliseconds.
      played.end = Math.min(played.end, Math.ceil(at));
      if (played.state === 'begun') {
        played.answer = undefined;
        played.outcome = 'cancelled';
      }
      this.#events.push(played.end, false, played.order, played);
    }
    return true;
  }

  #flush(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    const time = this.#time;
    this.#happen(time - 1);
    const begin = this.#beginning;
    for (let i = 0; i < batch.length; i++) {
      const record = batch[i]!;
      const first = this.#links.get(record.linkedId || record.id);
      // Before those that end now: a leg may begin when the one before it is over.
      if (this.#join(record, first)) continue;
      const played = new Played(record);
      this.#link(played, first);
      begin.push(played);
    }
    batch.length = 0;
    for (let i = 0; i < begin.length; i++) {
      this.#happen(time);
      while (this.#advance(time)) this.#happen(time);
      this.#begin(begin[i]!);
    }
    begin.length = 0;
  }

  /** What happens up to `until`. */
  #happen(until: number): void {
    const events = this.#events;
    while (events.size > 0) {
      const time = events.next;
      if (time > until) return;
      // What is due before may hang up a call, which then ends first.
      if (this.#advance(time)) continue;
      const isAnswer = events.nextIsAnswer;
      const played = events.pop();
      if (isAnswer) this.#answer(played, time);
      else this.#end(played, time);
    }
  }

  #advance(time: number): boolean {
    if (!(time > this.#now)) return false;
    this.#now = this.#to.advance(time);
    return true;
  }

  #begin(played: Played): void {
    const { record } = played;
    const call = this.#to.begin(record, 'replay');
    this.counts.calls++;
    played.call = call;
    played.state = 'begun';
    const { verdict } = call;
    played.refused = verdict.action === 'refuse';
    // What a call without an end would have cost is known at the end.
    if (played.open) this.#open.push(played);
    else if (played.refused || verdict.reported) this.counts.refusedCost += costOf(played);
    this.#begun(call);
    if (played.answer !== undefined && !played.refused) this.#events.push(played.answer, true, played.order, played);
    else this.#events.push(played.end, false, played.order, played);
  }

  #answer(played: Played, time: number): void {
    if (played.state !== 'begun' || played.answer !== time) return;
    played.state = 'answered';
    this.#to.answer(played.call!, time);
    this.#events.push(played.end, false, played.order, played);
  }

  #end(played: Played, time: number): void {
    if (played.state === 'over' || played.end < time) return;
    if (played.end > time) {
      this.#events.push(played.end, false, played.order, played);
      return;
    }
    if (played.state === 'begun' && played.answer !== undefined && !played.refused) return;
    if (played.outcome === 'running') played.outcome = played.state === 'begun' ? 'unknown' : 'answered';
    played.state = 'over';
    this.#unlink(played);
    if (played.refused) return;
    const call = played.call!;
    this.#to.finish(call, time, played.outcome, played.cause);
    this.counts.cost += call.cost;
    if (call.rate.estimate && call.cost > 0) {
      this.counts.estimated += call.cost;
      this.counts.estimatedCalls++;
    }
  }

  /** Puts the record into the call it belongs to. */
  #join(record: CdrCall, first: Played | undefined): boolean {
    let tries = mostLegs;
    for (let played = first; played && tries > 0; played = played.next, tries--)
      if (belongs(record, played)) return this.#add(record, played);
    return false;
  }

  #add(record: CdrCall, played: Played): boolean {
    if (isDouble(record, played)) {
      this.counts.duplicates++;
      return true;
    }
    this.counts.legs++;
    const { answer, end = -Infinity } = record;
    if (played.trunk === '') played.trunk = record.trunk;
    if (ranks[record.outcome] > ranks[played.outcome]) {
      played.outcome = record.outcome;
      played.cause = record.cause || played.cause;
    }
    if (played.state === 'waiting') fill(played.record, record);
    if (played.open && record.end !== undefined) {
      played.open = false;
      this.#shorten(played, record.end);
    }
    // What was hung up or refused stays so.
    if (played.refused || (played.cut && played.end < record.start)) return true;
    if (end > played.end && !played.cut) played.end = end;
    if (answer !== undefined && played.state !== 'answered' && answer < (played.answer ?? Infinity)) {
      played.answer = answer;
      if (played.state === 'begun') this.#events.push(answer, true, played.order, played);
    }
    return true;
  }

  /** It ends at `end` if that is earlier. */
  #shorten(played: Played, end: number): void {
    if (end >= played.end) return;
    played.end = end;
    if (played.state === 'answered' || (played.state === 'begun' && played.answer === undefined))
      this.#events.push(end, false, played.order, played);
  }

  #link(played: Played, first: Played | undefined): void {
    if (!first) {
      this.#links.set(played.record.linkedId || played.record.id, played);
      return;
    }
    // Behind the first: whoever gives all calls one link makes nothing slow.
    played.next = first.next;
    played.previous = first;
    if (first.next) first.next.previous = played;
    first.next = played;
  }

  #unlink(played: Played): void {
    const { next, previous, record } = played;
    if (next) next.previous = previous;
    if (previous) previous.next = next;
    else if (next) this.#links.set(record.linkedId || record.id, next);
    else this.#links.delete(record.linkedId || record.id);
  }
}

function belongs(record: CdrCall, { record: own, trunk }: Played): boolean {
  if (record.id === own.id) return record.to === own.to || record.to === '' || own.to === '';
  return record.to === own.to && (record.trunk === '' || trunk === '');
}

function isDouble(record: CdrCall, { record: own, answer, end, open, outcome }: Played): boolean {
  return (
    record.id === own.id &&
    record.start === own.start &&
    record.end === (open ? undefined : end) &&
    record.answer === answer &&
    record.outcome === outcome &&
    record.to === own.to &&
    record.trunk === own.trunk
  );
}

/** What it costs when nothing refuses it. */
function costOf({ call, answer, end }: Played): number {
  return callCost(call!.rate, answer === undefined ? undefined : end - answer);
}

/** What the first record does not say, the others may. */
function fill(own: CdrCall, other: CdrCall): void {
  if (own.direction === 'unknown') own.direction = other.direction;
  for (const field of ['from', 'to', 'account', 'accountCode', 'trunk', 'address'] as const)
    if (own[field] === '') own[field] = other[field];
}
