import type { Alert } from '../../core/alert.ts';
import type { CallOutcome, CallRecord } from '../../core/call-record.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer, CallMode } from '../../core/calls/call-customer.ts';
import type { CallSink } from '../../core/calls/call-sink.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import type { CallVerdict } from '../../core/calls/call-verdict.ts';
import type { NumberListEntry } from '../../core/calls/number-list.ts';
import { derivedId } from '../../core/derived-id.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { RateDeck } from '../../core/rates/deck.ts';
import { Exposure } from '../../core/rates/exposure.ts';
import { callCost, type Rate } from '../../core/rates/rate.ts';
import { CallLimits } from '../../decide/calls/call-limits.ts';
import { CallPlaces } from '../../decide/calls/call-places.ts';
import { CallPolicy, tooManyCalls } from '../../decide/calls/call-policy.ts';
import { holdsFor } from '../../decide/calls/stops.ts';
import { CallDetector, type CallProfile, type StopWish } from '../../detect/calls/call-detector.ts';
import type { CallRule } from '../../detect/calls/rule.ts';
import { CallReader } from '../../enrich/calls/call-reader.ts';
import { CallMoney } from './call-money.ts';
import { RunningCalls } from './running-calls.ts';

/** So long rules leave alone what a person let go. */
export const releasedMs = 4 * 3_600_000;
const mostReleased = 20_000;

export interface CallGuardOptions {
  readonly customers: readonly CallCustomer[];
  /** Decks by key, '' is the provider's. */
  readonly decks: ReadonlyMap<string, RateDeck>;
  readonly rules: readonly CallRule[];
  readonly numberLists: readonly NumberListEntry[];
  /** Stops in force at the start, after a restart, and those that people took back lately. */
  readonly stops?: readonly CallStop[];
  /** Holds for every customer instead of its own mode. */
  readonly mode?: CallMode;
  /** Policies by country; without, none hold. */
  readonly geo?: GeoBook;
  /**
   * `caps`: money is added up only for what caps hold for (account, customer, provider), not for every trunk and destination; and
   * what would have been refused or hung up, were it enforced, adds none.
   */
  readonly money?: 'all' | 'caps';
}

/**
 * The way of a call through the house, in its order: enrich, decide, detect, and what detection wants stopped back to decide.
 * Pure: no clock, no network, no files. Time is what calls and `advance` tell; the same calls give the same output.
 */
export class CallGuard {
  /** By alert, and by customer and payer: until when rules leave alone what a person let go, ms UTC. */
  readonly #released = new Map<string, number>();
  readonly exposure = new Exposure();
  readonly #sink: CallSink;
  readonly #policy: CallPolicy;
  readonly #detector: CallDetector;
  readonly #running = new RunningCalls();
  readonly #money: CallMoney;
  readonly #limits = new CallLimits();
  #options: CallGuardOptions;
  #reader: CallReader;
  #now = 0;
  #second = 0;
  #serial = 0;
  /** Stops that changed: a verdict given before is asked for once more. */
  #stopChanges = 0;
  #paused = false;
  readonly #counts = { calls: 0, answered: 0, refused: 0, reported: 0, hungUp: 0, unattributed: 0, unread: 0 };

  constructor(options: CallGuardOptions, sink: CallSink) {
    this.#options = options;
    this.#sink = sink;
    this.#reader = new CallReader(options.customers, options.decks);
    this.#policy = new CallPolicy(options.numberLists, options.mode);
    if (options.geo) this.#policy.setPlaces(new CallPlaces(options.geo));
    this.#money = new CallMoney(this.exposure, options.money ?? 'all', (tenant) => this.#reader.calendar(tenant));
    this.#detector = new CallDetector(options.rules, options.customers, this.exposure, options.numberLists, {
      alert: (change) => sink.alert(change),
      stop: (wish, alert, at) => this.#wish(wish, alert, at),
    });
    for (const stop of options.stops ?? []) {
      if (stop.state === 'lifted') this.#release(stop, stop.until);
      else this.#policy.stops.put(stop);
    }
  }

  /** Newest time it was told of, ms UTC. */
  get now(): number {
    return this.#now;
  }

  get counts(): Readonly<Record<string, number>> {
    return {
      ...this.#detector.counts,
      ...this.#counts,
      running: this.#running.size,
      ambiguous: this.#reader.counts.ambiguous,
    };
  }

  /** A call begins, at the first INVITE. What the record says of its answer and end is not looked at. A refused call is told nothing more. */
  begin(record: CallRecord, source: string): Call {
    if (record.start > this.#now) this.advance(record.start);
    const call = this.#reader.read(record, source);
    call.serial = ++this.#serial;
    this.#counts.calls++;
    const customer = this.#reader.lastCustomer;
    if (!customer) this.#counts.unattributed++;
    if (call.dialledKind === 'unknown' && call.direction === 'out' && call.number !== '') this.#counts.unread++;
    call.verdict = this.#policy.verdict(call, customer, call.start);
    const before = this.#stopChanges;
    this.#detector.begin(call);
    // The call that crosses the line is refused itself.
    if (before !== this.#stopChanges) call.verdict = this.#policy.verdict(call, customer, call.start);
    const limit = this.#policy.limitOf(call, call.verdict, call.start);
    if (limit && !this.#limits.take(call, limit, call.start)) call.verdict = tooManyCalls;
    const { verdict } = call;
    if (verdict.action === 'refuse' || verdict.reported) this.#refused(call, verdict);
    if (verdict.action !== 'refuse') this.#running.add(call);
    return call;
  }

  /** It was answered. `time` may lie in the past. */
  answer(call: Call, time: number): void {
    if (call.verdict.action === 'refuse' || call.answer > 0 || call.end > 0) return;
    if (time > this.#now) this.advance(time);
    call.answer = Math.max(time, call.start);
    this.#counts.answered++;
    if (!(call.verdict.reported && this.#options.money === 'caps')) this.#money.answered(call);
    this.#detector.answer(call);
  }

  /** It is over. `cause`: SIP status or Q.850 cause, 0 when unknown. */
  finish(call: Call, time: number, outcome: CallOutcome, cause: number): void {
    if (call.verdict.action === 'refuse' || call.end > 0) return;
    if (time > this.#now) this.advance(time);
    call.end = Math.max(time, call.answer, call.start);
    call.outcome = outcome;
    call.cause = cause;
    this.#running.delete(call);
    this.#limits.release(call);
    this.#money.ended(call);
    this.#detector.finish(call);
  }

  /** A better record of a call that is over has come: its money is counted anew. */
  correct(call: Call, answer: number, end: number): void {
    if (call.end > 0 && end >= Math.max(answer, call.start)) this.#money.corrected(call, answer, end);
  }

  /** A call of before a restart: its money counts, nothing is detected and nothing told. It runs on when it has no end. */
  remember(record: CallRecord, source: string, rate?: Rate): Call {
    const call = this.#reader.read(record, source);
    // It was rated when it began; decks may have changed since.
    if (rate) call.rate = rate;
    call.serial = ++this.#serial;
    if (record.start > this.#now) this.advance(record.start);
    if (record.answer !== undefined) {
      call.answer = record.answer;
      if (record.answer > this.#now) this.advance(record.answer);
      this.#money.answered(call);
    }
    if (record.end === undefined) this.#running.add(call);
    else {
      if (record.end > this.#now) this.advance(record.end);
      call.end = record.end;
      call.outcome = record.outcome;
      this.#money.ended(call);
    }
    return call;
  }

  /** What would be said of such a call at `at`; nothing is counted, so no limit of calls a minute speaks. */
  ask(record: CallRecord, at = Math.max(this.#now, record.start)): CallVerdict {
    const call = this.#reader.read(record, '');
    return this.#policy.verdict(call, this.#reader.customer(call.tenant), at);
  }

  /** No more will come: open alerts are told as they are now. */
  flush(): void {
    this.#detector.flush(this.#now);
  }

  fact(fact: AccountFact): void {
    if (fact.time > this.#now) this.advance(fact.time);
    this.#detector.fact(fact.tenant ? fact : { ...fact, tenant: this.#reader.tenantOf(fact.account, fact.address) });
  }

  /**
   * Time went on: money is brought up to date, what is due fires, stops expire. Never goes back. Gives the time it came to: `now`,
   * unless somebody wanted it to `pause` before.
   */
  advance(now: number): number {
    if (!(now > this.#now)) return this.#now;
    const second = Math.floor(now / 1_000);
    if (second > this.#second) {
      this.#paused = false;
      // What becomes due on the way fires at its own moment, not when the next call happens to come.
      for (let due = this.#detector.next; due <= now; due = this.#detector.next) {
        // Whole milliseconds, as all times are.
        if (due > this.#now) this.#step(Math.min(now, Math.ceil(due)));
        else {
          this.#detector.advance(this.#now);
          if (this.#detector.next <= this.#now) break;
        }
        if (!this.#paused) continue;
        this.#second = Math.floor(this.#now / 1_000);
        return this.#now;
      }
      this.#second = second;
      this.#step(now);
    } else this.#now = now;
    return now;
  }

  /** Called while time goes on: it goes no further until what happened at this moment was told (a call that was hung up is over). */
  pause(): void {
    this.#paused = true;
  }

  #step(now: number): void {
    this.#now = now;
    this.exposure.advance(now);
    if (this.#policy.stops.size > 0)
      for (const stop of this.#policy.stops.expire(now)) this.#sink.stop({ ...stop, state: 'expired' });
    this.#detector.advance(now);
  }

  /** A call that one kind of source alone told of, once the other had to have told. */
  unmatched(kind: 'cdr-without-sip' | 'sip-without-cdr', call: Call, at: number): void {
    this.#detector.unmatched(kind, call, at);
  }

  /** A stop of a person, or one that is to be in force again; running calls are hung up where it says so. */
  impose(stop: CallStop): void {
    this.#policy.stops.put(stop);
    this.#stopChanges++;
    this.#sink.stop(stop);
    if (stop.hangUp) this.#hangUp(stop, Math.max(this.#now, stop.from));
  }

  /** Takes a stop back at once. Undefined when none of that id holds. */
  lift(id: string, at: number): CallStop | undefined {
    const stop = this.#policy.stops.get(id);
    if (!stop) return undefined;
    const lifted: CallStop = { ...stop, state: 'lifted', until: Math.min(stop.until, at) };
    this.#policy.stops.put(lifted);
    this.#release(stop, at);
    this.#stopChanges++;
    this.#sink.stop(lifted);
    return lifted;
  }

  stops(): Iterable<CallStop> {
    return this.#policy.stops.all();
  }

  /** New customers, decks, lists or rules; nothing that was learned or runs is lost. */
  renew(options: Partial<Omit<CallGuardOptions, 'stops' | 'mode' | 'money' | 'geo'>>): void {
    this.#options = { ...this.#options, ...options };
    const { customers, decks, rules, numberLists } = this.#options;
    this.#reader = new CallReader(customers, decks);
    this.#policy.setLists(numberLists);
    this.#detector.renew(rules, customers, numberLists);
  }

  /** Policies by country from now on. Throws RangeError for a book with faults; those of before hold on then. */
  setGeo(book: GeoBook): void {
    this.#policy.setPlaces(new CallPlaces(book));
  }

  running(): Iterable<Call> {
    return this.#running.all();
  }

  /** Micro-euro a call has cost so far. */
  costSoFar(call: Call): number {
    if (call.end > 0) return call.cost;
    return callCost(call.rate, call.answer > 0 ? Math.max(0, this.#now - call.answer) : undefined);
  }

  customer(tenant: string): CallCustomer | undefined {
    return this.#reader.customer(tenant);
  }

  profile(tenant: string, payer: string | undefined, country: string | undefined): CallProfile {
    return this.#detector.profile(tenant, payer, country);
  }

  /** What was learned, as plain data by key: what changed since it was asked for last. */
  learned(): [key: string, value: unknown][] {
    return this.#detector.learned();
  }

  restore(key: string, value: unknown): void {
    this.#detector.restore(key, value);
  }

  #refused(call: Call, verdict: CallVerdict): void {
    if (verdict.action === 'refuse') {
      call.end = call.start;
      call.outcome = 'failed';
      call.cause = 603;
      this.#counts.refused++;
    } else this.#counts.reported++;
    const alert = this.#policy.stops.get(verdict.stop)?.alert;
    if (alert) this.#detector.refused(call, alert);
    this.#sink.refused(call, verdict, call.start);
  }

  #wish(wish: StopWish, alert: Alert, at: number): void {
    const customer = this.#reader.customer(alert.tenant);
    const mode = customer ? this.#policy.modeOf(customer) : (this.#options.mode ?? 'report-only');
    if (mode === 'off') return;
    const { scope, payer, reach, country, prefix, hangUp, durationS, spared } = wish;
    if (at < Math.max(this.#released.get(alert.id) ?? 0, this.#released.get(`${alert.tenant}\0${payer}`) ?? 0)) return;
    const id = derivedId('call-stop', alert.id, scope, payer, reach, country, prefix);
    const before = this.#policy.stops.get(id);
    const until = at + durationS * 1_000;
    // One that holds already holds longer.
    const stop: CallStop = {
      ...{ id, tenant: alert.tenant, scope, payer, reach, country, prefix, hangUp, spared },
      ...{ divertTo: '', from: before?.from ?? at, until: Math.max(until, before?.until ?? 0) },
      ...{ reason: alert.sentence, author: `rule:${alert.rule}`, alert: alert.id, rule: alert.rule },
      state: mode === 'enforce' ? 'in-force' : 'reported',
    };
    this.#policy.stops.put(stop);
    this.#stopChanges++;
    this.#detector.stopped(alert.id, at);
    this.#sink.stop(stop);
    if (hangUp) this.#hangUp(stop, at);
  }

  /** A person took a stop of a rule back: rules do not stop the same again for a while, since somebody looked at it. */
  #release({ author, alert, tenant, payer }: CallStop, at: number): void {
    if (!author.startsWith('rule:')) return;
    if (this.#released.size > mostReleased) this.#released.clear();
    for (const key of [alert, `${tenant}\0${payer}`]) this.#released.set(key, at + releasedMs);
  }

  #hangUp(stop: CallStop, at: number): void {
    for (const call of this.#running.of(stop.scope === 'provider' ? '' : stop.tenant)) {
      if (!holdsFor(stop, call)) continue;
      const verdict = this.#policy.verdict(call, this.#reader.customer(call.tenant), at);
      if (verdict.stop === '') continue;
      this.#counts.hungUp++;
      this.#sink.hangUp(call, at, stop, verdict.reported);
      if (verdict.reported && this.#options.money === 'caps') this.exposure.end(call.serial, at);
    }
  }
}
