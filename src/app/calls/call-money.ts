import type { Call } from '../../core/calls/call.ts';
import type { Exposure, ExposureKey } from '../../core/rates/exposure.ts';
import type { LocalCalendar } from '../../core/rates/local-calendar.ts';
import { callCost } from '../../core/rates/rate.ts';
import { providerTenant } from '../../core/tenant.ts';

/** Name of an exposure key inside a customer. */
export function moneyKey(tenant: string, name: string): string {
  return `${tenant}\0${name}`;
}

/** Most names remembered. */
const mostNames = 100_000;

/** Puts calls that cost money into the exposure, under every name that money is asked for by. */
export class CallMoney {
  readonly #exposure: Exposure;
  readonly #all: boolean;
  readonly #calendarOf: (tenant: string) => LocalCalendar;
  /** Names of keys by customer: joining them anew for each call would cost more than all the rest. */
  #names = new Map<string, Map<string, string>>();
  #size = 0;

  constructor(exposure: Exposure, money: 'all' | 'caps', calendarOf: (tenant: string) => LocalCalendar) {
    this.#exposure = exposure;
    this.#all = money === 'all';
    this.#calendarOf = calendarOf;
  }

  answered(call: Call): void {
    if (isFree(call)) return;
    this.#exposure.start(call.serial, call.answer, call.rate, this.#keys(call));
  }

  /** Sets what it cost. */
  ended(call: Call): void {
    call.cost = call.answer > 0 ? callCost(call.rate, call.end - call.answer) : 0;
    if (call.answer > 0 && !isFree(call)) this.#exposure.end(call.serial, call.end);
  }

  corrected(call: Call, answer: number, end: number): void {
    if (isFree(call) || (answer === call.answer && end === call.end)) return;
    const keys = this.#keys(call);
    if (call.answer > 0) this.#exposure.withdraw(call.answer, call.end, call.rate, keys);
    call.answer = answer;
    call.end = end;
    call.cost = answer > 0 ? callCost(call.rate, end - answer) : 0;
    if (answer > 0) this.#exposure.record(answer, end, call.rate, keys);
  }

  #keys({ tenant, payer, from, trunk, country, prefix }: Call): ExposureKey[] {
    const exposure = this.#exposure;
    const calendar = this.#calendarOf(tenant);
    const keys = [
      exposure.key('customer', tenant, calendar),
      exposure.key('provider', providerTenant, this.#calendarOf('')),
    ];
    if (payer) keys.push(exposure.key('account', this.#name(tenant, payer), calendar));
    if (!this.#all) return keys;
    if (from && from !== payer) keys.push(exposure.key('number', this.#name(tenant, from), calendar));
    if (trunk) keys.push(exposure.key('trunk', this.#name(tenant, trunk), calendar));
    keys.push(exposure.key('destination', this.#name(tenant, country || prefix), calendar));
    return keys;
  }

  #name(tenant: string, name: string): string {
    let names = this.#names.get(tenant);
    if (!names) {
      names = new Map();
      this.#names.set(tenant, names);
    }
    let key = names.get(name);
    if (key === undefined) {
      key = moneyKey(tenant, name);
      if (this.#size++ >= mostNames) {
        this.#names = new Map();
        this.#size = 0;
      } else names.set(name, key);
    }
    return key;
  }
}

function isFree({ rate, direction }: Call): boolean {
  return direction !== 'out' || (rate.perMinute === 0 && rate.setup === 0);
}
