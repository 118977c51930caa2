import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import { destinationKey } from './destination-memory.ts';
import type { SimpleRules } from './simple-rules.ts';

const hourMs = 3_600_000;
/** Answers of all customers that are as much worth as those of one, and how many there must be at all. */
const priorAnswers = 30;
const fewestAnswers = 30;
/** From this share of answers at once on a customer's records do not tell how long it rang. */
const mostUsual = 0.4;
/** Answers of the provider that count; older ones fade. */
const mostAnswers = 20_000;

interface Tally {
  answered: number;
  atOnce: number;
  calls: Call[];
  last: number;
}

/**
 * False answer supervision: calls to a destination are answered at once, nearly all of them, though people need seconds to
 * pick up. Counts per customer and destination in the last hours. How often answers come at once anyway is learned from all
 * outgoing calls of the customer, national ones too, filled up with those of all customers: many records know no ringing
 * (they begin with the answer), and there it proves nothing.
 */
export class FalseAnswer {
  readonly #rules: SimpleRules;
  readonly #tallies = new Map<string, Tally>();
  /** Of all customers. */
  #answered = 0;
  #atOnce = 0;

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  /** A call that is not costly was answered: how long calls ring. */
  usual({ start, answer }: Call, state: CustomerState): void {
    this.#learn(state, answer - start <= 1_000);
  }

  /** A costly call was answered. */
  answered(call: Call, state: CustomerState): void {
    const rule = this.#rules.rule('false-answer');
    if (!rule) return;
    const figures = state.figures(rule);
    const atOnce = call.answer - call.start <= figures.at_once_s! * 1_000;
    const known = state.answered + this.#answered >= fewestAnswers;
    const usual = this.#usual(state);
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
    if (!atOnce || tally.atOnce < 2) this.#learn(state, atOnce);
    if (!atOnce) return;
    tally.atOnce++;
    if (tally.calls.length < 50) tally.calls.push(call);
    const share = tally.atOnce / tally.answered;
    // Where calls usually are answered at once (the exchange says so, or its records) it proves nothing.
    if (tally.atOnce < figures.calls! || share < figures.share! || !known || usual > mostUsual) return;
    // Evidence that so many at once do not come by chance.
    if (tally.atOnce * Math.log(1 / usual) < 14) return;
    const measure = { normal: Math.round(usual * 100), seen: Math.round(share * 100), unit: 'percent' } as const;
    this.#rules.raise(rule, call.tenant, call.payer, call.answer, measure, tally.calls, [key]);
    tally.calls = [];
  }

  /** Share of answers that come at once anyway. */
  #usual({ answered, answeredAtOnce }: CustomerState): number {
    const all = (this.#atOnce + 1) / (this.#answered + 10);
    return (answeredAtOnce + priorAnswers * all) / (answered + priorAnswers);
  }

  #learn(state: CustomerState, atOnce: boolean): void {
    if (state.answered > 500) {
      state.answered /= 2;
      state.answeredAtOnce /= 2;
    }
    if (this.#answered > mostAnswers) {
      this.#answered /= 2;
      this.#atOnce /= 2;
    }
    state.answered++;
    this.#answered++;
    if (!atOnce) return;
    state.answeredAtOnce++;
    this.#atOnce++;
  }
}
