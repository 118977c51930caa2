import type { Alert } from '../../core/alert.ts';
import type { AlertBook } from './alert-book.ts';
import type { CallAlert } from './call-alert.ts';
import type { CustomerState } from './customer-state.ts';
import { dayMs } from './destination-memory.ts';
import type { SuspicionDetector } from './detector-names.ts';
import { hasBusiness, looksHuman, looksLikeErrand, narrowest } from './judging.ts';
import type { CallRule } from './rule.ts';
import { sameText } from './same-text.ts';
import { spoilHabits } from './spoil-habits.ts';
import type { StopWish } from './stop-wish.ts';
import type { Suspicion, Watched } from './suspicion.ts';

/** So much more is needed for a stop while somebody may be there. */
const careful = 1.5;
const veryCareful = 2;
const briefS = 2_700;
/** And so much more money when the calls could be those of people. */
const patience = 3;
/** Times the money of a stop that an errand of people may cost. */
const errandPatience = 12;
/** From this share on its destination is stopped. */
export const stoppable = 0.4;
/** Evidence about a destination from which it is stopped, once its payer is known to be under attack. */
const proven = 9;
/** How long a destination that was stopped stays suspect for its customer. */
const suspectMs = 14 * dayMs;

/** What alerts about costly calls stop, and whether that holds still. */
export class AlertStops {
  readonly #book: AlertBook;
  readonly #stop: (wish: StopWish, alert: Alert, at: number) => void;
  #rules: readonly (CallRule & { readonly detector: SuspicionDetector })[] = [];
  readonly #wishes = new Map<string, StopWish>();

  constructor(book: AlertBook, stop: (wish: StopWish, alert: Alert, at: number) => void) {
    this.#book = book;
    this.#stop = stop;
  }

  renewRules(rules: readonly (CallRule & { readonly detector: SuspicionDetector })[]): void {
    this.#rules = rules;
  }

  /** What an alert knows at its newest call may be enough for stops: as narrow as what it proves. */
  consider(
    alert: CallAlert,
    newest: Watched,
    score: number,
    money: number,
    suspicion: Suspicion,
    state: CustomerState,
    at: number,
  ): void {
    const rule =
      this.#rules.find(({ id }) => id === alert.rule.id) ?? this.#rules.find(({ detector }) => detector === 'burst');
    if (rule?.response.action !== 'stop') return;
    const { response } = rule;
    const figures = state.figures(rule);
    // While people may be at work it takes more: a wrong stop hits them.
    const sure = newest.deep || newest.takenOver || newest.listed;
    const care = sure ? 1 : newest.off ? careful : veryCareful;
    // What it has cost is a reason once; the next stop needs as much again, and in working hours evidence of its own.
    const cost = alert.cost(at);
    const costs = cost - (sure ? 0 : alert.dearAt);
    const euro = figures.stop_eur! * care * 1e6;
    const dear =
      (alert.stops.size === 0 || newest.off) &&
      score >= figures.alert! &&
      costs >= euro &&
      (sure || costs >= euro * patience || !looksHuman(suspicion.of(newest.key, at - dayMs)));
    if (!(score >= figures.stop! * Math.sqrt(care) && (money >= 1 || alert.count >= 5)) && !dear) return;
    // An errand of people takes much money to be stopped, and no lists or thieves.
    if (
      !newest.takenOver &&
      !newest.listed &&
      costs < errandPatience * figures.stop_eur! * 1e6 &&
      looksLikeErrand(state.suspicion.of(newest.key, at - dayMs))
    )
      return;
    if (dear) alert.dearAt = cost;
    // While people work a stop is short: it begins anew with the next call of an attack that goes on.
    const durationS = sure ? response.durationS : Math.min(response.durationS, briefS);
    const from = Math.max(alert.start, at - 12 * 3_600_000);
    const wanted = { reach: response.reach, durationS };
    const calls = suspicion.recent;
    // Most of what an attack does is stopped already: that is known without adding anything up.
    if (this.#areStopped(alert, suspicion, from, wanted, state, at)) {
      if (counts(newest, from)) state.suspect(newest.run || newest.call.country, at + suspectMs);
      return;
    }
    const byKey = evidenceByKey(calls, from);
    // Here and there: wherever it goes it is the same attack.
    const everywhere = byKey.size >= 3 && suspicion.fast(at) >= figures.stop! * care;
    const done = new Set<string>();
    // What a stop changes shows at the next event.
    for (const each of [...calls]) {
      // One of each payer and run of numbers is enough.
      if (!counts(each, from) || done.has(each.payerRun)) continue;
      done.add(each.payerRun);
      if (everywhere || byKey.get(each.key)! >= proven) {
        state.suspect(each.run || each.call.country, at + suspectMs);
        if (this.#stoppedUntil(alert, each, wanted, state, at) <= at)
          this.ask(alert, narrowest(each, state, wanted, at), state, at);
      }
    }
  }

  /** Whether stops of this alert hold for all calls since `from`. */
  #areStopped(
    alert: CallAlert,
    { recent, remembered, stopped }: Suspicion,
    from: number,
    wanted: { reach: StopWish['reach']; durationS: number },
    state: CustomerState,
    at: number,
  ): boolean {
    const holds = stopped.holds(alert, state.habits, at);
    const first = holds ? Math.max(0, recent.length - (remembered - stopped.remembered)) : 0;
    let earliest = holds ? stopped.until : Infinity;
    // The newest is what most often is not stopped.
    for (let i = recent.length - 1; i >= first; i--) {
      if (!counts(recent[i]!, from)) continue;
      const until = this.#stoppedUntil(alert, recent[i]!, wanted, state, at);
      if (until <= at) return false;
      earliest = Math.min(earliest, until);
    }
    stopped.keep(alert, state.habits, at, earliest, remembered);
    return true;
  }

  /** Until when a stop of this alert holds for such calls. */
  #stoppedUntil(
    alert: CallAlert,
    watched: Watched,
    wanted: { reach: StopWish['reach']; durationS: number },
    state: CustomerState,
    at: number,
  ): number {
    const business = hasBusiness(state, watched.call.country, at);
    if (watched.stopKey === '' || business !== watched.business) {
      watched.stopKey = sameText(stopKey(narrowest(watched, state, wanted, at)));
      watched.business = business;
    }
    return alert.stops.get(watched.stopKey) ?? 0;
  }

  /** Asks for a stop, unless it holds already. */
  ask(alert: CallAlert, wish: StopWish, state: CustomerState, at: number): void {
    const key = stopKey(wish);
    if ((alert.stops.get(key) ?? 0) > at) return;
    alert.stops.set(key, at + wish.durationS * 1_000);
    spoilHabits(alert, state);
    this.#wishes.set(`${alert.id}|${key}`, wish);
    if (this.#wishes.size > 10_000) this.#wishes.delete(this.#wishes.keys().next().value!);
    alert.raise('critical');
    this.#stop(wish, alert.told(at), at);
    this.#book.say(alert, at);
  }

  /** Somebody still tries: the stop goes on. */
  renew(alert: CallAlert, key: string, until: number, at: number): void {
    const wish = this.#wishes.get(`${alert.id}|${key}`);
    if (!wish || until - at > wish.durationS * 500) return;
    alert.stops.set(key, at + wish.durationS * 1_000);
    this.#stop(wish, alert.told(at), at);
  }
}

/** Whether a call is one that an alert may stop. */
function counts({ call, unexplained }: Watched, from: number): boolean {
  return call.start >= from && unexplained >= stoppable;
}

function evidenceByKey(calls: readonly Watched[], from: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let key: string | undefined;
  let sum = 0;
  for (const each of calls) {
    if (!counts(each, from)) continue;
    // Calls to one destination follow each other.
    if (each.key !== key) {
      if (key !== undefined) found.set(key, sum);
      key = each.key;
      sum = found.get(key) ?? 0;
    }
    sum += each.evidence;
  }
  if (key !== undefined) found.set(key, sum);
  return found;
}

/** What tells one stop of an alert from another. */
function stopKey({ scope, payer, country, prefix }: StopWish): string {
  return `${scope}|${payer}|${country}|${prefix}`;
}
