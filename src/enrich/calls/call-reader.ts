import type { CallRecord } from '../../core/call-record.ts';
import { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { type DestinationKind, destinationOf } from '../../core/phone/destination.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import type { DialledNumber } from '../../core/phone/normalise.ts';
import type { RateDeck } from '../../core/rates/deck.ts';
import type { LocalCalendar } from '../../core/rates/local-calendar.ts';
import type { Rate } from '../../core/rates/rate.ts';
import { RateBook } from '../../core/rates/rate-book.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import { CallDirectory, narrow } from './call-directory.ts';
import { DialledMemory } from './dialled-memory.ts';
import { PlacedCustomer } from './placed-customer.ts';

const free: Rate = { perMinute: 0, setup: 0, minimum: 0, increment: 1, estimate: false };
/** Kinds that are never a call the customer receives: whoever is called there is paid for it. */
const paidKinds: ReadonlySet<DestinationKind> = new Set(['premium', 'personal', 'satellite', 'international-network']);

/**
 * Makes a call of what a source tells: whose it is, who is answerable, where it goes, what it costs, and whether that is in
 * opening hours. Never refuses: what cannot be told stays empty, and a call of nobody belongs to `unassignedTenant`.
 */
export class CallReader {
  readonly #directory: CallDirectory;
  readonly #books = new Map<string, RateBook>();
  readonly #nobody: PlacedCustomer;
  readonly #byId = new Map<string, PlacedCustomer>();
  readonly #read = new DialledMemory();
  /** Calls that nobody, and that several customers could be the owner of. */
  readonly counts = { unattributed: 0, ambiguous: 0 };

  /** @param decks by key; '' is the provider's, which holds where a customer's own has no prefix. */
  constructor(customers: readonly CallCustomer[], decks: ReadonlyMap<string, RateDeck>) {
    this.#directory = new CallDirectory(customers);
    for (const placed of this.#directory.customers) this.#byId.set(placed.customer.id, placed);
    const provider = decks.get('');
    for (const key of new Set(['', ...decks.keys()])) {
      const own = decks.get(key);
      this.#books.set(key, new RateBook([own, key ? provider : undefined].filter((deck) => deck !== undefined)));
    }
    this.#nobody = new PlacedCustomer({
      ...{ id: unassignedTenant, timeZone: 'UTC', country: 'NL', plan: defaultDialPlan('NL'), identifiers: [] },
      ...{ opening: undefined, closedDays: [], allowed: [], mode: 'off', figures: {}, deck: '' },
    });
  }

  /** The customer of a call this reader made; undefined for calls of nobody. */
  customer(tenant: string): CallCustomer | undefined {
    return this.#byId.get(tenant)?.customer;
  }

  calendar(tenant: string): LocalCalendar {
    return (this.#byId.get(tenant) ?? this.#nobody).calendar;
  }

  /** Customer by account and address alone, '' when they do not tell one. */
  tenantOf(account: string, address: string): string {
    const record = { account, address, accountCode: '', trunk: '' };
    const { owners } = this.#directory.place(record);
    return owners.length === 1 ? owners[0]!.customer.id : '';
  }

  /** Looks at everything in the record but answer, end, outcome and cause. */
  read(record: CallRecord, source: string): Call {
    const call = new Call();
    call.id = record.id;
    call.linkedId = record.linkedId;
    call.source = source;
    call.from = record.from;
    call.dialled = record.to;
    call.account = record.account;
    call.accountCode = record.accountCode;
    call.trunk = record.trunk;
    call.address = record.address;
    call.start = record.start;
    const { owner, cameIn } = this.#owner(record);
    const { customer, plan } = owner;
    call.tenant = customer.id;
    const dialled = this.#read.of(plan, record.to);
    call.dialledKind = dialled.kind;
    call.direction = this.#direction(record, owner, cameIn, dialled);
    if (call.direction === 'in') this.#incoming(call, owner, dialled);
    else this.#outgoing(call, owner, dialled, cameIn);
    const { weekHour, closed } = owner.hourAt(record.start);
    call.weekHour = weekHour;
    call.closed = closed;
    return call;
  }

  #owner(record: CallRecord): { owner: PlacedCustomer; cameIn: boolean } {
    const { owners, cameIn } = this.#directory.place(record);
    if (owners.length === 1) return { owner: owners[0]!, cameIn };
    const { numbers } = this.#directory;
    const caller = numbers.owners(this.#read.of(this.#nobody.plan, record.from).e164);
    const called = numbers.owners(this.#read.of(this.#nobody.plan, record.to).e164);
    // A number one calls from is one's own; where none is, the called one may be.
    const known = record.direction === 'in' || cameIn ? narrow(called, caller) : narrow(caller, called);
    const left = narrow(owners, known);
    if (left.length === 1) return { owner: left[0]!, cameIn: cameIn || caller.length === 0 };
    if (left.length > 1) this.counts.ambiguous++;
    this.counts.unattributed++;
    return { owner: this.#nobody, cameIn };
  }

  #direction(record: CallRecord, owner: PlacedCustomer, cameIn: boolean, dialled: DialledNumber) {
    if (dialled.kind === 'emergency') return 'out';
    if (dialled.kind === 'internal') {
      const inside = record.direction === 'out' || (record.direction !== 'in' && !cameIn);
      return inside ? 'internal' : 'in';
    }
    // What comes in and goes on abroad or to a paid number is a call the customer pays for: a forward, or a loop.
    if (dialled.kind === 'international' || paidKinds.has(destinationOf(dialled.e164).kind)) return 'out';
    if (record.direction !== 'unknown') return record.direction;
    if (!cameIn) return 'out';
    const caller = this.#read.of(owner.plan, record.from);
    return caller.kind === 'internal' || caller.kind === 'unknown' ? 'out' : 'in';
  }

  #incoming(call: Call, { plan }: PlacedCustomer, dialled: DialledNumber): void {
    const caller = this.#read.of(plan, call.from);
    call.payer = dialled.e164 || call.dialled;
    this.#farEnd(call, caller.e164);
    call.rate = free;
  }

  #outgoing(call: Call, owner: PlacedCustomer, dialled: DialledNumber, cameIn: boolean): void {
    const { customer, plan } = owner;
    call.payer =
      (cameIn ? '' : call.account) ||
      call.accountCode ||
      (cameIn ? '' : this.#read.of(plan, call.from).e164 || call.from);
    if (call.direction === 'internal' || dialled.kind === 'emergency') {
      call.rate = free;
      call.destinationKind = dialled.kind === 'emergency' ? 'emergency' : 'internal';
      return;
    }
    this.#farEnd(call, dialled.e164);
    if (dialled.kind === 'short') call.destinationKind = 'short';
    // A number with a code of no country we know leads out of this one as well.
    call.abroad = dialled.kind === 'international' || (dialled.kind === 'unknown' && dialled.e164 !== '');
    const book = this.#books.get(customer.deck) ?? this.#books.get('')!;
    call.rate = dialled.e164 === '' ? free : book.rateFor(dialled.e164, call.start);
  }

  #farEnd(call: Call, e164: string): void {
    const { country, kind, prefix } = destinationOf(e164);
    call.number = e164;
    call.country = country;
    call.destinationKind = kind;
    call.prefix = prefix;
  }
}
