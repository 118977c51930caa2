import type { Call } from '../../core/calls/call.ts';
import { callCost, microPerEuro } from '../../core/rates/rate.ts';
import { TimeHeap } from '../../core/rates/time-heap.ts';
import type { CustomerState } from './customer-state.ts';
import { dayMs, destinationKey } from './destination-memory.ts';
import type { SimpleRules } from './simple-rules.ts';

interface Due {
  readonly call: Call;
  readonly state: CustomerState;
}

/** A costly call to where its customer hardly ever calls that runs very long: perhaps nobody is on it any more. */
export class LongCalls {
  readonly #rules: SimpleRules;
  readonly #due = new TimeHeap<Due>();

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  get next(): number {
    return this.#due.next;
  }

  /** An unexplained call was answered. */
  answered(call: Call, state: CustomerState): void {
    const rule = this.#rules.rule('long-call');
    if (rule) this.#due.push(call.answer + state.figures(rule).minutes! * 60_000, { call, state });
  }

  advance(now: number): void {
    const rule = this.#rules.rule('long-call');
    while (this.#due.next <= now) {
      const at = this.#due.next;
      const { call, state } = this.#due.pop()!;
      if (!rule || call.end > 0 || state.numbers.daysBefore(call.number, Math.floor(at / dayMs)) > 0) continue;
      const figures = state.figures(rule);
      const cost = callCost(call.rate, at - call.answer) / microPerEuro;
      if (cost < figures.eur!) {
        // Looked at again when it will have cost as much, if it ever does within a day.
        const wait = (figures.eur! - cost) / Math.max(0.001, call.rate.perMinute / microPerEuro);
        if (wait < 1_440) this.#due.push(at + Math.max(1, wait) * 60_000, { call, state });
        continue;
      }
      const minutes = Math.round((at - call.answer) / 60_000);
      const measure = { normal: figures.minutes!, seen: minutes, unit: 'minutes' } as const;
      this.#rules.raise(rule, call.tenant, call.payer, at, measure, [call], [destinationKey(call)]);
    }
  }
}
