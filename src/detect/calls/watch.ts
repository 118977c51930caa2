import type { Alert } from '../../core/alert.ts';
import type { Call } from '../../core/calls/call.ts';
import { isCostly } from '../../core/calls/costly.ts';
import { NumberLists } from '../../core/calls/number-lists.ts';
import type { AlertBook } from './alert-book.ts';
import { AlertStops, stoppable } from './alert-stops.ts';
import type { CallAlert } from './call-alert.ts';
import { isCalledBack, isForwarded, isRedial, listSign } from './call-signs.ts';
import type { CustomerState } from './customer-state.ts';
import { dayMs, destinationKey } from './destination-memory.ts';
import { type SuspicionDetector, suspicionDetectors } from './detector-names.ts';
import { evidenceOf } from './evidence.ts';
import { chanceOf, learnCall } from './habits.ts';
import { looksHuman, mostly, narrowest, newness, usualCalls, weightOf } from './judging.ts';
import { patterns } from './patterns.ts';
import type { PayerState } from './payer-state.ts';
import type { Peers } from './peers.ts';
import type { CallRule } from './rule.ts';
import { sameText } from './same-text.ts';
import { spoilHabits } from './spoil-habits.ts';
import type { StopWish } from './stop-wish.ts';
import { Suspicion, type Watched } from './suspicion.ts';

/** Parts of the evidence that an attempt, its answer and a call that lasts give. */
const attemptShare = 0.4;
const answerShare = 0.25;
const lastingShare = 0.35;
const lastingMs = 45_000;
/** Of the evidence of one payer that counts for the whole customer, and what it must reach beyond a payer's. */
const customerShare = 0.8;
const customerExtra = 5;
/** Below this relative pace somebody rarely calls at all. */
const offDensity = 0.12;
/** Below this nobody is there. */
const deepDensity = 0.06;
/** From this share on a call belongs to an alert about its payer. */
const joins = 0.25;
/** Evidence of the last hours from which an attack that was stopped is still going on. */
const goesOn = 8;
const stepMs = 15_000;

interface Running {
  readonly watched: Watched;
  readonly state: CustomerState;
  readonly payer: PayerState;
}

/** Costly calls: evidence adds up per payer and per customer, and what it proves becomes an alert and then a stop. */
export class Watch {
  readonly #book: AlertBook;
  readonly #peers: Peers;
  readonly #stops: AlertStops;
  #rules: readonly (CallRule & { readonly detector: SuspicionDetector })[] = [];
  #lists = new NumberLists([]);
  readonly #running = new Map<number, Running>();
  #nextStep = 0;

  constructor(book: AlertBook, peers: Peers, stop: (wish: StopWish, alert: Alert, at: number) => void) {
    this.#book = book;
    this.#peers = peers;
    this.#stops = new AlertStops(book, stop);
  }

  renew(rules: readonly CallRule[], lists: NumberLists): void {
    this.#rules = suspicionDetectors.flatMap((name) =>
      rules.filter((rule): rule is CallRule & { detector: SuspicionDetector } => rule.detector === name),
    );
    this.#stops.renewRules(this.#rules);
    this.#lists = lists;
  }

  /** When it has to be told the time while unexplained calls run; Infinity while none do. */
  get next(): number {
    return this.#running.size > 0 ? this.#nextStep : Infinity;
  }

  /** Whether somebody is paid for this call: others are not watched. */
  static watches(call: Call): boolean {
    const { reason } = call.verdict;
    if (reason === 'emergency' || reason === 'own-number' || reason === 'allowed-number') return false;
    return call.direction === 'out' && isCostly(call);
  }

  /** A costly call begins. Returns what habits do not explain of it, undefined when they do. */
  begin(call: Call, state: CustomerState, payer: PayerState): Watched | undefined {
    const at = call.start;
    const refused = call.verdict.action === 'refuse';
    const key = destinationKey(call);
    const density = state.density(call);
    const off = call.closed || density < offDensity;
    const watched = this.#weigh(call, state, payer, key, density, off, refused);
    if (!refused) {
      payer.running++;
      payer.usualRunning.see(payer.running, at);
    }
    payer.call(at);
    if (!refused) learnCall(state, payer, this.#peers, key, at, off);
    if (!refused && call.number !== '' && watched.unexplained < 0.6)
      state.numbers.add(call.number, Math.floor(at / dayMs));
    const alert = this.#book.find(call.tenant, call.payer, [key], at);
    const belongs =
      alert !== undefined && (watched.unexplained >= joins || (alert.keys.has(key) && watched.unexplained > 0.05));
    if (belongs) state.numbers.forget(call.number);
    else if (!refused && call.number !== '') state.numbers.add(call.number, Math.floor(at / dayMs));
    if (watched.evidence <= 0 && !belongs && !refused) return undefined;
    payer.suspicion ??= new Suspicion();
    if (!refused) {
      if (this.#running.size === 0) this.#nextStep = at + stepMs;
      this.#running.set(call.serial, { watched, state, payer });
      payer.suspicion.running.add(watched);
      state.suspicion.running.add(watched);
    }
    payer.suspicion.remember(watched);
    state.suspicion.remember(watched);
    payer.suspicion.add(watched, attemptShare, at);
    if (!belongs) state.suspicion.add(watched, attemptShare * customerShare, at);
    if (belongs || (alert && refused)) this.#join(alert, watched, state, payer, at);
    this.#evaluate(watched, state, payer, at);
    this.#again(watched, state, payer, at);
    return watched;
  }

  /** Where an attack went before it goes again, whoever it is this time: nothing has to be proven twice. */
  #again(watched: Watched, state: CustomerState, payer: PayerState, at: number): void {
    const { call, unexplained, off, deep, key, refused } = watched;
    if (refused || unexplained < stoppable || !deep || !state.isSuspect(call.country, call.number, at)) return;
    const rule = this.#rules.find(({ detector }) => detector === (off ? 'first-destination' : 'burst'));
    if (rule?.response.action !== 'stop') return;
    const measure = { normal: usualCalls([watched], state, at), seen: 1, unit: 'calls' } as const;
    const alert =
      this.#book.find(call.tenant, payer.name, [key], at) ??
      this.#book.open(rule, state.id, payer.name, at, measure, [call], [key]);
    this.#stops.ask(alert, narrowest(watched, state, rule.response, at), state, at);
  }

  answer(call: Call): void {
    const running = this.#running.get(call.serial);
    if (!running) return;
    const { watched, state, payer } = running;
    payer.suspicion!.add(watched, answerShare, call.answer);
    state.suspicion.add(watched, answerShare * customerShare, call.answer);
    this.#evaluate(watched, state, payer, call.answer);
  }

  /** It ended, or (before it ended) turned out to be refused. */
  finish(call: Call, state: CustomerState, payer: PayerState): void {
    payer.running = Math.max(0, payer.running - 1);
    const running = this.#running.get(call.serial);
    if (!running) return;
    this.#running.delete(call.serial);
    const { watched } = running;
    payer.suspicion!.running.delete(watched);
    state.suspicion.running.delete(watched);
    if (watched.refused || call.answer === 0) return;
    if (call.end - call.answer >= lastingMs) this.#lasts(running, call.end);
    payer.suspicion!.paid(watched, call.end);
    state.suspicion.paid(watched, call.end);
    this.#evaluate(watched, state, payer, call.end);
  }

  /** A call that had begun was refused after all, by the stop that it led to. False when it is none of its. */
  refused(call: Call): boolean {
    const running = this.#running.get(call.serial);
    if (!running) return false;
    running.watched.refused = true;
    this.finish(call, running.state, running.payer);
    return true;
  }

  /** Time went on while calls run: their money may tell. */
  advance(now: number): void {
    while (this.#running.size > 0 && this.#nextStep <= now) {
      const at = this.#nextStep;
      this.#nextStep = at + stepMs;
      const asked = new Set<Suspicion>();
      for (const { watched, state, payer } of [...this.#running.values()]) {
        const { answer } = watched.call;
        if (answer === 0) continue;
        if (at - answer >= lastingMs) this.#lasts({ watched, state, payer }, at);
        if (asked.has(payer.suspicion!)) continue;
        asked.add(payer.suspicion!);
        this.#evaluate(watched, state, payer, at);
      }
    }
  }

  #lasts({ watched, state, payer }: Running, at: number): void {
    if (watched.lasted) return;
    watched.lasted = true;
    payer.suspicion!.add(watched, lastingShare, at);
    state.suspicion.add(watched, lastingShare * customerShare, at);
  }

  #weigh(
    call: Call,
    state: CustomerState,
    payer: PayerState,
    key: string,
    density: number,
    off: boolean,
    refused: boolean,
  ): Watched {
    const at = call.start;
    const day = Math.floor(at / dayMs);
    const listed = this.#lists.find(call.number, at) !== undefined;
    const takenOver = payer.stolenUntil > at;
    const chance = chanceOf(state, payer, this.#peers, key, call, off);
    const strange = chance < 0.05;
    const forwarded = strange && isForwarded(call, state);
    const calledBack = strange && isCalledBack(call, state);
    let signs = 0;
    if (listed) signs += 6;
    if (takenOver) signs += 5;
    if (forwarded) signs += 1.5;
    if (calledBack) signs += 2.5;
    if (strange) signs += listSign(call, payer);
    const memory = state.destinations.get(key);
    const { mean } = state.activity;
    const busy = 0.3 * Math.max(mean, state.activity.hours[call.weekHour]!);
    const evidence = evidenceOf(call, {
      ...{ chance, density, signs },
      numberDays: call.number === '' ? 0 : state.numbers.daysBefore(call.number, day),
      today: (memory?.today(at) ?? 0) + 1,
      usualToday: Math.max(6, 3 * (memory?.perDay ?? 0) + 5, 6 * mean),
      pace: payer.paceAt(at),
      usualPace: payer.usualPace.high + busy,
      running: payer.running + 1,
      usualRunning: payer.usualRunning.high + 0.1 * busy,
    });
    let total = evidence.total;
    if (!refused && isRedial(call, payer)) total *= 0.25;
    const unexplained = listed || takenOver ? 1 : Math.min(1, Math.max(0, evidence.context / 4));
    const run = sameText(call.number.slice(0, -4));
    return {
      ...{ run, payerRun: sameText(`${call.payer}|${run}`) },
      ...{ call, payer: call.payer, key, evidence: total, unexplained, off, forwarded, calledBack, listed, takenOver },
      ...{ refused, lasted: false, deep: density < deepDensity, stopKey: '', business: false },
    };
  }

  #evaluate(newest: Watched, state: CustomerState, payer: PayerState, at: number): void {
    this.#judge(newest, payer.suspicion!, state, payer, 0, at);
    if (state.payers.size > 1) this.#judge(newest, state.suspicion, state, undefined, customerExtra, at);
  }

  #judge(
    newest: Watched,
    suspicion: Suspicion,
    state: CustomerState,
    payer: PayerState | undefined,
    extra: number,
    at: number,
  ): void {
    const nats = suspicion.nats(at);
    if (nats < 5) return;
    const money = suspicion.money(at);
    const score = nats + weightOf(money) - suspicion.usual(at) - newness(state.days(at)) - extra;
    const name = payer?.name ?? '';
    const open = this.#book.find(state.id, payer ? payer.name : newest.payer, [newest.key], at);
    if (open) {
      this.#stops.consider(open, newest, score, money, suspicion, state, at);
      return;
    }
    if (score < 6) return;
    const calls = suspicion.since(at - (suspicion.sudden ? 12 : 168) * 3_600_000).filter((each) => each.evidence > 0.5);
    for (const rule of this.#rules) {
      const figures = state.figures(rule);
      if (score < figures.alert! || calls.length < figures.min_calls!) continue;
      if (!patterns[rule.detector]({ calls, newest, suspicion, figures, at })) continue;
      const who = name || mostly(calls);
      const alert = this.#book.open(
        ...([
          rule,
          state.id,
          who,
          at,
          { normal: usualCalls(calls, state, at), seen: calls.length, unit: 'calls' },
        ] as const),
        calls.map(({ call }) => call),
        new Set(calls.filter(({ unexplained }) => unexplained >= joins).map(({ key }) => key)),
      );
      spoilHabits(alert, state);
      // What is told of one payer is not told again of its customer.
      if (payer) state.suspicion.forget();
      this.#stops.consider(alert, newest, score, money, suspicion, state, at);
      return;
    }
  }

  #join(alert: CallAlert, watched: Watched, state: CustomerState, payer: PayerState, at: number): void {
    alert.active = at;
    alert.payers.add(payer.name);
    if (watched.unexplained >= 2 * joins && watched.payer === alert.payer) alert.keys.add(watched.key);
    alert.add(watched.call);
    spoilHabits(alert, state);
    this.#book.grown(alert, at);
    if (
      watched.refused &&
      watched.unexplained >= stoppable &&
      payer.suspicion!.fast(at) >= (watched.off ? goesOn : 2 * goesOn) &&
      (watched.deep || !looksHuman(payer.suspicion!.of(watched.key, at - dayMs)))
    )
      for (const [key, until] of alert.stops) this.#stops.renew(alert, key, until, at);
  }
}
