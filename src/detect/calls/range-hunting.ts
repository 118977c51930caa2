import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import { destinationKey } from './destination-memory.ts';
import type { SimpleRules } from './simple-rules.ts';

const mostKept = 64;
/** Digits that may differ within a range. */
const open = 4;

interface Failure {
  readonly call: Call;
  readonly range: string;
}

/** Failed attempts to different numbers of one range: somebody looks for a number that pays, before the first success. */
export class RangeHunting {
  readonly #rules: SimpleRules;
  readonly #failures = new Map<string, Failure[]>();

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  /** A costly call that ended without an answer. */
  failed(call: Call, state: CustomerState, chance: number): void {
    const rule = this.#rules.rule('range-hunting');
    if (!rule || call.number.length < 8 || call.outcome === 'cancelled' || chance > 0.3) return;
    const figures = state.figures(rule);
    const key = `${call.tenant}\0${call.payer}`;
    let failures = this.#failures.get(key);
    if (!failures) {
      if (this.#failures.size > 20_000) this.#failures.delete(this.#failures.keys().next().value!);
      failures = [];
      this.#failures.set(key, failures);
    }
    const from = call.start - figures.within_minutes! * 60_000;
    while (failures.length > 0 && (failures[0]!.call.start < from || failures.length >= mostKept)) failures.shift();
    const range = call.number.slice(0, -open);
    failures.push({ call, range });
    const same = failures.filter((each) => each.range === range);
    const numbers = new Set(same.map((each) => each.call.number)).size;
    if (numbers < figures.numbers!) return;
    const at = Math.max(call.end, call.start);
    const measure = { normal: 0, seen: numbers, unit: 'attempts' } as const;
    const calls = same.map((each) => each.call);
    const alert = this.#rules.raise(rule, call.tenant, call.payer, at, measure, calls, [destinationKey(call)]);
    if (rule.response.action !== 'stop' || numbers < figures.stop_numbers!) return;
    this.#rules.stop(
      alert,
      {
        ...{ scope: 'destination', payer: call.payer, reach: rule.response.reach, country: '', prefix: range },
        ...{ spared: [], hangUp: true, durationS: rule.response.durationS },
      },
      at,
    );
  }
}
