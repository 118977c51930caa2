import type { SimCalendar } from './calendar.ts';
import { throughLine } from './dialling.ts';
import { spell } from './numbers.ts';
import { PhoneTimes } from './phone-times.ts';
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
/** ms between two calls of a phone. */
const pause = 2_000;

/** Makes the calls of one customer on one day. */
export class CallMaker {
  readonly calls: SimCall[] = [];
  readonly customer: SimCustomer;
  readonly random: Random;
  readonly calendar: SimCalendar;
  readonly #phones = new Map<SimAccount, PhoneTimes>();

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
      const dialled = spell(number, account.style);
      const end = this.one(account, number, dialled, start, outcome, random.logNormal(median, sigma));
      if (outcome === 'answered' || tries >= 3 || !random.chance(outcome === 'failed' ? 0.25 : 0.33)) return outcome;
      start = end + random.exponential(300) * 1_000 + 8_000;
    }
  }

  /** One call exactly so, as soon as the phone is free. `talk` in seconds. Gives its end. */
  one(
    account: SimAccount,
    number: string,
    dialled: string,
    at: number,
    outcome: SimCall['outcome'],
    talk: number,
  ): number {
    return this.#push('out', account, number, dialled, '', at, outcome, talk);
  }

  /** A call inside; of an exchange of the customer's own nobody outside hears of it. */
  internal(account: SimAccount, to: string, at: number): void {
    if (this.customer.attribution === 'pbx') return;
    const outcome = this.random.chance(0.72) ? 'answered' : 'no-answer';
    this.#push('internal', account, to, to, '', at, outcome, this.random.logNormal(55, 0.9));
  }

  /** A call from outside to a phone's number; voice mail answers as a person does. */
  in(account: SimAccount, did: string, caller: string, at: number, outcome: SimCall['outcome'], talk: number): void {
    this.#push('in', account, caller, did, '', at, outcome, talk);
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
    this.#push('forward', account, to, spell(to, account.style), caller, at, outcome, talk);
  }

  #push(
    kind: SimCall['kind'],
    account: SimAccount,
    number: string,
    dialled: string,
    caller: string,
    at: number,
    outcome: SimCall['outcome'],
    talk: number,
  ): number {
    const answered = outcome === 'answered';
    const ring = answered ? this.#ring() : this.#vain(outcome);
    const talks = answered ? Math.max(1, Math.min(longestTalk, Math.round(talk))) * 1_000 : 0;
    let start = Math.floor(at / 1_000) * 1_000;
    if (kind === 'out' || kind === 'internal') {
      let phone = this.#phones.get(account);
      if (!phone) {
        phone = new PhoneTimes();
        this.#phones.set(account, phone);
      }
      start = phone.fit(start, ring + talks + pause);
      phone.put(start, start + ring + talks + pause);
    }
    const answer = answered ? start + ring : 0;
    const end = start + ring + talks;
    const { customer } = this;
    const leaves = kind === 'out' || kind === 'forward';
    this.calls.push({
      customer,
      kind,
      account,
      number,
      dialled: leaves ? throughLine(customer.dialling, number, dialled, customer.firstDid) : dialled,
      caller,
      start,
      answer,
      end,
      outcome,
      attack: '',
    });
    return end;
  }

  #outcome({ noAnswer, busy, failed, cancelled }: Odds): SimCall['outcome'] {
    const at = this.random.next();
    if (at < noAnswer) return 'no-answer';
    if (at < noAnswer + busy) return 'busy';
    if (at < noAnswer + busy + failed) return 'failed';
    return at < noAnswer + busy + failed + cancelled ? 'cancelled' : 'answered';
  }

  #ring(): number {
    if (this.customer.answersAtOnce) return this.random.int(0, 1) * 1_000;
    return (2 + Math.round(this.random.exponential(8))) * 1_000;
  }

  #vain(outcome: SimCall['outcome']): number {
    const { random } = this;
    if (outcome === 'busy') return random.int(1, 5) * 1_000;
    if (outcome === 'failed') return random.int(0, 3) * 1_000;
    return (outcome === 'no-answer' ? random.int(18, 60) : random.int(2, 25)) * 1_000;
  }
}
