import type { Call } from '../../core/calls/call.ts';
import { isCostly } from '../../core/calls/costly.ts';
import type { Exposure } from '../../core/rates/exposure.ts';
import { type MoneyWindow, moneyWindows } from '../../core/rates/local-calendar.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { CustomerState } from './customer-state.ts';
import { establishedCountries } from './habits.ts';
import type { PayerState } from './payer-state.ts';
import type { CallRule } from './rule.ts';
import type { SimpleRules } from './simple-rules.ts';
import { Spending } from './spending.ts';

/** What a cap comes to: warned of, reached, limited to where the customer calls anyway, stopped. */
const levels = ['medium', 'high', 'critical', 'critical'] as const;
const limited = 2;
const stopped = 3;
/** Euro after which caps are looked at again. */
const lookAfter = 0.5;
/** Days in which nobody’s normal is known: caps that nobody set wait for ten times as much. */
const newDays = 4;
const stepMs = 30_000;
const longestStepMs = 600_000;
const quietMs = 12 * 3_600_000;
/** Running calls that an alert begins with, at most. */
const mostCalls = 1_000;

/** Somebody with calls that run and cost something. */
interface Owing {
  readonly state: CustomerState;
  readonly payer: PayerState;
  /** The newest of them. */
  call: Call;
  /** Micro-euro a minute of all of them. */
  rate: number;
  calls: number;
  /** Up to when they were counted, ms UTC. */
  since: number;
}

/**
 * Caps on money per hour, day, week and month of an account, a customer and the provider: warn, limit (costly calls pass only
 * to countries that are usual for the customer), stop (none passes). Who set a
 * figure gets exactly that; our defaults rise with what is normal, so that a busy customer does not hit them.
 */
export class MoneyCaps {
  readonly #rules: SimpleRules;
  readonly #exposure: Exposure;
  readonly #provider: () => CustomerState;
  /** Who has calls that run and cost something, and by call. */
  readonly #owing = new Map<PayerState, Owing>();
  readonly #running = new Map<number, { readonly call: Call; readonly owing: Owing; readonly rate: number }>();
  /** Micro-euro a minute of all of them. */
  #rate = 0;
  #nextLook = Infinity;
  /** What was fired in which window, by cap. */
  readonly #fired = new Map<string, { readonly started: number; readonly level: number }>();

  /** @param provider where the provider’s own figures are set, and what it usually spends is learned. */
  constructor(rules: SimpleRules, exposure: Exposure, provider: () => CustomerState) {
    this.#rules = rules;
    this.#exposure = exposure;
    this.#provider = provider;
  }

  /** A call ended and cost something. */
  paid(call: Call, state: CustomerState, payer: PayerState): void {
    const provider = this.#provider();
    payer.spending ??= new Spending();
    payer.spending.add(call.cost, call.end);
    state.spending.add(call.cost, call.end);
    provider.spending.add(call.cost, call.end);
    provider.dirty = true;
    this.#look(call, state, payer, call.end);
  }

  /** A call was answered that costs something: from now on what it costs counts while it runs. */
  answered(call: Call, state: CustomerState, payer: PayerState): void {
    const rate = call.rate.perMinute;
    let owing = this.#owing.get(payer);
    if (!owing) {
      owing = { state, payer, call, rate: 0, calls: 0, since: call.answer };
      this.#owing.set(payer, owing);
    } else this.#count(owing, call.answer);
    owing.call = call;
    owing.rate += rate;
    owing.calls++;
    this.#rate += rate;
    this.#running.set(call.serial, { call, owing, rate });
    payer.spending ??= new Spending();
    payer.spending.unchecked += call.rate.setup / microPerEuro;
    this.#nextLook = Math.min(this.#nextLook, call.answer + this.#pause());
  }

  ended(call: Call): void {
    const running = this.#running.get(call.serial);
    if (!running) return;
    const { owing, rate } = running;
    this.#running.delete(call.serial);
    this.#rate -= rate;
    owing.rate -= rate;
    if (--owing.calls === 0) this.#owing.delete(owing.payer);
    if (this.#running.size > 0) return;
    this.#rate = 0;
    this.#nextLook = Infinity;
  }

  get next(): number {
    return this.#nextLook;
  }

  /** Time went on while calls run. Once per step, at the newest one: money is known as of now alone. */
  advance(now: number): void {
    if (now < this.#nextLook) return;
    // Who is stopped ends calls while we look.
    for (const owing of [...this.#owing.values()]) {
      this.#count(owing, now);
      this.#look(owing.call, owing.state, owing.payer, now);
    }
    this.#nextLook = this.#running.size > 0 ? now + this.#pause() : Infinity;
  }

  /** So long it takes until enough was spent to look again, ms. */
  #pause(): number {
    return Math.min(longestStepMs, Math.max(stepMs, (lookAfter * microPerEuro * 60_000) / this.#rate));
  }

  /** Adds what the calls of a payer have cost since it was last counted to what nobody looked at. */
  #count(owing: Owing, now: number): void {
    const euro = (owing.rate * Math.max(0, now - owing.since)) / 60_000 / microPerEuro;
    owing.since = Math.max(owing.since, now);
    owing.payer.spending ??= new Spending();
    owing.payer.spending.unchecked += euro;
    owing.state.spending.unchecked += euro;
    this.#provider().spending.unchecked += euro;
  }

  #look(call: Call, state: CustomerState, payer: PayerState, at: number): void {
    const { spending } = payer;
    if (spending && spending.unchecked >= lookAfter) {
      spending.unchecked = 0;
      if (payer.name !== '') this.#check('account-cap', 'account', spending, call, state, payer.name, at);
    }
    if (state.spending.unchecked >= lookAfter) {
      state.spending.unchecked = 0;
      this.#check('customer-cap', 'customer', state.spending, call, state, '', at);
    }
    const provider = this.#provider();
    if (provider.spending.unchecked >= 20 * lookAfter) {
      provider.spending.unchecked = 0;
      this.#check('provider-cap', 'provider', provider.spending, call, provider, '', at);
    }
  }

  #check(
    detector: 'account-cap' | 'customer-cap' | 'provider-cap',
    kind: 'account' | 'customer' | 'provider',
    spending: Spending,
    call: Call,
    state: CustomerState,
    payer: string,
    at: number,
  ): void {
    const rule = this.#rules.rule(detector);
    if (!rule) return;
    if (!spending.key || spending.key.forgotten) spending.key = this.#exposure.find(kind, nameOf(kind, call, payer));
    const { key } = spending;
    if (!key) return;
    const figures = state.figures(rule);
    for (let place = 0; place < moneyWindows.length; place++) {
      const window = moneyWindows[place]!;
      const euro = this.#exposure.money(key, window) / microPerEuro;
      const cap = capOf(rule, figures, window, spending, state, at);
      if (!(euro >= cap * Math.min(1, figures.warn_share!))) continue;
      const started = state.calendar.startsOf(Math.floor(at / 1_000))[place]!;
      const level = levelOf(euro / cap, figures);
      // Once per window and level: a month that is over its cap is not news every day.
      const fired = `${rule.id}|${key.name}|${window}`;
      const before = this.#fired.get(fired);
      if (before && before.started === started && before.level >= level) continue;
      this.#fired.delete(fired);
      this.#fired.set(fired, { started, level });
      if (this.#fired.size > 50_000) this.#fired.delete(this.#fired.keys().next().value!);
      this.#fire(
        rule,
        kind,
        level,
        { euro, normal: normalOf(window, spending), since: started * 1_000 },
        call,
        state,
        payer,
        at,
      );
      return;
    }
  }

  #fire(
    rule: CallRule,
    kind: string,
    level: number,
    { euro, normal, since }: { euro: number; normal: number; since: number },
    call: Call,
    state: CustomerState,
    payer: string,
    at: number,
  ): void {
    const tenant = kind === 'provider' ? providerTenant : call.tenant;
    const measure = {
      ...{ normal: Math.round(normal), seen: Math.round(euro * 100) / 100, unit: 'eur' as const },
      spent: { cost: Math.round(euro * microPerEuro), since },
    };
    // Money of a customer that is open already as somebody's fraud is that fraud.
    const { book } = this.#rules;
    const open =
      kind === 'customer'
        ? book.of(tenant).find(({ active }) => at - active < quietMs)
        : book.find(tenant, payer, [], at);
    if (open && level < limited) return;
    const alert =
      open ?? this.#rules.raise(rule, tenant, payer, at, measure, this.#costly(kind, call, state, payer), []);
    if (alert.raise(levels[level]!)) book.say(alert, at);
    const { response } = rule;
    if (level < limited || response.action !== 'stop') return;
    // What is stopped where it is suspected need not be limited everywhere; when the money goes on all the same, it is stopped.
    if (level === limited && alert.stops.size > 0) return;
    const scope = kind === 'provider' ? 'provider' : kind === 'customer' ? 'customer' : 'account';
    this.#rules.stop(
      alert,
      {
        ...{ scope, payer, reach: response.reach, country: '', prefix: '' },
        ...{
          spared: level === limited ? establishedCountries(state, at) : [],
          hangUp: true,
          durationS: response.durationS,
        },
      },
      at,
    );
  }

  /** Dear calls that run on the account, or of the customer, whose cap it is, and the one that was looked at. */
  #costly(kind: string, call: Call, state: CustomerState, payer: string): readonly Call[] {
    const calls = new Set([call]);
    if (kind !== 'provider')
      for (const { call: other, owing } of this.#running.values())
        if (owing.state === state && (kind === 'customer' || owing.payer.name === payer)) calls.add(other);
    return [...calls].filter(isCostly).slice(0, mostCalls);
  }
}

/** What the money of an account, a customer or the provider is known by. */
function nameOf(kind: 'account' | 'customer' | 'provider', call: Call, payer: string): string {
  if (kind === 'provider') return providerTenant;
  return kind === 'customer' ? call.tenant : `${call.tenant}\0${payer}`;
}

/** @param share of the cap that was spent. */
function levelOf(share: number, { limit_share: limit, stop_share: stop }: Readonly<Record<string, number>>): number {
  if (share >= stop!) return stopped;
  if (share >= limit!) return limited;
  return share >= 1 ? 1 : 0;
}

function capOf(
  rule: CallRule,
  figures: Readonly<Record<string, number>>,
  window: MoneyWindow,
  spending: Spending,
  state: CustomerState,
  at: number,
): number {
  const standard = figures[window]!;
  if (state.isSet(rule, window)) return standard;
  if (state.days(at) < newDays) return 10 * standard;
  return Math.max(standard, figures.factor! * normalOf(window, spending));
}

function normalOf(window: MoneyWindow, { usualHour, usualDay }: Spending): number {
  if (window === 'hour') return usualHour.high;
  const day = usualDay.high;
  return window === 'day' ? day : window === 'week' ? 5 * day : 22 * day;
}
