import type { SimCalendar } from '../calendar.ts';
import { classic, type SeedFamily, unlisted } from '../countries.ts';
import { throughLine } from '../dialling.ts';
import { fill, lengthOf, numberIn, prefixesOf } from '../numbers.ts';
import type { Random } from '../random.ts';
import type { SimRates } from '../rates.ts';
import type { SimCall } from '../sim-call.ts';
import { isThere, type SimAccount, type SimCustomer } from '../sim-customer.ts';

/** What an attack is made of: whose phones, when, and with which prices. */
export interface AttackScene {
  readonly id: string;
  readonly customer: SimCustomer;
  /** Day on which it begins. */
  readonly day: number;
  readonly calendar: SimCalendar;
  readonly random: Random;
  readonly rates: SimRates;
  readonly family: SeedFamily;
}

/** Numbers that belong together: a prefix and how many digits follow. */
export interface Range {
  readonly country: string;
  readonly prefix: string;
  readonly length: number;
}

/** How long calls of fraudsters are: kept up for the minutes, of middling length, or both. */
export type TalkStyle = 'long' | 'middling' | 'mixed';

const minute = 60_000;

/** Makes the calls of one attack. Nothing lies behind the end of the simulation. */
export class AttackMaker {
  readonly calls: SimCall[] = [];
  readonly scene: AttackScene;
  readonly random: Random;
  readonly until: number;
  readonly #dialWith: '00' | '+';

  constructor(scene: AttackScene) {
    this.scene = scene;
    this.random = scene.random;
    this.until = scene.calendar.at(scene.calendar.days, 0) - 3_600_000;
    this.#dialWith = scene.random.chance(0.75) ? '00' : '+';
  }

  /** `count` phones of the customer, of people rather than machines. */
  accounts(count: number): SimAccount[] {
    const { customer, day } = this.scene;
    const there = customer.accounts.filter((one) => one.role !== 'room' && isThere(one, day));
    const all = there.length > 0 ? there : customer.accounts;
    return this.random.some(all, count);
  }

  /** One of the countries named in published cases. */
  classicCountry(): string {
    return this.random.pick(classic);
  }

  /** A country that stands on no list and that this customer does not call. */
  newCountry(): string {
    const { customer, family } = this.scene;
    const known = new Set(customer.partners.map(({ country }) => country));
    const strange = [...unlisted(family), ...classic].filter((country) => !known.has(country));
    return this.random.pick(strange);
  }

  /** A run of a thousand numbers or so; a dear range of the country when there is one. */
  range(country: string, digits = 3): Range {
    const { rates } = this.scene;
    const dear = rates.dear.get(country) ?? [];
    const ordinary = [...prefixesOf(country, 'mobile'), ...prefixesOf(country, 'fixed-or-mobile')];
    const usual =
      ordinary.length > 0 ? this.random.pick(ordinary) : numberIn(this.random, country, 'mobile').slice(0, 5);
    // Nobody shares the revenue of cheap numbers.
    const cheap = rates.find(usual).perMinute < 200_000;
    const prefix = dear.length > 0 && (cheap || this.random.chance(0.7)) ? this.random.pick(dear) : usual;
    const length = Math.max(lengthOf(country, prefix), prefix.length + digits);
    return { country, prefix: fill(this.random, prefix, length - digits), length };
  }

  numberOf({ prefix, length }: Range): string {
    return fill(this.random, prefix, length);
  }

  /** Seconds of a talk. */
  talk(style: TalkStyle): number {
    const long = style === 'long' || (style === 'mixed' && this.random.chance(0.4));
    return Math.max(5, Math.min(3 * 3_600, long ? this.random.logNormal(1_500, 0.5) : this.random.logNormal(230, 0.7)));
  }

  /** A call out; gives its end. */
  call(
    account: SimAccount,
    number: string,
    at: number,
    outcome: SimCall['outcome'],
    talk: number,
    ring = this.random.int(1, 12),
  ): number {
    const dialled = number.startsWith('31') ? `0${number.slice(2)}` : `${this.#dialWith}${number}`;
    return this.push('out', account, number, dialled, '', at, outcome, talk, ring);
  }

  push(
    kind: SimCall['kind'],
    account: SimAccount,
    number: string,
    dialled: string,
    caller: string,
    at: number,
    outcome: SimCall['outcome'],
    talk: number,
    ring: number,
  ): number {
    const start = Math.floor(at / 1_000) * 1_000;
    const answered = outcome === 'answered';
    const answer = answered ? start + Math.round(ring) * 1_000 : 0;
    const end = answered ? answer + Math.max(1, Math.round(talk)) * 1_000 : start + Math.round(ring) * 1_000;
    if (start >= this.until) return end;
    const { customer, id } = this.scene;
    const leaves = kind === 'out' || kind === 'forward';
    this.calls.push({
      ...{ customer, kind, account, number, caller, start, answer, end, outcome, attack: id },
      // Who gets in learns how to get out.
      dialled: leaves ? throughLine(customer.dialling, number, dialled, customer.firstDid) : dialled,
    });
    return end;
  }

  /**
   * `lines` calls at a time from `from` for `forMs`, from all `accounts` in turn, to numbers that `number` gives; with pauses of
   * `pauseS` on average, a share of `fails` without an answer, and no more than `most` calls.
   */
  pump(options: {
    readonly accounts: readonly SimAccount[];
    readonly number: () => string;
    readonly from: number;
    readonly forMs: number;
    readonly lines: number;
    readonly style: TalkStyle;
    readonly fails?: number;
    readonly pauseS?: number;
    readonly most?: number;
  }): void {
    const { accounts, number, from, forMs, lines, style, fails = 0.2, pauseS = 8, most = 12_000 } = options;
    const { random } = this;
    this.test(accounts[0]!, number(), from);
    let calls = 0;
    // Lines take turns by who is free first, so that `most` cuts all of them at the same time.
    const free = Array.from({ length: lines }, () => from + random.exponential(pauseS + 20) * 1_000);
    while (calls < most) {
      let line = 0;
      for (let i = 1; i < lines; i++) if (free[i]! < free[line]!) line = i;
      const at = free[line]!;
      if (at >= from + forMs || at >= this.until) break;
      const outcome = random.chance(fails)
        ? random.pick(['failed', 'no-answer', 'busy', 'cancelled'] as const)
        : 'answered';
      const end = this.call(accounts[line % accounts.length]!, number(), at, outcome, this.talk(style));
      free[line] = end + random.exponential(pauseS) * 1_000 + 1_000;
      calls++;
    }
  }

  /** Tries with prefixes that other exchanges need to dial out, all in vain; gives when they are over. */
  probe(account: SimAccount, number: string, at: number): number {
    const { random } = this;
    const prefixes = random.some(
      ['', '9', '0', '900', '000', '011', '9011', '810', '99', '0011', '1', '8', '7', '0000', '90011', '00'],
      random.int(3, 12),
    );
    let time = at;
    for (const prefix of prefixes) {
      this.push('out', account, `${prefix}${number}`, `${prefix}${number}`, '', time, 'failed', 0, random.int(0, 2));
      time += random.int(2, 40) * 1_000;
    }
    return time;
  }

  /** In some attacks: a call or two hours before, to see that the numbers can be reached. */
  test(account: SimAccount, number: string, at: number): void {
    const { random } = this;
    if (!random.chance(0.25)) return;
    let time = Math.max(this.at(1), at - this.minutes(60, 30 * 60));
    for (let i = random.int(1, 3); i > 0; i--)
      time =
        this.call(account, number, time, random.chance(0.7) ? 'answered' : 'failed', random.between(3, 25)) +
        random.int(5, 90) * 1_000;
  }

  /** ms UTC of a minute of the day on which it begins, or of a later one. */
  at(minuteOfDay: number, later = 0): number {
    return this.scene.calendar.at(this.scene.day + later, minuteOfDay);
  }

  /** A moment in the evening or night of that day when nobody works. */
  night(): number {
    return this.at(this.random.between(20 * 60, 27 * 60));
  }

  /** The evening before a weekend or within it: up to five days after the day it is asked for. */
  weekend(): number {
    const { calendar, day } = this.scene;
    const ahead = (4 - calendar.day(day).weekday + 7) % 7;
    return this.at(this.random.between(19 * 60, 40 * 60), ahead);
  }

  /** A moment in opening hours of the day or one of the next. */
  office(): number {
    const { customer, calendar, day } = this.scene;
    for (let later = 0; later < 7; later++) {
      const { weekday, holiday } = calendar.day(day + later);
      const spans = customer.week[weekday]!;
      if (spans.length === 0 || holiday) continue;
      const [from, until] = spans[0]!;
      return this.at(this.random.between(from, Math.max(from + 1, until - 120)), later);
    }
    return this.at(11 * 60);
  }

  minutes(from: number, to: number): number {
    return this.random.between(from, to) * minute;
  }
}
