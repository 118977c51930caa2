import type { CallRecord } from '../../core/call-record.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallParty } from '../../core/calls/call-party.ts';
import type { DialPlan } from '../../core/phone/dial-plan.ts';
import { readDialled } from '../../core/phone/dialled-text.ts';
import { type DialledNumber, numberReader } from '../../core/phone/normalise.ts';
import { RangeIndex } from '../../core/range-index.ts';
import { NumberRanges, readNumberRange } from './number-ranges.ts';
import { PlacedCustomer } from './placed-customer.ts';

/** What the words of a record that are the same call after call say. */
export interface Placing {
  /** Those it may be, none when nothing tells. */
  readonly owners: readonly PlacedCustomer[];
  /** What stands where the account does is a trunk: the call came in by it. */
  readonly cameIn: boolean;
}

/** A placing with the words it was found for; `next` has the same account and accountcode. */
interface Remembered extends Placing {
  readonly trunk: string;
  readonly address: string;
  readonly next: Remembered | undefined;
}

/** The placings of an account by accountcode, and the last one with the words as they stood in the record. */
export interface PlacedAccount {
  readonly codes: Map<string, Remembered>;
  code: string;
  trunk: string;
  address: string;
  placing: Placing;
  /** Who pays for its calls, when the account does; undefined as long as nobody asked. */
  party: CallParty | undefined;
}

/** Customers whose phones dial alike: a number means the same to all of them. */
interface Dialling {
  readonly read: (dialled: string) => DialledNumber;
  readonly customers: Set<PlacedCustomer>;
}

const e164Like = /^[1-9]\d{6,14}$/;
const nobody: readonly PlacedCustomer[] = [];
const mostRemembered = 50_000;
/** Of one account and accountcode: beyond, they begin anew. */
const mostOfOne = 16;

/**
 * Whose a call is. What a record says is asked in an order of how sure it is: accountcode and account, trunk, address. Each
 * narrows what those before it left open; where one contradicts all that came before it, the surer one holds.
 */
export class CallDirectory {
  readonly customers: readonly PlacedCustomer[];
  readonly #numbers: NumberRanges;
  readonly #diallings: readonly Dialling[];
  readonly #accounts = new Map<string, PlacedCustomer[]>();
  readonly #codes = new Map<string, PlacedCustomer[]>();
  readonly #trunks = new Map<string, PlacedCustomer[]>();
  readonly #addresses = new RangeIndex<PlacedCustomer[]>();
  /** By account and accountcode, those asked for last first. */
  readonly #remembered = new Map<string, PlacedAccount>();
  readonly #lines = new Map<string, string>();
  readonly #hosts = new Map<string, string>();
  #count = 0;

  constructor(customers: readonly CallCustomer[]) {
    this.customers = customers.map((customer, index) => new PlacedCustomer(customer, index + 1));
    const ranges: { first: number; last: number; owner: PlacedCustomer }[] = [];
    for (const owner of this.customers)
      for (const { kind, value } of owner.customer.identifiers) {
        if (kind === 'account') add(this.#accounts, value, owner);
        else if (kind === 'accountcode') add(this.#codes, value, owner);
        else if (kind === 'trunk') add(this.#trunks, value, owner);
        else if (kind === 'address') this.#addresses.put(value, (before = []) => [...before, owner]);
        else {
          const range = readNumberRange(value);
          if (range) ranges.push({ first: range[0], last: range[1], owner });
        }
      }
    this.#numbers = new NumberRanges(ranges);
    this.#diallings = diallingsOf(ranges);
  }

  /** Those that have a number: each reads it as its own phones dial. */
  ofNumber(text: string): readonly PlacedCustomer[] {
    let found = nobody;
    for (const { read, customers } of this.#diallings) {
      const owners = this.#numbers.owners(read(text).e164);
      const own =
        owners.length === 0 || this.#diallings.length === 1 ? owners : owners.filter((one) => customers.has(one));
      if (own.length > 0) found = found.length === 0 ? own : [...found, ...own];
    }
    if (found.length > 0) return found;
    // With its country code alone, where a national number can be as long.
    const { digits } = readDialled(text);
    return e164Like.test(digits) ? this.#numbers.owners(digits) : nobody;
  }

  /** Those that have an account. */
  ofAccount(text: string): readonly PlacedCustomer[] {
    return (text === '' ? undefined : this.#accounts.get(text.toLowerCase())) ?? nobody;
  }

  /** By account, accountcode, trunk and address; numbers are asked when these leave it open. */
  place({
    account,
    accountCode,
    trunk,
    address,
  }: Pick<CallRecord, 'account' | 'accountCode' | 'trunk' | 'address'>): PlacedAccount {
    let known = this.#remembered.get(account);
    if (known && known.code === accountCode && known.trunk === trunk && known.address === address) return known;
    if (!known || this.#count >= mostRemembered) {
      if (this.#count >= mostRemembered) {
        this.#remembered.clear();
        this.#count = 0;
      }
      const codes = new Map<string, Remembered>();
      const placing = this.#placeOf(codes, account, accountCode, trunk, address);
      known = { codes, code: accountCode, trunk, address, placing, party: undefined };
      this.#remembered.set(account, known);
      return known;
    }
    known.placing = this.#placeOf(known.codes, account, accountCode, trunk, address);
    known.code = accountCode;
    known.trunk = trunk;
    known.address = address;
    return known;
  }

  #placeOf(
    codes: Map<string, Remembered>,
    account: string,
    accountCode: string,
    trunk: string,
    address: string,
  ): Placing {
    // Words that nobody is known by say nothing, whichever they are.
    const line = this.#known(trunk, this.#lines, (text) => this.#trunks.has(text.toLowerCase()));
    const host = this.#known(address, this.#hosts, (text) => this.#addresses.find(text) !== undefined);
    // Beside these two the rest hardly ever changes: comparing it costs less than a key of all four.
    const first = codes.get(accountCode);
    let length = 0;
    for (let known = first; known; known = known.next, length++)
      if (known.trunk === line && known.address === host) return known;
    const { owners, cameIn } = this.#find(account.toLowerCase(), accountCode.toLowerCase(), line.toLowerCase(), host);
    const next = length < mostOfOne ? first : undefined;
    const placing: Remembered = { owners, cameIn, trunk: line, address: host, next };
    codes.set(accountCode, placing);
    this.#count++;
    return placing;
  }

  /** The text when somebody is known by it, '' otherwise. */
  #known(text: string, remembered: Map<string, string>, names: (text: string) => boolean): string {
    if (text === '') return '';
    let known = remembered.get(text);
    if (known === undefined) {
      if (remembered.size >= mostRemembered) remembered.clear();
      known = names(text) ? text : '';
      remembered.set(text, known);
    }
    return known;
  }

  #find(account: string, code: string, trunk: string, address: string): Placing {
    const accounts = this.#accounts.get(account) ?? nobody;
    const cameBy = accounts.length === 0 ? (this.#trunks.get(account) ?? nobody) : nobody;
    let owners = narrow(this.#codes.get(code) ?? nobody, accounts);
    owners = narrow(owners, cameBy);
    owners = narrow(owners, this.#trunks.get(trunk) ?? nobody);
    owners = narrow(owners, (address && this.#addresses.find(address)) || nobody);
    return { owners, cameIn: cameBy.length > 0 };
  }
}

/** Those of `owners` that `more` names as well; `owners` when it names none of them. */
export function narrow(owners: readonly PlacedCustomer[], more: readonly PlacedCustomer[]): readonly PlacedCustomer[] {
  if (owners.length === 0) return more;
  if (more.length === 0 || owners.length === 1) return owners;
  const both = owners.filter((owner) => more.includes(owner));
  return both.length ? both : owners;
}

/** Owners of numbers by how they dial; what they call short or their own makes no difference to whose a number is. */
function diallingsOf(ranges: Iterable<{ readonly owner: PlacedCustomer }>): Dialling[] {
  const found = new Map<string, Dialling>();
  for (const { owner } of ranges) {
    const plan: DialPlan = { ...owner.customer.plan, ownRanges: [], shortCodes: [] };
    const key = JSON.stringify(plan);
    const known = found.get(key);
    if (known) known.customers.add(owner);
    else found.set(key, { read: numberReader(plan), customers: new Set([owner]) });
  }
  return [...found.values()];
}

function add(index: Map<string, PlacedCustomer[]>, value: string, owner: PlacedCustomer): void {
  const key = value.toLowerCase();
  const there = index.get(key);
  if (!there) index.set(key, [owner]);
  else if (!there.includes(owner)) there.push(owner);
}
