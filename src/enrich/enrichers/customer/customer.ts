import { nothingOwned, type Ownership } from '../../../core/customer/ownership.ts';
import type { Event } from '../../../core/event.ts';
import { RangeIndex } from '../../../core/range-index.ts';
import { providerTenant, unassignedTenant } from '../../../core/tenant.ts';
import type { Enricher } from '../../enricher.ts';

interface Owner {
  readonly tenant: string;
  readonly asset: string;
}

/** Two customers have it, so it tells nothing. */
const ambiguous: Owner = { tenant: '', asset: '' };

/**
 * Tells which customer an event on equipment of the provider, or of an unknown sender, is about: by the system it happened at,
 * the account, the number dialled, or the network it came from, in that order. What two customers have in common tells
 * nothing, nor does the address of a carrier, behind which others may be too; events of a customer's own sources stay theirs.
 *
 * Account and number are written by whoever calls: they say whom an attempt is about and are never taken as proof of anything.
 */
export class CustomerEnricher implements Enricher {
  readonly name = 'customer';
  #addresses = new RangeIndex<Owner>();
  #accounts: ReadonlyMap<string, string> = new Map();
  /** First numbers in order; the range of each is at the same place. */
  #firsts: readonly number[] = [];
  #numbers: Ownership['numbers'] = [];
  /** Nobody has anything, as in an installation for one company and offline. */
  #nothing = true;

  constructor(ownership: Ownership = nothingOwned) {
    this.replace(ownership);
  }

  /** Takes what belongs to whom from now on. */
  replace({ addresses, numbers, accounts }: Ownership): void {
    const index = new RangeIndex<Owner>();
    for (const { tenant, range, asset, shared } of addresses) {
      if (shared) continue;
      index.put(range, (before) => {
        if (before === undefined) return { tenant, asset };
        if (before.tenant !== tenant) return ambiguous;
        return before.asset === '' ? { tenant, asset } : before;
      });
    }
    const byName = new Map<string, string>();
    for (const { tenant, name, realm } of accounts) {
      const keys = realm === '' ? [name] : [name, `${name}@${realm}`, `@${realm}`];
      for (const key of keys.map((text) => text.toLowerCase())) {
        const before = byName.get(key);
        byName.set(key, before === undefined || before === tenant ? tenant : '');
      }
    }
    const sorted = [...numbers].sort((a, b) => a.first - b.first);
    this.#addresses = index;
    this.#accounts = byName;
    this.#numbers = sorted;
    this.#firsts = sorted.map(({ first }) => first);
    this.#nothing = index.size === 0 && byName.size === 0 && sorted.length === 0;
  }

  enrich(event: Event): void {
    if (this.#nothing) return;
    if (event.tenant !== providerTenant && event.tenant !== unassignedTenant) return;
    // The system it happened at is what our own equipment saw, whatever the caller says.
    const system = this.#owner(event.destinationIp);
    if (system.tenant !== '' && system.asset !== '') {
      assign(event, system);
      return;
    }
    const action = event.action;
    if (!action.startsWith('sip-') && !action.startsWith('iax-')) return;
    const tenant = this.#account(event.userName) || this.#number(event.sipRequestUser);
    if (tenant !== '') {
      event.tenant = tenant;
      return;
    }
    const network = this.#owner(event.sourceIp);
    if (network.tenant !== '') assign(event, network);
  }

  #owner(address: string): Owner {
    if (address === '' || this.#addresses.size === 0) return ambiguous;
    return this.#addresses.find(address) ?? ambiguous;
  }

  #account(name: string): string {
    if (name === '' || this.#accounts.size === 0) return '';
    const key = name.toLowerCase();
    const whole = this.#accounts.get(key);
    if (whole !== undefined) return whole;
    // An account that nobody wrote down, in a realm that is one customer's.
    const at = key.lastIndexOf('@');
    return at < 0 ? '' : (this.#accounts.get(key.slice(at)) ?? '');
  }

  /** `+31…`, `0031…` or `31…`; a number without its country is not known. */
  #number(dialled: string): string {
    if (this.#firsts.length === 0 || dialled.length < 6 || dialled.length > 18) return '';
    const digits = dialled.startsWith('+') ? dialled.slice(1) : dialled.startsWith('00') ? dialled.slice(2) : dialled;
    const number = Number(digits);
    if (!Number.isSafeInteger(number) || number < 10_000) return '';
    let [low, high] = [0, this.#firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#firsts[middle] <= number) low = middle + 1;
      else high = middle;
    }
    const range = this.#numbers[low - 1];
    return range !== undefined && number <= range.last ? range.tenant : '';
  }
}

function assign(event: Event, { tenant, asset }: Owner): void {
  event.tenant = tenant;
  if (event.asset === '') event.asset = asset;
}
