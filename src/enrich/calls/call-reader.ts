import type { CallRecord } from '../../core/call-record.ts';
import { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { CallParty } from '../../core/calls/call-party.ts';
import { countryDialling } from '../../core/phone/countries.ts';
import { unknownDestination } from '../../core/phone/destination.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import type { RateDeck } from '../../core/rates/deck.ts';
import { estimatedRate } from '../../core/rates/estimates.ts';
import type { LocalCalendar } from '../../core/rates/local-calendar.ts';
import type { Rate } from '../../core/rates/rate.ts';
import { RateBook } from '../../core/rates/rate-book.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import { CallDirectory, narrow, type PlacedAccount } from './call-directory.ts';
import { DialledMemory, type KnownNumber } from './dialled-memory.ts';
import { PlacedCustomer } from './placed-customer.ts';

const free: Rate = { perMinute: 0, setup: 0, minimum: 0, increment: 1, estimate: false };
/** Of digits of which nobody knows where they lead. */
const unread = estimatedRate(unknownDestination);

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
  /** Whose the call was that was read last, and whether it came in by a trunk; undefined as long as nobody asked. */
  #last: PlacedCustomer;
  #cameIn: boolean | undefined;
  #account: PlacedAccount | undefined;
  /** What it called, when that was looked at to find out whose it is. */
  #called: KnownNumber | undefined;
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
    this.#nobody = new PlacedCustomer(
      {
        ...{ id: unassignedTenant, timeZone: 'UTC', country: 'NL', plan: defaultDialPlan('NL'), identifiers: [] },
        ...{ opening: undefined, closedDays: [], allowed: [], mode: 'off', figures: {}, deck: '' },
      },
      0,
    );
    this.#last = this.#nobody;
  }

  /** The customer of a call this reader made; undefined for calls of nobody. */
  customer(tenant: string): CallCustomer | undefined {
    return this.#byId.get(tenant)?.customer;
  }

  /** The customer of the call that was read last; undefined when it was nobody's. */
  get lastCustomer(): CallCustomer | undefined {
    return this.#last === this.#nobody ? undefined : this.#last.customer;
  }

  calendar(tenant: string): LocalCalendar {
    return (this.#byId.get(tenant) ?? this.#nobody).calendar;
  }

  /** Customer by account and address alone, '' when they do not tell one. */
  tenantOf(account: string, address: string): string {
    const record = { account, address, accountCode: '', trunk: '' };
    const { owners } = this.#directory.place(record).placing;
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
    const owner = this.#owner(record);
    this.#last = owner;
    call.tenant = owner.customer.id;
    call.customerParty = owner.party;
    const dialled = this.#called ? this.#read.likewise(this.#called, owner) : this.#read.of(owner, record.to);
    call.dialledKind = dialled.kind;
    call.direction = this.#direction(record, owner, dialled);
    if (call.direction === 'in') this.#incoming(call, owner, dialled);
    else this.#outgoing(call, record, owner, dialled);
    owner.setHour(call);
    return call;
  }

  #owner(record: CallRecord): PlacedCustomer {
    this.#account = this.#directory.place(record);
    const { owners, cameIn } = this.#account.placing;
    this.#cameIn = cameIn;
    this.#called = undefined;
    if (owners.length === 1) return owners[0]!;
    // A number one calls from is one's own; where none is, the called one may be.
    const calledFirst = record.direction === 'in' || cameIn;
    if (calledFirst) this.#called = this.#read.of(this.#nobody, record.to);
    let known = this.#called ? this.#haversOf(this.#called) : this.#callers(record);
    if (known.length !== 1)
      known = narrow(
        known,
        calledFirst ? this.#callers(record) : this.#haversOf(this.#read.of(this.#nobody, record.to)),
      );
    const left = narrow(owners, known);
    if (left.length === 1) {
      if (!cameIn) this.#cameIn = undefined;
      return left[0]!;
    }
    if (left.length > 1) this.counts.ambiguous++;
    this.counts.unattributed++;
    return this.#nobody;
  }

  /** Customers that the caller's number is of; where no account is told, an account may stand in its place. */
  #callers({ from, account }: CallRecord): readonly PlacedCustomer[] {
    const known = this.#read.of(this.#nobody, from);
    const havers = this.#haversOf(known);
    if (account !== '') return havers;
    known.callers ??= both(havers, this.#directory.ofAccount(from));
    return known.callers;
  }

  /** Customers that have a number, each as its own phones write it. */
  #haversOf(known: KnownNumber): readonly PlacedCustomer[] {
    known.owners ??= this.#directory.ofNumber(known.dialled);
    return known.owners;
  }

  /** Whether the call came in by a trunk, or from a number that is nobody's. Few calls need to know. */
  #cameInBy(record: CallRecord): boolean {
    this.#cameIn ??= this.#callers(record).length === 0;
    return this.#cameIn;
  }

  #direction(record: CallRecord, owner: PlacedCustomer, dialled: KnownNumber) {
    if (dialled.kind === 'emergency') return 'out';
    if (dialled.kind === 'internal') {
      const inside = record.direction === 'out' || (record.direction !== 'in' && !this.#cameInBy(record));
      return inside ? 'internal' : 'in';
    }
    // What comes in and goes on abroad or to a paid number is a call the customer pays for: a forward, or a loop.
    if (dialled.kind === 'international' || dialled.paid) return 'out';
    if (record.direction !== 'unknown') return record.direction;
    if (!this.#cameInBy(record)) return 'out';
    // A number that comes by a trunk of the customer's own, and is none of it, is what the customer calls.
    if (this.#account!.placing.cameIn && (dialled.kind !== 'unknown' || dialled.e164 || dialled.unread)) return 'out';
    const caller = this.#read.of(owner, record.from);
    return caller.kind === 'internal' || caller.kind === 'unknown' ? 'out' : 'in';
  }

  #incoming(call: Call, owner: PlacedCustomer, dialled: KnownNumber): void {
    call.payer = dialled.e164 || call.dialled;
    farEnd(call, this.#read.of(owner, call.from));
    call.rate = free;
  }

  #outgoing(call: Call, record: CallRecord, owner: PlacedCustomer, dialled: KnownNumber): void {
    call.payer = this.#payer(call, record, owner);
    if (call.payer === call.account && call.payer !== '') call.payerParty = partyOf(this.#account!, call);
    if (call.direction === 'internal' || dialled.kind === 'emergency') {
      call.rate = free;
      call.destinationKind = dialled.kind === 'emergency' ? 'emergency' : 'internal';
      return;
    }
    farEnd(call, dialled);
    if (dialled.unread !== '') call.number = dialled.unread;
    if (dialled.kind === 'short') call.destinationKind = 'short';
    // A number with a code of no country we know leads out of this one as well, and so may one that means nothing.
    call.abroad = dialled.kind === 'international' || (dialled.kind === 'unknown' && call.number !== '');
    call.rate = this.#rate(dialled, call.start);
  }

  /** Who is answerable for an outgoing call; '' for one that came in from somebody else. */
  #payer(call: Call, record: CallRecord, owner: PlacedCustomer): string {
    const { account, accountCode, from } = call;
    if (!this.#cameInBy(record)) return account || accountCode || this.#read.of(owner, from).e164 || from;
    if (accountCode !== '' || !this.#account!.placing.cameIn) return accountCode;
    // By a trunk of its own: a number of its own calls, else all that comes by the trunk is one, unless its numbers are known.
    const caller = this.#read.of(owner, from);
    if (caller.kind === 'internal') return caller.e164 || from;
    return owner.hasNumbers ? '' : account;
  }

  #rate(dialled: KnownNumber, at: number): Rate {
    if (dialled.rate) return dialled.rate;
    if (dialled.unread !== '') return unread;
    const { e164, kind, destination } = dialled;
    if (e164 === '' && kind !== 'national') return free;
    const book = this.#books.get(dialled.owner.customer.deck) ?? this.#books.get('')!;
    let rate = book.rateFor(e164 || countryDialling.get(destination.country)!.code, at);
    if (e164 === '' && rate.estimate) rate = estimatedRate(destination);
    if (book.timeless) dialled.rate = rate;
    return rate;
  }
}

/** An account that pays is nearly always one of one customer. */
function partyOf(account: PlacedAccount, { tenant, payer }: Call): CallParty {
  if (account.party?.tenant !== tenant) account.party = new CallParty(tenant, payer);
  return account.party;
}

function farEnd(call: Call, { e164, destination }: KnownNumber): void {
  call.number = e164;
  call.country = destination.country;
  call.destinationKind = destination.kind;
  call.prefix = destination.prefix;
}

function both(some: readonly PlacedCustomer[], more: readonly PlacedCustomer[]): readonly PlacedCustomer[] {
  return more.length === 0 ? some : [...new Set([...some, ...more])];
}
