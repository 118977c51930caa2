import type { Call } from '../../core/calls/call.ts';
import { isCostly } from '../../core/calls/costly.ts';
import type { Exposure } from '../../core/rates/exposure.ts';
import { moneyWindows } from '../../core/rates/local-calendar.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { CustomerState } from './customer-state.ts';
import { establishedCountries } from './habits.ts';
import type { PayerState } from './payer-state.ts';
import type { CallRule } from './rule.ts';
import type { SimpleRules } from './simple-rules.ts';
import { Spending } from './spending.ts';

const levels = ['medium', 'high', 'critical'] as const;
/** Euro after which caps are looked at again. */
const lookAfter = 0.5;
/** Days in which nobody’s normal is known: caps that nobody set wait for ten times as much. */
const newDays = 4;
const stepMs = 30_000;
const quietMs = 12 * 3_600_000;

/**
 * Caps on money per hour, day, week and month of an account, a customer and the provider: warn, limit, stop. Who set a
 * figure gets exactly that; our defaults rise with what is normal, so that a busy customer does not hit them.
 */
export class MoneyCaps {
  readonly #rules: SimpleRules;
  readonly #exposure: Exposure;
  readonly #provider = new Spending();
  readonly #own: () => CustomerState;
  readonly #running = new Map<
    number,
    { readonly call: Call; readonly state: CustomerState; readonly payer: PayerState }
  >();
  #nextLook = 0;
  /** What was fired in which window, by cap. */
  readonly #fired = new Map<string, { readonly started: number; readonly level: number }>();

  /** @param provider where the provider’s own figures are set. */
  constructor(rules: SimpleRules, exposure: Exposure, provider: () => CustomerState) {
    this.#rules = rules;
    this.#exposure = exposure;
    this.#own = provider;
  }

  /** A call ended and cost something. */
  paid(call: Call, state: CustomerState, payer: PayerState): void {
    payer.spending ??= new Spending();
    payer.spending.add(call.cost, call.end);
    state.spending.add(call.cost, call.end);
    this.#provider.add(call.cost, call.end);
    this.#look(call, state, payer, call.end);
  }

  /** A costly call was answered: from now on what it costs counts while it runs. */
  answered(call: Call, state: CustomerState, payer: PayerState): void {
    if (this.#running.size === 0) this.#nextLook = call.answer + stepMs;
    this.#running.set(call.serial, { call, state, payer });
  }

  ended(call: Call): void {
    this.#running.delete(call.serial);
  }

  get next(): number {
    return this.#running.size > 0 ? this.#nextLook : Infinity;
  }

  /** Time went on while calls run. Once per step, at the newest one: money is known as of now alone. */
  advance(now: number): void {
    if (now < this.#nextLook || this.#running.size === 0) return;
    this.#nextLook = now + stepMs;
    const seen = new Set<PayerState>();
    for (const { call, state, payer } of [...this.#running.values()]) {
      if (seen.has(payer)) continue;
      seen.add(payer);
      payer.spending ??= new Spending();
      payer.spending.unchecked = lookAfter;
      state.spending.unchecked = lookAfter;
      this.#provider.unchecked += lookAfter;
      this.#look(call, state, payer, now);
    }
  }

  #look(call: Call, state: CustomerState, payer: PayerState, at: number): void {
    const { spending } = payer;
    if (spending && spending.unchecked >= lookAfter) {
      spending.unchecked = 0;
      if (payer.name !== '')
        this.#check('account-cap', 'account', `${call.tenant}\0${payer.name}`, spending, call, state, payer.name, at);
    }
    if (state.spending.unchecked >= lookAfter) {
      state.spending.unchecked = 0;
      this.#check('customer-cap', 'customer', call.tenant, state.spending, call, state, '', at);
    }
    if (this.#provider.unchecked >= 20 * lookAfter) {
      this.#provider.unchecked = 0;
      this.#check('provider-cap', 'provider', providerTenant, this.#provider, call, this.#own(), '', at);
    }
  }

  #check(
    detector: 'account-cap' | 'customer-cap' | 'provider-cap',
    kind: string,
    name: string,
    spending: Spending,
    call: Call,
    state: CustomerState,
    payer: string,
    at: number,
  ): void {
    const rule = this.#rules.rule(detector);
    const key = rule && this.#exposure.find(kind, name);
    if (!rule || !key) return;
    const figures = state.figures(rule);
    for (const window of moneyWindows) {
      const euro = this.#exposure.money(key, window) / microPerEuro;
      const limit = capOf(rule, figures, window, spending, state, at);
      if (!(euro >= limit.cap * Math.min(1, figures.warn_share!))) continue;
      const started = state.calendar.startsOf(Math.floor(at / 1_000))[moneyWindows.indexOf(window)]!;
      const level = euro >= limit.cap * figures.stop_share! ? 2 : euro >= limit.cap ? 1 : 0;
      // Once per window and level: a month that is over its cap is not news every day.
      const fired = `${rule.id}|${name}|${window}`;
      const before = this.#fired.get(fired);
      if (before && before.started === started && before.level >= level) continue;
      this.#fired.delete(fired);
      this.#fired.set(fired, { started, level });
      if (this.#fired.size > 50_000) this.#fired.delete(this.#fired.keys().next().value!);
      this.#fire(rule, kind, level, { euro, ...limit }, call, state, payer, at);
      return;
    }
  }

  #fire(
    rule: CallRule,
    kind: string,
    level: number,
    { euro, normal }: { euro: number; normal: number },
    call: Call,
    state: CustomerState,
    payer: string,
    at: number,
  ): void {
    const tenant = kind === 'provider' ? providerTenant : call.tenant;
    const measure = { normal: Math.round(normal), seen: Math.round(euro * 100) / 100, unit: 'eur' } as const;
    // Money of a customer that is open already as somebody's fraud is that fraud.
    const { book } = this.#rules;
    const open =
      kind === 'customer'
        ? book.of(tenant).find(({ active }) => at - active < quietMs)
        : book.find(tenant, payer, [], at);
    if (open && level < 2) return;
    const alert = open ?? this.#rules.raise(rule, tenant, payer, at, measure, isCostly(call) ? [call] : [], []);
    if (alert.raise(levels[level]!)) this.#rules.book.say(alert, at);
    const { response } = rule;
    // What is stopped where it is suspected need not be stopped everywhere.
    if (level < 2 || response.action !== 'stop' || alert.stops.size > 0) return;
    const scope = kind === 'provider' ? 'provider' : kind === 'customer' ? 'customer' : 'account';
    this.#rules.stop(
      alert,
      {
        ...{ scope, payer, reach: response.reach, country: '', prefix: '' },
        ...{
          spared: establishedCountries(state, at),
          hangUp: true,
          durationS: response.durationS,
        },
      },
      at,
    );
  }
}

function capOf(
  rule: CallRule,
  figures: Readonly<Record<string, number>>,
  window: (typeof moneyWindows)[number],
  { usualHour, usualDay }: Spending,
  state: CustomerState,
  at: number,
): { cap: number; normal: number } {
  const day = usualDay.high;
  const normal = { hour: usualHour.high, day, week: 5 * day, month: 22 * day }[window];
  const standard = figures[window]!;
  if (state.isSet(rule, window)) return { cap: standard, normal };
  if (state.days(at) < newDays) return { cap: 10 * standard, normal };
  return { cap: Math.max(standard, figures.factor! * normal), normal };
}
