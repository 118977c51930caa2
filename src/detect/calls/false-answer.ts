import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import { destinationKey } from './destination-memory.ts';
import type { SimpleRules } from './simple-rules.ts';

const hourMs = 3_600_000;

interface Tally {
  answered: number;
  atOnce: number;
  calls: Call[];
  last: number;
}

/**
 * False answer supervision: calls to a destination are answered at once, nearly all of them, though people need seconds to
 * pick up. Counts per customer and destination in the last hours; how often answers come at once anyway is learned.
 */
export class FalseAnswer {
  readonly #rules: SimpleRules;
  readonly #tallies = new Map<string, Tally>();

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  /** A costly call was answered. */
  answered(call: Call, state: CustomerState): void {
    const rule = this.#rules.rule('false-answer');
    if (!rule) return;
    const figures = state.figures(rule);
    const atOnce = call.answer - call.start <= figures.at_once_s! * 1_000;
    const usual = (state.answeredAtOnce + 1) / (state.answered + 10);
    if (state.answered > 500) {
      state.answered /= 2;
      state.answeredAtOnce /= 2;
    }
    state.answered++;
    const key = destinationKey(call);
    const name = `${call.tenant}\0${key}`;
    let tally = this.#tallies.get(name);
    if (!tally || call.start - tally.last > 6 * hourMs) {
      if (this.#tallies.size > 20_000) this.#tallies.delete(this.#tallies.keys().next().value!);
      tally = { answered: 0, atOnce: 0, calls: [], last: 0 };
      this.#tallies.set(name, tally);
    }
    tally.last = call.answer;
    tally.answered++;
    // What may be an attack is not learned as usual.
    if (!atOnce) return;
    if (tally.atOnce < 2) state.answeredAtOnce++;
    tally.atOnce++;
    if (tally.calls.length < 50) tally.calls.push(call);
    const share = tally.atOnce / tally.answered;
    // Somebody whose calls usually are answered at once (their exchange says so) proves nothing by it.
    if (tally.atOnce < figures.calls! || share < figures.share! || usual > 0.4) return;
    // Evidence that so many at once do not come by chance.
    if (tally.atOnce * Math.log(1 / usual) < 14) return;
    const measure = { normal: Math.round(usual * 100), seen: Math.round(share * 100), unit: 'percent' } as const;
    this.#rules.raise(rule, call.tenant, call.payer, call.answer, measure, tally.calls, [key]);
    tally.calls = [];
  }
}
