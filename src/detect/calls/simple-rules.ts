import type { Alert } from '../../core/alert.ts';
import type { Call } from '../../core/calls/call.ts';
import type { AlertBook } from './alert-book.ts';
import type { CallAlert, Measure } from './call-alert.ts';
import type { CustomerState } from './customer-state.ts';
import type { CallDetectorName } from './detector-names.ts';
import type { CallRule } from './rule.ts';
import type { StopWish } from './stop-wish.ts';

/** What the rules that count one thing share: figures of a customer, one alert per matter, stops. */
export class SimpleRules {
  readonly book: AlertBook;
  readonly #stop: (wish: StopWish, alert: Alert, at: number) => void;
  #byDetector = new Map<CallDetectorName, CallRule>();

  constructor(book: AlertBook, stop: (wish: StopWish, alert: Alert, at: number) => void) {
    this.book = book;
    this.#stop = stop;
  }

  renew(rules: readonly CallRule[]): void {
    this.#byDetector = new Map(rules.map((rule) => [rule.detector, rule]));
  }

  rule(detector: CallDetectorName): CallRule | undefined {
    return this.#byDetector.get(detector);
  }

  /** Fires a rule: joins what is open about the payer or these destinations, else opens an alert. */
  raise(
    rule: CallRule,
    tenant: string,
    payer: string,
    at: number,
    measure: Measure,
    calls: readonly Call[],
    keys: readonly string[],
  ): CallAlert {
    const { book } = this;
    const open = book.find(tenant, payer, keys, at);
    if (!open) return book.open(rule, tenant, payer, at, measure, calls, keys);
    open.active = at;
    for (const call of calls) open.add(call);
    for (const key of keys) open.keys.add(key);
    if (open.raise(rule.level)) book.say(open, at);
    else book.grown(open, at);
    return open;
  }

  /** Asks for a stop once per alert and stop, and again when it has run out. */
  stop(alert: CallAlert, wish: StopWish, at: number): void {
    // One that spares nothing is another one than one that spares some.
    const limits = wish.spared.length > 0 ? '|limited' : '';
    const key = `${wish.scope}|${wish.payer}|${wish.country}|${wish.prefix}|${wish.reach}${limits}`;
    if ((alert.stops.get(key) ?? 0) > at) return;
    alert.stops.set(key, at + wish.durationS * 1_000);
    alert.raise('critical');
    this.#stop(wish, alert.told(at), at);
    this.book.say(alert, at);
  }
}

/** What every simple rule is told. */
export interface CallListener {
  begin?(call: Call, state: CustomerState): void;
  answer?(call: Call, state: CustomerState): void;
  finish?(call: Call, state: CustomerState): void;
}
