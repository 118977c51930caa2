import type { Alert, AlertChange } from '../../core/alert.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { CallParty } from '../../core/calls/call-party.ts';
import type { NumberListEntry } from '../../core/calls/number-list.ts';
import { NumberLists } from '../../core/calls/number-lists.ts';
import type { Exposure } from '../../core/rates/exposure.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import { providerTenant, unassignedTenant } from '../../core/tenant.ts';
import { AlertBook } from './alert-book.ts';
import type { CallProfile } from './call-profile.ts';
import { CustomerState } from './customer-state.ts';
import { dayMs, destinationKey } from './destination-memory.ts';
import { FalseAnswer } from './false-answer.ts';
import { chanceOf } from './habits.ts';
import { restoreCustomer, restorePayer, saveCustomer, savePayer } from './learned.ts';
import { LongCalls } from './long-calls.ts';
import { MoneyCaps } from './money-caps.ts';
import { OneSided, type OneSidedKind } from './one-sided.ts';
import type { PayerState } from './payer-state.ts';
import { Peers } from './peers.ts';
import { RangeHunting } from './range-hunting.ts';
import type { CallRule } from './rule.ts';
import { SimpleRules } from './simple-rules.ts';
import type { StopWish } from './stop-wish.ts';
import { Takeover } from './takeover.ts';
import { TransitLoop } from './transit-loop.ts';
import { Trunks } from './trunks.ts';
import { Wangiri } from './wangiri.ts';
import { Watch } from './watch.ts';
import { RowBudget, WeekBaseline } from './week-baseline.ts';

export type { CallProfile } from './call-profile.ts';
export type { StopWish } from './stop-wish.ts';

/** What comes out of the detector, told synchronously. */
export interface CallDetectorOut {
  alert(change: AlertChange): void;
  stop(wish: StopWish, alert: Alert, at: number): void;
}

const hourMs = 3_600_000;
/** Days of the week of all baselines together, about 720 bytes each. */
const mostRows = 300_000;
/** Countries whose hours a customer keeps. */
const mostCountries = 250;

/** Learns what is normal and says what is not. Pure: time comes from calls and `advance` alone. */
export class CallDetector {
  readonly counts: Record<string, number> = { watched: 0, suspicious: 0, customers: 0 };
  readonly #states = new Map<string, CustomerState>();
  readonly #peers = new Peers();
  readonly #rows = new RowBudget(mostRows);
  readonly #book: AlertBook;
  readonly #watch: Watch;
  readonly #simple: SimpleRules;
  readonly #hunting: RangeHunting;
  readonly #wangiri: Wangiri;
  readonly #long: LongCalls;
  readonly #caps: MoneyCaps;
  readonly #trunks: Trunks;
  readonly #loops: TransitLoop;
  readonly #answers: FalseAnswer;
  readonly #takeover: Takeover;
  readonly #oneSided: OneSided;
  #dayEnd = 0;
  #customers = new Map<string, CallCustomer>();
  /** The provider itself: its own figures, when a customer of that id has them. */
  readonly #provider = new CustomerState(providerTenant, undefined, this.#rows);

  constructor(
    rules: readonly CallRule[],
    customers: readonly CallCustomer[],
    exposure: Exposure,
    numberLists: readonly NumberListEntry[],
    out: CallDetectorOut,
  ) {
    const stop = (wish: StopWish, alert: Alert, at: number) => out.stop(wish, alert, at);
    this.#book = new AlertBook(
      (change) => out.alert(change),
      (tenant) => this.#states.get(tenant),
    );
    this.#watch = new Watch(this.#book, this.#peers, stop);
    this.#simple = new SimpleRules(this.#book, stop);
    this.#hunting = new RangeHunting(this.#simple);
    this.#wangiri = new Wangiri(this.#simple);
    this.#long = new LongCalls(this.#simple);
    this.#caps = new MoneyCaps(this.#simple, exposure, () => this.#provider);
    this.#trunks = new Trunks(this.#simple, this.#states);
    this.#loops = new TransitLoop(this.#simple);
    this.#answers = new FalseAnswer(this.#simple);
    this.#takeover = new Takeover(this.#simple);
    this.#oneSided = new OneSided(this.#simple);
    this.#states.set(providerTenant, this.#provider);
    this.renew(rules, customers, numberLists);
  }

  /**
   * The moment (ms UTC) at which something becomes due, Infinity for none. Whoever goes from one time to a later one brings
   * exposure to this moment and calls `advance` with it, again and again, so that running calls and silence fire in time.
   */
  get next(): number {
    return Math.min(this.#watch.next, this.#caps.next, this.#long.next, this.#trunks.next);
  }

  /** Every call that begins, refused ones as well (`call.verdict`). */
  begin(call: Call): void {
    const state = this.#stateOf(call);
    const at = call.start;
    const nth = state.lived(at);
    if (nth > 0) this.#peers.day(nth);
    if (at >= this.#dayEnd) {
      this.#provider.lived(at);
      this.#dayEnd = (Math.floor(at / dayMs) + 1) * dayMs;
    }
    this.#trunks.begin(call);
    if (call.direction === 'in') {
      this.#incoming(call, state);
      return;
    }
    state.dirty = true;
    if (call.verdict.action !== 'refuse') state.running++;
    state.week.begin(at, call.weekHour, call.country, state.running);
    if (call.direction === 'out' && call.tenant !== unassignedTenant) this.#loops.begin(call, state);
    if (!Watch.watches(call) || call.tenant === unassignedTenant) {
      state.activity.add(Math.floor(at / hourMs), call.weekHour, call.closed, 1, state.customer?.opening);
      return;
    }
    this.counts.watched!++;
    const payer = payerOf(call, state);
    this.#weekOf(state, payer, call);
    const watched = this.#watch.begin(call, state, payer);
    if (watched) this.counts.suspicious!++;
    const usual = watched === undefined || watched.evidence < 4 ? 1 : 0;
    state.activity.add(Math.floor(at / hourMs), call.weekHour, call.closed, usual, state.customer?.opening);
    if (usual === 0) state.activity.odd();
  }

  answer(call: Call): void {
    if (call.direction !== 'out' || call.tenant === unassignedTenant) return;
    const state = this.#stateOf(call);
    if (call.rate.perMinute > 0 || call.rate.setup > 0) this.#caps.answered(call, state, payerOf(call, state));
    if (!Watch.watches(call)) {
      this.#answers.usual(call, state);
      return;
    }
    this.#watch.answer(call);
    this.#answers.answered(call, state);
    if (!(this.#chance(call, state) > 0.1)) this.#long.answered(call, state);
  }

  /** `call.cost` is up to date. */
  finish(call: Call): void {
    const state = this.#stateOf(call);
    if (call.direction === 'in') {
      this.#endIncoming(call, state);
      return;
    }
    state.running = Math.max(0, state.running - 1);
    const minutes = call.answer > 0 ? (call.end - call.answer) / 60_000 : 0;
    const eur = call.cost / microPerEuro;
    state.week.finish(minutes, eur);
    this.#caps.ended(call);
    if (call.tenant !== unassignedTenant && Watch.watches(call)) {
      state.countries.get(call.country)?.finish(minutes, eur);
      const payer = payerOf(call, state);
      payer.week?.finish(minutes, eur);
      this.#watch.finish(call, state, payer);
      if (call.answer === 0) this.#hunting.failed(call, state, this.#chance(call, state));
      if (call.cost > 0) this.#caps.paid(call, state, payer);
    } else {
      this.#trunks.finish(call);
      if (call.cost > 0) this.#caps.paid(call, state, payerOf(call, state));
    }
    if (this.#book.size > 0) this.#book.ended(call);
  }

  fact(fact: AccountFact): void {
    if (fact.tenant !== '') this.#takeover.fact(fact, this.#state(fact.tenant));
  }

  advance(now: number): void {
    this.#watch.advance(now);
    this.#caps.advance(now);
    this.#long.advance(now);
    this.#trunks.advance(now);
    this.#book.advance(now);
  }

  /** Tells open alerts as they are now, for who stops here: the end of a replay. */
  flush(at: number): void {
    this.#book.flush(at);
  }

  /** A call that one kind of source alone told of, once the time is over in which the other had to. */
  unmatched(kind: OneSidedKind, call: Call, at: number): void {
    this.#oneSided.unmatched(kind, call, this.#stateOf(call), at);
  }

  /** A stop of this alert took hold. */
  stopped(alertId: string, at: number): void {
    const alert = this.#book.get(alertId);
    if (!alert || alert.stoppedAt > 0) return;
    alert.stoppedAt = at;
    alert.costAtStop = alert.money(at);
  }

  /** This call was refused because of that alert, or would have been. */
  refused(call: Call, alertId: string): void {
    if (call.verdict.action !== 'pass') {
      const state = this.#stateOf(call);
      if (this.#watch.refused(call)) state.running = Math.max(0, state.running - 1);
    }
    const alert = this.#book.get(alertId);
    if (!alert) return;
    alert.refuse(call);
    alert.active = Math.max(alert.active, call.start);
  }

  renew(rules: readonly CallRule[], customers: readonly CallCustomer[], lists: readonly NumberListEntry[]): void {
    this.#customers = new Map(customers.map((customer) => [customer.id, customer]));
    for (const state of this.#states.values()) state.renew(this.#customers.get(state.id));
    this.#watch.renew(rules, new NumberLists(lists));
    this.#simple.renew(rules);
  }

  /** What was learned since it was last asked, as plain data by key. */
  learned(): [key: string, value: unknown][] {
    const found: [string, unknown][] = [];
    for (const state of this.#states.values()) {
      if (!state.dirty) continue;
      state.dirty = false;
      found.push([`customer\u001f${state.id}`, saveCustomer(state)]);
      for (const payer of state.payers.values()) {
        if (!payer.dirty) continue;
        payer.dirty = false;
        const saved = savePayer(payer);
        if (saved !== undefined) found.push([`payer\u001f${state.id}\u001f${payer.name}`, saved]);
      }
    }
    if (found.length > 0) found.push(['peers', this.#peers.save()]);
    return found;
  }

  /** Puts back what `learned` gave, before the first call. An unknown key is left alone. */
  restore(key: string, value: unknown): void {
    const [what, tenant = '', payer = ''] = key.split('\u001f');
    if (what === 'peers') this.#peers.restore(value as Parameters<Peers['restore']>[0]);
    else if (what === 'customer') restoreCustomer(this.#state(tenant), value, this.#rows);
    else if (what === 'payer') restorePayer(this.#state(tenant).payer(payer, 0), value, this.#rows);
  }

  /** Normal and what happened: of a customer, of one of its payers (costly calls alone), or of a country that it calls. */
  profile(tenant: string, payer: string | undefined, country: string | undefined): CallProfile {
    const state = this.#states.get(tenant);
    let week = state?.week;
    if (payer !== undefined) week = state?.payers.get(payer)?.week;
    else if (country !== undefined) week = state?.countries.get(country);
    return (week ?? new WeekBaseline(this.#rows)).profile();
  }

  #stateOf(call: Call): CustomerState {
    call.customerParty ??= new CallParty(call.tenant, '');
    call.customerParty.state ??= this.#state(call.tenant);
    return call.customerParty.state as CustomerState;
  }

  #state(tenant: string): CustomerState {
    let state = this.#states.get(tenant);
    if (!state) {
      state = new CustomerState(tenant, this.#customers.get(tenant), this.#rows);
      this.#states.set(tenant, state);
      this.counts.customers!++;
    }
    return state;
  }

  /** Counts a costly call for its payer and for the country it goes to. */
  #weekOf(state: CustomerState, payer: PayerState, call: Call): void {
    payer.dirty = true;
    payer.week ??= new WeekBaseline(this.#rows);
    payer.week.begin(call.start, call.weekHour, call.country, payer.running + 1);
    let week = state.countries.get(call.country);
    if (!week) {
      if (state.countries.size >= mostCountries) return;
      week = new WeekBaseline(this.#rows);
      state.countries.set(call.country, week);
    }
    week.begin(call.start, call.weekHour, call.country, 1);
  }

  #incoming(call: Call, state: CustomerState): void {
    state.activity.add(Math.floor(call.start / hourMs), call.weekHour, call.closed, 0, state.customer?.opening);
    state.incoming.add(call);
  }

  #endIncoming(call: Call, state: CustomerState): void {
    state.incoming.delete(call);
    if (call.answer === 0 && call.country !== '' && call.country !== state.customer?.country)
      this.#wangiri.missed(call, state);
  }

  #chance(call: Call, state: CustomerState): number {
    return chanceOf(state, payerOf(call, state), this.#peers, destinationKey(call), call, call.closed);
  }
}

/** The payer of a call, made when it is new. */
function payerOf(call: Call, state: CustomerState): PayerState {
  call.payerParty ??= new CallParty(call.tenant, call.payer);
  const kept = call.payerParty.state as PayerState | undefined;
  if (kept && !kept.forgotten) return kept;
  const payer = state.payer(call.payer, call.start);
  call.payerParty.state = payer;
  return payer;
}
