import type { CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallVerdict } from '../../core/calls/call-verdict.ts';
import { derivedId } from '../../core/derived-id.ts';
import type { Rate } from '../../core/rates/rate.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import type { CallGuard } from './call-guard.ts';
import { CallIndex } from './call-index.ts';
import type { LiveCall, Teller } from './live-call.ts';

/** Where what became of a call goes. */
export interface LiveCallsOut {
  /** The call began or moved. */
  kept(call: Call, sourceCall: string): void;
}

const secondMs = 1000;
const minuteMs = 60_000;
/** A call without an end for this long is over: its end was lost. */
const longestMs = 12 * 60 * minuteMs;
/** A call that somebody asked about and nobody followed. */
const askedOnlyMs = 3 * minuteMs;
/** So long a call that is over is known: its records may come late. */
const lateMs = 60 * minuteMs;
/** One that was refused is not kept in mind for long: who tries fifty times a second would fill it. */
const refusedMs = 2 * minuteMs;
const mostCalls = 400_000;
/** So many calls, and this share of all, are told of by SIP and by records before one side alone counts. */
const leastOfBoth = 20;
const usualShare = 0.9;
const mostOfSides = 1000;
/** Calls looked at in one go. */
const mostLooked = 2000;
const heldMs = secondMs;
const mostHeld = 20_000;

/** Members that say something. */
function definite(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

/** Whether a record may tell whose a call is that is nobody's so far. */
function tellsMore(call: Call, { account, accountCode, trunk, address }: CallRecord): boolean {
  if (call.tenant !== unassignedTenant) return false;
  const news = (was: string, is: string) => was === '' && is !== '';
  return (
    news(call.account, account) ||
    news(call.accountCode, accountCode) ||
    news(call.trunk, trunk) ||
    news(call.address, address)
  );
}

/**
 * Puts together what several sources tell of one call, and plays it to the guard: begin, answer, end. Whatever the order in which
 * they tell, the same comes out: the first start is taken as it came, call detail records decide over answer and end, before
 * them those who follow the call live.
 */
export class LiveCalls {
  readonly #guard: CallGuard;
  readonly #out: LiveCallsOut;
  readonly #index = new CallIndex();
  /** Calls by when they have to be looked at; the order is that of insertion, so each queue has one patience. */
  readonly #over = new Set<LiveCall>();
  readonly #refused = new Set<LiveCall>();
  #sweep: Iterator<LiveCall> | undefined;
  /** Calls that began on the wire and of which nobody said yet who makes them. */
  readonly #held = new Map<
    string,
    { readonly record: CallRecord; readonly source: string; readonly teller: Teller; readonly since: number }
  >();
  readonly counts = {
    merged: 0,
    attributed: 0,
    duplicate: 0,
    corrected: 0,
    neverEnded: 0,
    unfollowed: 0,
    endedUnnoticed: 0,
    refusedYetAnswered: 0,
    refusedYetPassed: 0,
    impossible: 0,
    evicted: 0,
    'cdr-without-sip': 0,
    'sip-without-cdr': 0,
  };
  /** Of how many calls of a customer SIP and records both told, and of how many either. */
  readonly #sides = new Map<string, { both: number; either: number }>();

  /** What is played to the guard at this moment has happened already: nothing of it was refused. */
  happened = false;

  constructor(guard: CallGuard, out: LiveCallsOut) {
    this.#guard = guard;
    this.#out = out;
  }

  get size(): number {
    return this.#index.size;
  }

  /** Calls of a source that run now. */
  runningOf(source: string): number {
    let count = 0;
    for (const live of this.#index.all()) if (live.call.end === 0 && live.hasSource(source)) count++;
    return count;
  }

  /** How its sources name a call. */
  idsOf(call: Call): readonly { readonly source: string; readonly id: string }[] {
    const live = this.#index.of(call.id);
    return live?.ids() ?? [];
  }

  /** Takes what a source tells. `complete`: a call detail record. `now` ms UTC. */
  take(given: CallRecord, complete: boolean, source: string, teller: Teller, now: number): void {
    const record = this.#possible(given, now);
    let live = this.#index.find(record, source);
    if (!live && this.#hold(record, complete, source, teller, now)) return;
    if (!live) {
      live = this.#begin(record, source, teller, now);
    } else {
      this.#index.join(live, record, source);
      if (!live.toldBy(teller)) this.counts.merged++;
      live.addTeller(teller);
      if (tellsMore(live.call, record)) this.#attribute(live, record, source);
    }
    live.told = now;
    this.#hear(live, record, complete, source);
  }

  /** Called every second: calls of which nobody said who makes them begin without that. */
  release(now: number): void {
    for (const [key, { record, source, teller, since }] of this.#held) {
      if (now - since < heldMs) break;
      this.#held.delete(key);
      if (!this.#index.find(record, source)) this.#begin(record, source, teller, now).told = now;
    }
  }

  /**
   * The first INVITE of a call often comes without credentials, is challenged, and comes again with them: so long it waits,
   * since who makes a call decides whose it is. True when it waits.
   */
  #hold(record: CallRecord, complete: boolean, source: string, teller: Teller, now: number): boolean {
    const key = `${source}\0${record.id}`;
    const since = this.#held.get(key)?.since ?? now;
    this.#held.delete(key);
    const open = record.answer === undefined && record.end === undefined;
    if (teller !== 'sip' || complete || !open || record.account !== '' || now - since >= heldMs) return false;
    if (this.#held.size >= mostHeld) return false;
    this.#held.set(key, { record, source, teller, since });
    return true;
  }

  /** Somebody says more of a call that nobody's was: it is begun anew with that. */
  #attribute(live: LiveCall, record: CallRecord, source: string): void {
    const { call } = live;
    const { id, linkedId, from, dialled: to, start, answer, end, outcome, cause } = call;
    if (call.end === 0) this.#guard.finish(call, Math.max(call.start, call.answer), 'unknown', 0);
    if (call.answer > 0) this.#correct(call, 0, call.end);
    this.#over.delete(live);
    const known = { account: call.account, accountCode: call.accountCode, trunk: call.trunk, address: call.address };
    const merged = { ...record, ...definite(known), id, linkedId, from, to, start };
    live.call = this.#guard.begin({ ...merged, answer: undefined, end: undefined }, source);
    if (answer > 0) this.#guard.answer(live.call, answer);
    if (end > 0) this.#guard.finish(live.call, end, outcome, cause);
    if (live.call.end > 0) this.#ended(live, live.told);
    else this.#out.kept(live.call, live.sourceCall);
    this.counts.attributed++;
  }

  /** A dial plan or an SBC asks about a call that is about to be made: it begins, once. */
  ask(record: CallRecord, source: string, now: number): CallVerdict {
    let live = this.#index.find(record, source);
    if (live) {
      this.#index.join(live, record, source);
      // Asked again, as by the next proxy: stops may have changed meanwhile.
      const verdict = this.#guard.ask(record, now);
      if (live.call.verdict.action !== 'refuse' || verdict.action === 'refuse') return verdict;
      this.#forget(live);
    }
    live = this.#begin(record, source, 'asked', now);
    live.told = now;
    return live.call.verdict;
  }

  /** A call that was refused was let pass all the same: the answer came too late, or could not be given. It runs. */
  letPass(record: CallRecord, source: string, now: number): void {
    const live = this.#index.find(record, source);
    if (live?.call.verdict.action !== 'refuse') return;
    this.counts.refusedYetPassed++;
    this.#reopen(live, record, source);
    live.told = now;
    live.begun = now;
    this.#out.kept(live.call, live.sourceCall);
  }

  /** Whoever asked let a refused call through, or was not asked: it costs what it costs. */
  #reopen(live: LiveCall, record: CallRecord, source: string): void {
    live.call = this.#guard.remember({ ...record, id: live.call.id, answer: undefined, end: undefined }, source);
    this.#over.delete(live);
    this.#refused.delete(live);
  }

  /** Exactly these calls of a source run at `time`; others of it ended unnoticed. */
  running(source: string, ids: readonly string[], time: number): void {
    const there = new Set(ids);
    for (const live of [...this.#index.all()]) {
      if (live.call.end > 0 || !live.hasSource(source) || live.idsOf(source).some((id) => there.has(id))) continue;
      this.counts.endedUnnoticed++;
      this.#guard.finish(live.call, time, live.call.answer > 0 ? 'answered' : 'unknown', 0);
      this.#ended(live, time);
    }
  }

  /** A call of before a restart, under the id it is kept by. */
  restore(record: CallRecord, source: string, sourceCall: string, rate: Rate, now: number): void {
    const call = this.#guard.remember(record, source, rate);
    // Long over: its money counts, and nothing more is told of it.
    if (call.end > 0 && now - call.end > lateMs) return;
    const live = this.#index.add(call, { ...record, id: sourceCall }, source);
    live.addTeller('switch');
    live.told = now;
    live.liveAnswer = call.answer;
    live.liveEnd = call.end;
    if (call.end === 0) return;
    live.overAt = now;
    this.#over.add(live);
  }

  /** Time went on: what never ended is closed, what is long over forgotten; a part of all calls each time, so that nobody waits. */
  tick(now: number): void {
    this.#sweep ??= this.#index.all()[Symbol.iterator]();
    for (let looked = 0; looked < mostLooked; looked++) {
      const { done, value: live } = this.#sweep.next();
      if (done) {
        this.#sweep = undefined;
        break;
      }
      if (live.call.end > 0) continue;
      const begun = Math.min(live.call.start, live.begun);
      if (now - begun > longestMs) {
        this.counts.neverEnded++;
        this.#guard.finish(live.call, begun + longestMs, live.call.answer > 0 ? 'answered' : 'unknown', 0);
      } else if (live.toldOnlyBy('asked') && now - live.begun > askedOnlyMs) {
        this.counts.unfollowed++;
        this.#guard.finish(live.call, live.begun + askedOnlyMs, 'unknown', 0);
      } else continue;
      this.#ended(live, now);
    }
    for (const [queue, patience] of [
      [this.#over, lateMs],
      [this.#refused, refusedMs],
    ] as const) {
      let looked = 0;
      for (const live of queue) {
        if (now - live.overAt <= patience || ++looked > mostLooked) break;
        this.#unmatched(live, now);
        this.#forget(live);
      }
    }
  }

  #forget(live: LiveCall): void {
    this.#over.delete(live);
    this.#refused.delete(live);
    this.#index.remove(live);
  }

  #begin(record: CallRecord, source: string, teller: Teller, now: number): LiveCall {
    if (this.#index.size >= mostCalls) this.#evict();
    const id = derivedId('call', source, record.id, String(record.start));
    // A record of a call that was answered tells of what happened, whatever a stop would say now.
    this.happened = teller === 'cdr' && record.answer !== undefined;
    const call = this.#guard.begin({ ...record, id }, source);
    this.happened = false;
    const live = this.#index.add(call, record, source);
    live.addTeller(teller);
    live.begun = now;
    // What was refused is over before it began.
    if (call.end > 0) this.#ended(live, now);
    else this.#out.kept(call, live.sourceCall);
    return live;
  }

  #hear(live: LiveCall, record: CallRecord, complete: boolean, source: string): void {
    const { call } = live;
    const answer = record.answer ?? 0;
    const end = record.end ?? 0;
    if (call.verdict.action === 'refuse') {
      if (answer === 0) return;
      this.counts.refusedYetAnswered++;
      this.#reopen(live, record, source);
      this.#hear(live, record, complete, source);
      return;
    }
    const before = { answer: call.answer, end: call.end };
    if (complete) {
      const known = live.cdrAnswer === answer && live.cdrEnd === end;
      if (known) this.counts.duplicate++;
      if (answer > 0) live.cdrAnswer = live.cdrAnswer ? Math.min(live.cdrAnswer, answer) : answer;
      live.cdrEnd = Math.max(live.cdrEnd, end);
    } else {
      if (answer > 0) live.liveAnswer = live.liveAnswer ? Math.min(live.liveAnswer, answer) : answer;
      live.liveEnd = Math.max(live.liveEnd, end);
    }
    const [wantedAnswer, wantedEnd] = live.cdrEnd > 0 ? [live.cdrAnswer, live.cdrEnd] : [live.liveAnswer, live.liveEnd];
    if (call.end === 0) {
      if (call.answer === 0 && wantedAnswer > 0) this.#guard.answer(call, wantedAnswer);
      if (wantedEnd > 0) {
        this.#guard.finish(call, wantedEnd, record.outcome, record.cause);
        // Who follows it live may have seen the answer a little later or earlier than the record has it.
        if (wantedAnswer !== call.answer) this.#correct(call, wantedAnswer, call.end);
        this.#ended(live, live.told);
        return;
      }
    } else if (wantedEnd > 0 && (wantedAnswer !== call.answer || wantedEnd !== call.end)) {
      this.counts.corrected++;
      this.#correct(call, wantedAnswer, wantedEnd);
      if (wantedAnswer > 0) call.outcome = 'answered';
    }
    if (before.answer !== call.answer || before.end !== call.end) this.#out.kept(call, live.sourceCall);
  }

  #correct(call: Call, answer: number, end: number): void {
    // Money is counted up to the present only; a clock may be a moment ahead of ours.
    this.#guard.advance(end);
    this.#guard.correct(call, answer, end);
  }

  #ended(live: LiveCall, now: number): void {
    this.#out.kept(live.call, live.sourceCall);
    live.overAt = now;
    const queue = live.call.verdict.action === 'refuse' ? this.#refused : this.#over;
    queue.delete(live);
    queue.add(live);
  }

  /** Times that cannot be are brought to what can, and counted. */
  #possible(record: CallRecord, now: number): CallRecord {
    const latest = now + 5 * secondMs;
    const { start, answer, end } = record;
    const fits =
      start <= latest &&
      (answer === undefined || (answer >= start && answer <= latest)) &&
      (end === undefined || (end >= (answer ?? start) && end <= latest && end - start <= 31 * 24 * 60 * minuteMs));
    if (fits) return record;
    this.counts.impossible++;
    const began = Math.min(start, now);
    const answered = answer === undefined ? undefined : Math.min(Math.max(answer, began), now);
    const ended = end === undefined ? undefined : Math.min(Math.max(end, answered ?? began), now);
    return { ...record, start: began, answer: answered, end: ended };
  }

  /** One kind of source told of a call of which the other kind had to tell as well. */
  #unmatched(live: LiveCall, now: number): void {
    const { call } = live;
    if (call.verdict.action === 'refuse' || call.answer === 0) return;
    const [cdr, sip] = [live.toldBy('cdr'), live.toldBy('sip')];
    if (!cdr && !sip) return;
    const sides = this.#sides.get(call.tenant) ?? { both: 0, either: 0 };
    this.#sides.set(call.tenant, sides);
    // Where captures see some of the calls only, or records come of some only, one side alone says nothing.
    const usual = sides.both >= leastOfBoth && sides.both >= usualShare * sides.either;
    sides.either++;
    if (cdr && sip) sides.both++;
    if (sides.either >= mostOfSides) {
      sides.both /= 2;
      sides.either /= 2;
    }
    if ((cdr && sip) || !usual) return;
    const kind = cdr ? 'cdr-without-sip' : 'sip-without-cdr';
    this.counts[kind]++;
    this.#guard.unmatched(kind, call, now);
  }

  #evict(): void {
    const [oldest] = this.#refused.size > 0 ? this.#refused : this.#over.size > 0 ? this.#over : this.#index.all();
    if (!oldest) return;
    this.counts.evicted++;
    if (oldest.call.end === 0) {
      this.#guard.finish(oldest.call, this.#guard.now, 'unknown', 0);
      this.#out.kept(oldest.call, oldest.sourceCall);
    }
    this.#forget(oldest);
  }
}
