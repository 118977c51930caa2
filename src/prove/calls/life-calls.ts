import type { SimCalendar } from './calendar.ts';
import { spell } from './numbers.ts';
import type { Random } from './random.ts';
import type { SimCall } from './sim-call.ts';
import type { SimAccount, SimCustomer } from './sim-customer.ts';

/** How likely each end of a call is; the rest is answered. */
export interface Odds {
  readonly noAnswer: number;
  readonly busy: number;
  readonly failed: number;
  readonly cancelled: number;
}
export const usualOdds: Odds = { noAnswer: 0.13, busy: 0.07, failed: 0.02, cancelled: 0.06 };
export const abroadOdds: Odds = { noAnswer: 0.16, busy: 0.06, failed: 0.05, cancelled: 0.05 };
export const diallerOdds: Odds = { noAnswer: 0.42, busy: 0.08, failed: 0.07, cancelled: 0.05 };

const longestTalk = 6 * 3_600;

/** Makes the calls of one customer on one day. */
export class CallMaker {
  readonly calls: SimCall[] = [];
  readonly customer: SimCustomer;
  readonly random: Random;
  readonly calendar: SimCalendar;
  /** When each phone is free again; several calls at a time go through a machine only. */
  readonly #free = new Map<SimAccount, number>();

  constructor(customer: SimCustomer, random: Random, calendar: SimCalendar) {
    this.customer = customer;
    this.random = random;
    this.calendar = calendar;
  }

  /**
   * A call to a number (E.164 digits or short) at a moment, later when the phone is in use; `median` of the talk in seconds, with a
   * heavy tail. Who gets no answer tries again now and then. Returns the outcome.
   */
  out(account: SimAccount, number: string, at: number, median: number, odds: Odds, sigma = 1.05): SimCall['outcome'] {
    const { random } = this;
    let start = at;
    for (let tries = 0; ; tries++) {
      const outcome = this.#outcome(odds);
      this.one(account, number, spell(number, account.style), start, outcome, random.logNormal(median, sigma));
      if (outcome === 'answered' || tries >= 3 || !random.chance(outcome === 'failed' ? 0.25 : 0.33)) return outcome;
      start = (this.#free.get(account) ?? start) + random.exponential(300) * 1_000 + 8_000;
    }
  }

  /** One call exactly so. `talk` in seconds. */
  one(
    account: SimAccount,
    number: string,
    dialled: string,
    at: number,
    outcome: SimCall['outcome'],
    talk: number,
  ): void {
    const start = whole(Math.max(at, this.#free.get(account) ?? 0));
    this.#push('out', account, number, dialled, '', start, outcome, talk);
  }

  /** A call inside; of an exchange of the customer's own nobody outside hears of it. */
  internal(account: SimAccount, to: string, at: number): void {
    if (this.customer.attribution === 'pbx') return;
    const start = whole(Math.max(at, this.#free.get(account) ?? 0));
    const outcome = this.random.chance(0.72) ? 'answered' : 'no-answer';
    this.#push('internal', account, to, to, '', start, outcome, this.random.logNormal(55, 0.9));
  }

  /** A call from outside to a phone's number; voice mail answers as a person does. */
  in(account: SimAccount, did: string, caller: string, at: number, outcome: SimCall['outcome'], talk: number): void {
    this.#push('in', account, caller, did, '', whole(at), outcome, talk);
  }

  /** A call from outside that is sent on. */
  forward(
    account: SimAccount,
    caller: string,
    to: string,
    at: number,
    outcome: SimCall['outcome'],
    talk: number,
  ): void {
    this.#push('forward', account, to, spell(to, account.style), caller, whole(at), outcome, talk);
  }

  #push(
    kind: SimCall['kind'],
    account: SimAccount,
    number: string,
    dialled: string,
    caller: string,
    start: number,
    outcome: SimCall['outcome'],
    talk: number,
  ): void {
    const answered = outcome === 'answered';
    const ring = answered ? this.#ring() : this.#vain(outcome);
    const answer = answered ? start + ring : 0;
    const end = answered ? answer + Math.max(1, Math.min(longestTalk, Math.round(talk))) * 1_000 : start + ring;
    if (kind === 'out' || kind === 'internal') this.#free.set(account, end + 2_000);
    this.calls.push({
      customer: this.customer,
      kind,
      account,
      number,
      dialled,
      caller,
      start,
      answer,
      end,
      outcome,
      attack: '',
    });
  }

  #outcome({ noAnswer, busy, failed, cancelled }: Odds): SimCall['outcome'] {
    const at = this.random.next();
    if (at < noAnswer) return 'no-answer';
    if (at < noAnswer + busy) return 'busy';
    if (at < noAnswer + busy + failed) return 'failed';
    return at < noAnswer + busy + failed + cancelled ? 'cancelled' : 'answered';
  }

  #ring(): number {
    return (2 + Math.round(this.random.exponential(8))) * 1_000;
  }

  #vain(outcome: SimCall['outcome']): number {
    const { random } = this;
    if (outcome === 'busy') return random.int(1, 5) * 1_000;
    if (outcome === 'failed') return random.int(0, 3) * 1_000;
    return (outcome === 'no-answer' ? random.int(18, 60) : random.int(2, 25)) * 1_000;
  }
}

/** Whole seconds. */
function whole(time: number): number {
  return Math.floor(time / 1_000) * 1_000;
}
