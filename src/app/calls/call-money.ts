import type { Call } from '../../core/calls/call.ts';
import type { Exposure, ExposureKey } from '../../core/rates/exposure.ts';
import type { LocalCalendar } from '../../core/rates/local-calendar.ts';
import { callCost } from '../../core/rates/rate.ts';
import { providerTenant } from '../../core/tenant.ts';

/** Name of an exposure key inside a customer. */
export function moneyKey(tenant: string, name: string): string {
  return `${tenant}\0${name}`;
}

/** Puts calls that cost money into the exposure, under every name that money is asked for by. */
export class CallMoney {
  readonly #exposure: Exposure;
  readonly #all: boolean;
  readonly #calendarOf: (tenant: string) => LocalCalendar;

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

  #keys(call: Call): readonly ExposureKey[] {
    const usual = this.#usual(call);
    const { tenant, payer, from, trunk, country, prefix } = call;
    if (!this.#all) return usual;
    const exposure = this.#exposure;
    const calendar = this.#calendarOf(tenant);
    const keys = [...usual];
    if (from && from !== payer) keys.push(exposure.key('number', moneyKey(tenant, from), calendar));
    if (trunk) keys.push(exposure.key('trunk', moneyKey(tenant, trunk), calendar));
    keys.push(exposure.key('destination', moneyKey(tenant, country || prefix), calendar));
    return keys;
  }

  /** Keys of customer, provider and account: to look up each for every call would cost more than all the rest. */
  #usual({ tenant, payer, payerParty }: Call): readonly ExposureKey[] {
    const known = payerParty?.moneyKeys as readonly ExposureKey[] | undefined;
    if (known && this.#exposure.again(known)) return known;
    const exposure = this.#exposure;
    const calendar = this.#calendarOf(tenant);
    const keys = [
      exposure.key('customer', tenant, calendar),
      exposure.key('provider', providerTenant, this.#calendarOf('')),
    ];
    if (payer) keys.push(exposure.key('account', moneyKey(tenant, payer), calendar));
    if (payerParty) payerParty.moneyKeys = keys;
    return keys;
  }
}

function isFree({ rate, direction }: Call): boolean {
  return direction !== 'out' || (rate.perMinute === 0 && rate.setup === 0);
}
